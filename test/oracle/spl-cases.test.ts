import { test } from "uvu"
import * as assert from "uvu/assert"
import type { MacroOption } from "../../engine/api/search-options.ts"
import { type Row, RuleError, search, type Value } from "../../engine/index.ts"
import { sharedLines } from "../shared.ts"

interface SplCase {
  readonly id: string
  readonly spl: string
  readonly events: readonly Row[]
  readonly expect: { readonly rows?: readonly Row[]; readonly count?: number; readonly error?: boolean }
  readonly ordered: boolean
  readonly lookups?: Readonly<Record<string, readonly Row[]>>
  readonly macros?: Readonly<Record<string, MacroOption>>
}
const isCase = (value: unknown): value is SplCase =>
  typeof value === "object" && value !== null && "spl" in value && "expect" in value && "events" in value

/** As the cases compare: a list of one is its item, numbers by value, everything else exactly. */
function sameValue(found: Value | undefined, expected: Value): boolean {
  const single = (value: Value): Value => (Array.isArray(value) && value.length === 1 ? (value[0] ?? null) : value)
  const a = single(found ?? null)
  const b = single(expected)
  if (a === null || b === null) return a === b
  if (typeof b === "object") return typeof a === "object" && a.length === b.length && b.every((item, i) => sameValue(a[i], item))
  if (typeof a === "object") return false
  if (typeof b === "number") return a !== "" && Math.abs(Number(a) - b) <= 1e-5 * Math.max(1, Math.abs(b))
  return String(a) === b
}
const sameRow = (found: Row, expected: Row): boolean => Object.entries(expected).every(([name, value]) => sameValue(found[name], value))

for (const item of sharedLines("oracle", "spl_cases.jsonl"))
  if (isCase(item))
    test(`${item.id}: ${item.spl.slice(0, 80)}`, async () => {
      const { spl, events, expect, ordered, lookups = {}, macros = {} } = item
      if (expect.error === true) {
        try {
          await search(spl, events, { lookups, macros })
        } catch (error) {
          assert.instance(error, RuleError)
          return
        }
        assert.unreachable("the search is refused")
      }
      const rows = await search(spl, events, { lookups, macros })
      if (expect.count !== undefined) assert.is(rows.length, expect.count)
      if (expect.rows === undefined) return
      assert.is(rows.length, expect.rows.length, JSON.stringify(rows))
      const left = [...rows]
      expect.rows.forEach((row, i) => {
        const index = ordered ? (sameRow(rows[i] ?? {}, row) ? 0 : -1) : left.findIndex(candidate => sameRow(candidate, row))
        assert.ok(index >= 0, `${JSON.stringify(row)} in ${JSON.stringify(rows)}`)
        left.splice(index, 1)
      })
    })

test.run()
