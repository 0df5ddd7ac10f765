import { test } from "uvu"
import * as assert from "uvu/assert"
import { readEvents } from "../../engine/api/input-events.ts"
import { runSearch } from "../../engine/api/search.ts"
import { type SearchOptions, searchWorkspace } from "../../engine/api/search-options.ts"
import type { Workspace } from "../../engine/api/workspace.ts"
import { RuleError } from "../../engine/errors/error.ts"
import { sharedLines } from "../shared.ts"
import { chunksOf, ways } from "./ways.ts"

interface SplCase {
  readonly spl: string
  readonly events: readonly unknown[]
  readonly lookups?: SearchOptions["lookups"] | undefined
  readonly macros?: SearchOptions["macros"] | undefined
}
const isCase = (value: unknown): value is SplCase => typeof value === "object" && value !== null && "spl" in value && "events" in value

/** Volatile: what it gives is another thing each time. */
const volatile = /\brandom\(/

const workspaces = new Map<string, Workspace>()
const writes = /\b(?:outputlookup|outputcsv|fit|into)\b/

/** Opening one takes longer than most searches do; what a search has written must be gone for the next. */
function workspaceOf(content: Pick<SplCase, "lookups" | "macros">, spl: string): Workspace {
  const { lookups, macros } = content
  const key = JSON.stringify(content)
  const known = writes.test(spl) ? undefined : workspaces.get(key)
  if (known !== undefined) return known
  const workspace = searchWorkspace({ ...(lookups === undefined ? {} : { lookups }), ...(macros === undefined ? {} : { macros }) })
  if (!writes.test(spl)) workspaces.set(key, workspace)
  return workspace
}

/** What a search gives over a log of the case's events, as often as it takes for the scanner to know them. */
async function outcome(
  { spl, events, lookups, macros }: SplCase,
  way: { readonly scan?: boolean; readonly wasm?: boolean },
): Promise<string> {
  const lines = `${events.map(event => JSON.stringify(event)).join("\n")}\n`
  // What a log begins with is read at once, before anything is known of its records.
  const log = lines.repeat(Math.ceil(100_000 / lines.length))
  const workspace = workspaceOf({ lookups, macros }, spl)
  const input = readEvents(["-"], workspace, { format: "ndjson", stdin: chunksOf(Buffer.from(log), 8_000) })
  const rows: string[] = []
  const warnings: string[] = []
  try {
    const options = { ...way, now: 1_700_000_000, warn: (message: string) => void warnings.push(message) }
    for await (const row of runSearch(spl, workspace, input, options)) rows.push(JSON.stringify(row))
  } catch (error) {
    if (error instanceof RuleError) return error.message
    throw error
  }
  return [...rows, ...warnings, input.summary.records].join("\n")
}

let compared = 0
for (const item of sharedLines("oracle", "spl_cases.jsonl"))
  if (isCase(item) && item.events.length > 0 && !volatile.test(item.spl)) {
    compared++
    test(`gives the same whether it is scanned or not: ${item.spl.slice(0, 80)}`, async () => {
      const plain = await outcome(item, ways.plain)
      assert.is(await outcome(item, ways.scanned), plain)
      assert.is(await outcome(item, ways["without WebAssembly"]), plain)
    })
  }

test("searches over a log are scanned", async () => {
  const events = Array.from({ length: 300 }, (_, n) => ({ action: n % 100 === 0 ? "run" : "rest", n }))
  const item: SplCase = { spl: "action=run | stats count by n", events }
  assert.is(await outcome(item, ways.scanned), await outcome(item, ways.plain))
  assert.is(compared > 0, sharedLines("oracle", "spl_cases.jsonl").length > 0)
})

test.run()
