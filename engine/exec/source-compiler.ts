import { compileRegex } from "../regex.ts"
import type { SourceCompiler } from "../sources/catalog.ts"
import type { TimeZone } from "../time/time-zone.ts"
import { compileExpr } from "./expr.ts"
import { compilePredicate } from "./predicate.ts"

/** Data sources may use the whole expression language, and no clock, lookup or subsearch. */
export function sourceCompiler(zone: TimeZone): SourceCompiler {
  const refuse = (what: string) => (): never => {
    throw new Error(`${what} cannot be used in a data source`)
  }
  const predicates = {
    timeZone: zone,
    now: refuse("the clock"),
    readsClock: refuse("the clock"),
    subsearch: refuse("a subsearch"),
    formatRows: refuse("a subsearch"),
  }
  const exprs = {
    timeZone: zone,
    now: refuse("the clock"),
    readsClock: refuse("the clock"),
    regex: (pattern: string) => compileRegex(pattern, {}),
    predicate: refuse("searchmatch()"),
    lookup: refuse("lookup()"),
    subsearch: refuse("a subsearch"),
    formatRows: refuse("a subsearch"),
    warn: refuse("a subsearch"),
  }
  return {
    evaluator: expr => compileExpr(expr, exprs),
    test: predicate => compilePredicate(predicate, predicates),
    regex: pattern => compileRegex(pattern, {}),
  }
}
