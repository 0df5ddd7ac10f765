import { aheadOf, watchWrites } from "../exec/ahead.ts"
import { compileSearch } from "../exec/compile.ts"
import { compileLater } from "../exec/later-test.ts"
import { PackRun } from "../exec/pack.ts"
import type { Row } from "../ir/value.ts"
import { Spool, type SpoolFormat } from "../spill/spool.ts"
import { restoreRow, rowBytes, type StoredFields, storeRow } from "../spill/stored-row.ts"
import { expandMacroText, sourceText } from "../spl/macro-expansion.ts"
import { parseSpl } from "../spl/parse.ts"
import { type FeedInput, feed, type RunOptions } from "./feed.ts"
import type { Workspace } from "./workspace.ts"

const rowFormat: SpoolFormat<Row> = {
  encode: row => JSON.stringify(storeRow(row)),
  decode(line) {
    const fields: StoredFields = JSON.parse(line)
    return restoreRow(fields)
  },
  bytes: rowBytes,
}

/**
 * Runs one SPL search over events; results leave newest first, or in the order that the search gives them.
 * @throws RuleError for everything that is wrong with the search
 */
export async function* runSearch(
  spl: string,
  workspace: Workspace,
  input: FeedInput,
  options: RunOptions & { readonly warn?: (message: string) => void } = {},
): AsyncGenerator<Row> {
  const pipeline = parseSpl(expandMacroText(sourceText("<search>", spl), workspace.content.macros))
  const memory = workspace.openMemory()
  const ready = new Spool(memory, rowFormat)
  const now = (): number => options.now ?? pack.now()
  const env = workspace.environment(now, options.warn ?? (() => {}), memory)
  const writes = new Set<string>()
  const search = compileSearch(
    pipeline,
    watchWrites(env, writes),
    {
      push(event) {
        ready.add(event.toRow())
        return true
      },
      end() {},
    },
    { newestFirst: true },
  )
  const ahead = aheadOf(env, writes)
  const branches = search.branches.map(branch => ({
    ...branch,
    later: branch.filter === null ? null : compileLater(branch.filter, () => ahead),
  }))
  const pack = new PackRun([{ ...search, branches }])
  try {
    const counts = { events: 0, eventsOutside: 0 }
    for await (const _ of feed(pack, input, { ...options, written: [...writes], stopsEarly: true }, counts)) {
      if (ready.isEmpty) continue
      yield* ready
      ready.clear()
    }
    pack.end()
    yield* ready
  } finally {
    memory.close()
  }
}
