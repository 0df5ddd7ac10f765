import type { Event } from "../event.ts"
import { compileSearch } from "../exec/compile.ts"
import { PackRun } from "../exec/pack.ts"
import { numberOf, type Row } from "../ir/value.ts"
import { Spool, type SpoolFormat } from "../spill/spool.ts"
import { restoreRow, rowBytes, type StoredFields, storeRow } from "../spill/stored-row.ts"
import { expandMacroText, sourceText } from "../spl/macro-expansion.ts"
import { parseSpl } from "../spl/parse.ts"
import { isWithin } from "../time/time-range.ts"
import type { RunOptions } from "./run.ts"
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
  batches: AsyncIterable<readonly Event[]>,
  options: RunOptions & { readonly warn?: (message: string) => void } = {},
): AsyncGenerator<Row> {
  const pipeline = parseSpl(expandMacroText(sourceText("<search>", spl), workspace.content.macros))
  const memory = workspace.openMemory()
  const ready = new Spool(memory, rowFormat)
  const now = (): number => options.now ?? pack.now()
  const search = compileSearch(
    pipeline,
    workspace.environment(now, options.warn ?? (() => {}), memory),
    {
      push(event) {
        ready.add(event.toRow())
        return true
      },
      end() {},
    },
    { newestFirst: true },
  )
  const pack = new PackRun([search])
  const bounded = options.from !== undefined || options.to !== undefined
  try {
    reading: for await (const batch of batches) {
      for (const event of batch) if ((!bounded || isWithin(numberOf(event.get("_time")), options)) && !pack.push(event)) break reading
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
