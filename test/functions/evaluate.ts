import { Event } from "../../engine/event.ts"
import { compileExpr } from "../../engine/exec/expr.ts"
import type { Result } from "../../engine/exec/operator.ts"
import { compilePredicate } from "../../engine/exec/predicate.ts"
import { parseExpr } from "../../engine/expr/parse.ts"
import type { FunctionContext } from "../../engine/functions/function.ts"
import type { Row } from "../../engine/ir/value.ts"
import { compileRegex } from "../../engine/regex.ts"
import { sourceText } from "../../engine/spl/macro-expansion.ts"
import { parsePredicate } from "../../engine/spl/parse.ts"
import { timeZone } from "../../engine/time/time-zone.ts"

const utc = timeZone("UTC")
const now = (): number => 1_700_000_000
const readsClock = (): void => {}

/** What an expression gives for an event. The clock stands at 2023-11-14T22:13:20Z. */
export function evaluate(expr: string, row: Row = {}, lookup: FunctionContext["lookup"] = () => null): Result {
  const evaluator = compileExpr(parseExpr(expr), {
    timeZone: utc,
    now,
    readsClock,
    lookup,
    subsearch: () => Object.assign([], { rows: () => [] }),
    formatRows: () => ({ kind: "any", operands: [] }),
    warn: () => {},
    regex: (pattern, range) => compileRegex(pattern, range === undefined ? {} : { range }),
    predicate: text =>
      compilePredicate(parsePredicate(sourceText("<test>", text)), {
        timeZone: utc,
        now,
        readsClock,
        subsearch: () => Object.assign([], { rows: () => [] }),
        formatRows: () => {
          throw new Error("no subsearch stands in a search of searchmatch()")
        },
      }),
  })
  return evaluator(Event.from(row))
}
