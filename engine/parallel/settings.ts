import { weaken } from "../exec/predicate.ts"
import type { Branch } from "../exec/search.ts"
import type { Predicate } from "../ir/predicate.ts"
import { unreachable } from "../ir/unreachable.ts"
import type { ScannerOptions } from "../scan/scanner.ts"
import type { DataModel, DataSource } from "../sources/data-source.ts"
import type { TimeRange } from "../time/time-range.ts"

/** What threads are told of a run, as plain data. */
export interface ScanSettings {
  /** Events that the searches may want: what holds wherever a branch may take an event, with no clock and no subsearch in it. */
  readonly branches: readonly Pick<Branch, "dataset" | "predicate">[]
  readonly sources: readonly DataSource[]
  readonly models: readonly DataModel[]
  readonly timeZone: string
  readonly time: ScannerOptions["time"]
  readonly range: TimeRange
  readonly wasm: boolean
}

/** What is told of branches. */
export const plainBranches = (branches: readonly Branch[]): ScanSettings["branches"] =>
  branches.map(({ dataset, predicate }) => ({ dataset, predicate: withoutRanges(weaken(predicate)) }))

/** A predicate that does not drag along the files that it was read from. */
function withoutRanges(predicate: Predicate): Predicate {
  switch (predicate.kind) {
    case "all":
    case "any":
      return { kind: predicate.kind, operands: predicate.operands.map(withoutRanges) }
    case "not":
      return { kind: "not", operand: withoutRanges(predicate.operand) }
    case "compare": {
      const { kind, field, op, value, caseSensitive } = predicate
      return { kind, field, op, value, ...(caseSensitive === undefined ? {} : { caseSensitive }) }
    }
    case "in":
      return { kind: "in", field: predicate.field, values: predicate.values }
    case "keyword":
      return { kind: "keyword", form: predicate.form, text: predicate.text }
    case "time":
    case "subsearch":
    case "macro_term":
      throw new Error(`"${predicate.kind}" was not taken out of a predicate`)
    default:
      return unreachable(predicate)
  }
}
