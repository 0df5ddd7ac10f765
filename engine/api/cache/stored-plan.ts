import type { LaterFilter, RowSteps } from "../../exec/later-filters.ts"
import type { PlannedBranch, SearchPlan } from "../../exec/plan.ts"
import type { CompareOp, Keyword, Predicate } from "../../ir/predicate.ts"
import type { Stage } from "../../ir/stage.ts"
import { MisshapenData, plain } from "./plain-reader.ts"

/** Plans are plain data but for the ranges, which nothing of a search that is right asks for. */
export const storePlan = ({ identity, branches, ordered, needsClock, idle, writes, warnings }: SearchPlan): unknown => [
  identity,
  branches.map(({ dataset, predicate, filter }) => [dataset, storePredicate(predicate), storeFilter(filter)]),
  ordered,
  needsClock,
  idle,
  writes,
  warnings,
]

/** @throws MisshapenData */
export function restorePlan(stored: unknown): SearchPlan {
  const [identity, branches, ordered, needsClock, idle, writes, warnings] = plain.list(stored, item => item)
  return {
    identity: plain.text(identity),
    branches: plain.list(branches, restoreBranch),
    ordered: plain.flag(ordered),
    needsClock: plain.flag(needsClock),
    idle: plain.flag(idle),
    writes: plain.list(writes, plain.text),
    warnings: plain.list(warnings, plain.text),
  }
}

function restoreBranch(stored: unknown): PlannedBranch {
  const [dataset, predicate, filter] = plain.list(stored, item => item)
  return {
    dataset: dataset === null ? null : plain.text(dataset),
    predicate: restorePredicate(predicate, 0),
    filter: filter === null ? null : restoreFilter(filter, 0),
  }
}

const storeFilter = (filter: LaterFilter | null): unknown =>
  filter === null
    ? null
    : filter.kind === "rows"
      ? ["rows", filter.steps.map(({ keys, stages }) => [keys, stages])]
      : [filter.kind, filter.operands.map(storeFilter)]

function restoreFilter(stored: unknown, depth: number): LaterFilter {
  if (depth > maxDepth) throw new MisshapenData("a filter is nested too deeply")
  const [kind, parts] = plain.list(stored, item => item)
  switch (kind) {
    case "all":
    case "any":
      return { kind, operands: plain.list(parts, operand => restoreFilter(operand, depth + 1)) }
    case "rows":
      return { kind, steps: plain.list(parts, restoreSteps) }
    default:
      throw new MisshapenData("a filter is of no known kind")
  }
}

function restoreSteps(stored: unknown): RowSteps {
  const [keys, stages] = plain.list(stored, item => item)
  return { keys: keys === null ? null : plain.list(keys, restoreKey), stages: plain.list(stages, restoreStage) }
}

function restoreKey(stored: unknown): [string, string] {
  const [name, as] = plain.list(stored, plain.text)
  if (name === undefined || as === undefined) throw new MisshapenData("a key has no name")
  return [name, as]
}

function restoreStage(stored: unknown): Stage {
  if (isStage(stored)) return stored
  throw new MisshapenData("a stage is of no kind")
}

const isStage = (stored: unknown): stored is Stage =>
  typeof stored === "object" && stored !== null && "kind" in stored && typeof stored.kind === "string"

function storePredicate(predicate: Predicate): unknown {
  switch (predicate.kind) {
    case "all":
    case "any":
      return [predicate.kind, predicate.operands.map(storePredicate)]
    case "not":
      return ["not", storePredicate(predicate.operand)]
    case "compare": {
      const { field, op, value, caseSensitive } = predicate
      return caseSensitive === true ? ["compare", field, op, value, true] : ["compare", field, op, value]
    }
    case "in":
      return ["in", predicate.field, predicate.values]
    case "keyword":
      return ["keyword", predicate.form, predicate.text]
    default:
      throw new Error(`"${predicate.kind}" has no place in a plan`)
  }
}

/** Deepest nesting that is believed. */
const maxDepth = 1_000
const operators: readonly CompareOp[] = ["=", "!=", "<", "<=", ">", ">="]
const forms: readonly Keyword["form"][] = ["term", "phrase", "TERM", "CASE"]

function restorePredicate(stored: unknown, depth: number): Predicate {
  if (depth > maxDepth) throw new MisshapenData("a condition is nested too deeply")
  const [kind, first, second, third, fourth] = plain.list(stored, item => item)
  switch (kind) {
    case "all":
    case "any":
      return { kind, operands: plain.list(first, operand => restorePredicate(operand, depth + 1)) }
    case "not":
      return { kind, operand: restorePredicate(first, depth + 1) }
    case "compare": {
      const compared = { kind, field: plain.text(first), op: oneOf(operators, second), value: plain.text(third) } as const
      return fourth === true ? { ...compared, caseSensitive: true } : compared
    }
    case "in":
      return { kind, field: plain.text(first), values: plain.list(second, plain.text) }
    case "keyword":
      return { kind, form: oneOf(forms, first), text: plain.text(second) }
    default:
      throw new MisshapenData("a condition is of no known kind")
  }
}

function oneOf<T>(known: readonly T[], value: unknown): T {
  const found = known.find(item => item === value)
  if (found === undefined) throw new MisshapenData("a word is not one of those that are known")
  return found
}
