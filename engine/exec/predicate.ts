import { parseCidr } from "../cidr.ts"
import type { CompareOp, Predicate } from "../ir/predicate.ts"
import type { Pipeline } from "../ir/stage.ts"
import { unreachable } from "../ir/unreachable.ts"
import { compareText, numberOf, printNumber, type Scalar, type Value } from "../ir/value.ts"
import type { SubsearchResult } from "../stages/stage.ts"
import { applyTimeModifier, parseTimeModifier } from "../time/relative.ts"
import type { TimeZone } from "../time/time-zone.ts"
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
 * Compiles a search predicate. A term that only index metadata could answer is not held against events that carry none.
 * @throws RuleError "time", "unsupported"
 */
export function compilePredicate(predicate: Predicate, env: PredicateEnvironment): Test {
  switch (predicate.kind) {
    case "all": {
      const tests = predicate.operands.map(operand => compilePredicate(operand, env))
      const [first, second] = tests
      if (first === undefined) return () => true
      if (tests.length === 2 && second !== undefined) return event => first(event) && second(event)
      return event => {
        for (const test of tests) if (!test(event)) return false
        return true
      }
    }
    case "any": {
      const tests = predicate.operands.map(operand => compilePredicate(operand, env))
      return event => {
        for (const test of tests) if (test(event)) return true
        return false
      }
    }
    case "not": {
      const test = compilePredicate(predicate.operand, env)
      return event => !test(event)
    }
    case "compare":
      return compileField(predicate.field, predicate.op, compileComparison(predicate.op, predicate.value))
    case "in":
      return compileField(predicate.field, "=", compileMembership(predicate.values))
    case "keyword": {
      const test = compileKeyword(predicate)
      return event => test(event.text())
    }
    case "time":
      return compileTimeBound(predicate.bound, predicate.value, env)
    case "subsearch": {
      const result = env.subsearch(predicate.pipeline)
      // The rows are complete only when the subsearch has ended, which is before this test first runs.
      let test: Test | null = null
      return event => {
        test ??= compilePredicate(env.formatRows(result), env)
        return test(event)
      }
    }
    case "macro_term":
      throw new Error(`macro "${predicate.name}" was not expanded`)
    default:
      return unreachable(predicate)
  }
}

function compileField(field: string, op: CompareOp, test: (value: Scalar) => boolean): Test {
  // Evidence in files was never indexed: `index=x` cannot tell it apart.
  const whenMissing = field === "index" && op !== "!="
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
export function compileComparison(op: CompareOp, pattern: string): (value: Scalar) => boolean {
  switch (op) {
    case "=":
      return compileEquality(pattern)
    case "!=": {
      const equal = compileEquality(pattern)
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

function compileEquality(pattern: string): (value: Scalar) => boolean {
  if (pattern === "*") return () => true
  const matchesText = compileWildcard(pattern)
  if (hasWildcard(pattern)) return value => matchesText(text(value))
  const number = numberOf(pattern)
  if (number !== null) return value => (typeof value === "number" ? value === number : matchesText(value) || numberOf(value) === number)
  const network = pattern.includes("/") ? parseCidr(pattern) : null
  if (network !== null) return value => typeof value === "string" && (network(value) || matchesText(value))
  return value => matchesText(text(value))
}

function compileMembership(patterns: readonly string[]): (value: Scalar) => boolean {
  const exact = new Set<string>()
  const others: ((value: Scalar) => boolean)[] = []
  for (const pattern of patterns)
    if (hasWildcard(pattern) || numberOf(pattern) !== null || pattern.includes("/")) others.push(compileEquality(pattern))
    else exact.add(pattern.toLowerCase())
  return value => exact.has(text(value).toLowerCase()) || others.some(test => test(value))
}

function compileOrder(pattern: string, holds: (order: number) => boolean): (value: Scalar) => boolean {
  const number = numberOf(pattern)
  const folded = pattern.toLowerCase()
  return value => {
    const valueNumber = number === null ? null : numberOf(value)
    if (number !== null && valueNumber !== null) return holds(valueNumber - number)
    return holds(compareText(text(value).toLowerCase(), folded))
  }
}

function compileTimeBound(bound: "earliest" | "latest" | "_index_earliest" | "_index_latest", value: string, env: PredicateEnvironment): Test {
  const modifier = parseTimeModifier(value)
  const field = bound.startsWith("_index") ? "_indextime" : "_time"
  const isEarliest = bound.endsWith("earliest")
  env.readsClock()
  let limit: number | null = null
  return event => {
    const edge = (limit ??= applyTimeModifier(modifier, env.now(), env.timeZone))
    const time = numberOf(event.get(field))
    // Files have no index time: such a bound is not held against them.
    if (time === null) return field === "_indextime"
    return isEarliest ? time >= edge : time < edge
  }
}

/** A predicate that holds wherever the given one may hold, with no subsearch and no clock in it: what can be tested at once. */
export function weaken(predicate: Predicate, positive = true): Predicate {
  switch (predicate.kind) {
    case "all":
    case "any":
      return { ...predicate, operands: predicate.operands.map(operand => weaken(operand, positive)) }
    case "not":
      return { ...predicate, operand: weaken(predicate.operand, !positive) }
    case "subsearch":
    case "time":
      return { kind: positive ? "all" : "any", operands: [] }
    case "compare":
    case "in":
    case "keyword":
    case "macro_term":
      return predicate
    default:
      return unreachable(predicate)
  }
}
