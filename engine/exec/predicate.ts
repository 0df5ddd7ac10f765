import { parseCidr } from "../cidr.ts"
import { type CompareOp, type Predicate, type Subsearch, spread, type TimeBound } from "../ir/predicate.ts"
import type { Pipeline } from "../ir/stage.ts"
import { unreachable } from "../ir/unreachable.ts"
import { compareText, numberOf, printNumber, type Scalar, type Value } from "../ir/value.ts"
import type { SubsearchResult } from "../stages/stage.ts"
import { applyTimeModifier, parseTimeModifier } from "../time/relative.ts"
import { withTimeBounds } from "../time/time-bound.ts"
import { type TimeZone, timeZone } from "../time/time-zone.ts"
import { compileWildcard, hasWildcard } from "../wildcard.ts"
import { compileKeyword } from "./keyword.ts"
import type { Test } from "./operator.ts"

/** What compiling a predicate needs of the search that it stands in. */
export interface PredicateEnvironment {
  readonly timeZone: TimeZone
  now(): number
  readsClock(): void
  /** Registers a subsearch; its rows are there when the events that depend on it are tested. */
  subsearch(pipeline: Pipeline): SubsearchResult
  /** The predicate that the rows of a subsearch stand for. */
  formatRows(result: SubsearchResult): Predicate
}

/**
 * Compiles a search predicate. A term that only index metadata could answer is not held against events that carry none, be it
 * negated or not.
 * @param positive whether the predicate stands under an even number of negations
 * @throws RuleError "time", "unsupported"
 */
export function compilePredicate(predicate: Predicate, env: PredicateEnvironment, positive = true): Test {
  switch (predicate.kind) {
    case "all": {
      const tests = predicate.operands.map(operand => compilePredicate(operand, env, positive))
      const [first, second] = tests
      if (first === undefined) return () => true
      if (tests.length === 2 && second !== undefined) return event => first(event) && second(event)
      return event => {
        for (const test of tests) if (!test(event)) return false
        return true
      }
    }
    case "any": {
      const tests = predicate.operands.map(operand => compilePredicate(operand, env, positive))
      return event => {
        for (const test of tests) if (test(event)) return true
        return false
      }
    }
    case "not": {
      const test = compilePredicate(predicate.operand, env, !positive)
      return event => !test(event)
    }
    case "compare":
      return compileField(
        predicate.field,
        predicate.op,
        compileComparison(predicate.op, predicate.value, predicate.caseSensitive),
        positive,
      )
    case "in":
      return compileField(predicate.field, "=", compileMembership(predicate.values), positive)
    case "keyword": {
      const test = compileKeyword(predicate)
      return event => test(event.text())
    }
    case "time":
      return compileTimeBound(predicate, env, positive)
    case "subsearch": {
      const result = env.subsearch(predicate.pipeline)
      // The rows are complete only when the subsearch has ended, which is before this test first runs.
      let test: Test | null = null
      return event => {
        test ??= compilePredicate(found(env.formatRows(result), predicate), env, positive)
        return test(event)
      }
    }
    case "macro_term":
      throw new Error(`macro "${predicate.name}" was not expanded`)
    default:
      return unreachable(predicate)
  }
}

/** What a subsearch found, compared with a field where it stands behind one. What cannot be compared holds for nothing. */
function found(rows: Predicate, { of }: Subsearch): Predicate {
  if (of === undefined) return rows
  return withTimeBounds(spread(rows, of.field, of.op) ?? { kind: "any", operands: [] })
}

function compileField(field: string, op: CompareOp, test: (value: Scalar) => boolean, positive: boolean): Test {
  // Evidence in files was never indexed: `index=x` cannot tell it apart.
  const whenMissing = field === "index" && positive
  if (field === "source" || field === "sourcetype") {
    // One event goes by several names; it differs from a name only when none of them is that name.
    const every = op === "!="
    return event => {
      const names = event.knownAs(field)
      return names.length > 0 && (every ? names.every(test) : names.some(test))
    }
  }
  return event => {
    const value = event.get(field)
    if (value === null) return whenMissing
    return matches(value, test)
  }
}

function matches(value: Exclude<Value, null>, test: (value: Scalar) => boolean): boolean {
  if (typeof value !== "object") return test(value)
  for (const scalar of value) if (test(scalar)) return true
  return false
}

const text = (value: Scalar): string => (typeof value === "number" ? printNumber(value) : value)

/** The test of one value against `op pattern`: the reference semantics that every faster path must agree with. */
export function compileComparison(op: CompareOp, pattern: string, caseSensitive = false): (value: Scalar) => boolean {
  switch (op) {
    case "=":
      return compileEquality(pattern, caseSensitive)
    case "!=": {
      const equal = compileEquality(pattern, caseSensitive)
      return value => !equal(value)
    }
    case "<":
      return compileOrder(pattern, order => order < 0)
    case "<=":
      return compileOrder(pattern, order => order <= 0)
    case ">":
      return compileOrder(pattern, order => order > 0)
    case ">=":
      return compileOrder(pattern, order => order >= 0)
    default:
      return unreachable(op)
  }
}

/** Equality is one of texts: `1` does not equal `1.0`. */
function compileEquality(pattern: string, caseSensitive = false): (value: Scalar) => boolean {
  if (pattern === "*") return () => true
  const matchesText = compileWildcard(pattern, { caseSensitive })
  const network = pattern.includes("/") ? parseCidr(pattern) : null
  if (network !== null) return value => typeof value === "string" && (network(value) || matchesText(value))
  return value => matchesText(text(value))
}

function compileMembership(patterns: readonly string[]): (value: Scalar) => boolean {
  const exact = new Set<string>()
  const others: ((value: Scalar) => boolean)[] = []
  for (const pattern of patterns)
    if (hasWildcard(pattern) || pattern.includes("/")) others.push(compileEquality(pattern))
    else exact.add(pattern.toLowerCase())
  return value => exact.has(text(value).toLowerCase()) || others.some(test => test(value))
}

/** Two numbers compare as such, anything else by code point: capital letters come before small ones. */
function compileOrder(pattern: string, holds: (order: number) => boolean): (value: Scalar) => boolean {
  const number = numberOf(pattern)
  return value => {
    const valueNumber = number === null ? null : numberOf(value)
    return holds(number !== null && valueNumber !== null ? valueNumber - number : compareText(text(value), pattern))
  }
}

function compileTimeBound({ bound, value, range }: TimeBound, env: PredicateEnvironment, positive: boolean): Test {
  const modifier = parseTimeModifier(value, range)
  const field = bound.startsWith("_index") ? "_indextime" : "_time"
  const isEarliest = bound.endsWith("earliest")
  env.readsClock()
  let limit: number | null = null
  return event => {
    limit ??= applyTimeModifier(modifier, env.now(), env.timeZone)
    const time = numberOf(event.get(field))
    // Files have no index time: such a bound is not held against them.
    if (time === null) return field === "_indextime" && positive
    return isEarliest ? time >= limit : time < limit
  }
}

const refuse = (): never => {
  throw new Error("a weakened predicate needs neither clock nor subsearch")
}
/** What compiling a weakened predicate needs: nothing. */
export const unbound: PredicateEnvironment = {
  timeZone: timeZone("UTC"),
  now: refuse,
  readsClock: refuse,
  subsearch: refuse,
  formatRows: refuse,
}

/**
 * A predicate that holds wherever the given one may hold, with no subsearch and no clock in it: what can be tested at once. One that
 * says nothing more is given back as it is.
 */
export function weaken(predicate: Predicate, positive = true): Predicate {
  switch (predicate.kind) {
    case "all":
    case "any": {
      const operands = predicate.operands.map(operand => weaken(operand, positive))
      return operands.every((operand, i) => operand === predicate.operands[i]) ? predicate : { ...predicate, operands }
    }
    case "not": {
      const operand = weaken(predicate.operand, !positive)
      return operand === predicate.operand ? predicate : { ...predicate, operand }
    }
    case "subsearch":
    case "time":
      return { kind: positive ? "all" : "any", operands: [] }
    case "compare":
    case "in":
      // Whether an event has no index shows only when it comes: then a negated term holds as well.
      return predicate.field === "index" && !positive ? { kind: "any", operands: [] } : predicate
    case "keyword":
    case "macro_term":
      return predicate
    default:
      return unreachable(predicate)
  }
}
