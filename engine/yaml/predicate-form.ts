import { RuleError } from "../errors/error.ts"
import { type Compare, compare, type Predicate } from "../ir/predicate.ts"
import type { Pipeline } from "../ir/stage.ts"
import { unreachable } from "../ir/unreachable.ts"
import { timeBounds } from "../time/time-bound.ts"
import { isMap, listOf } from "./predicate.ts"

const structural: ReadonlySet<string> = new Set(["any", "all", "not", "keywords", "macro", "subsearch", ...timeBounds])

/** Fields that cannot be keys: those of the form itself, and whole numbers, which objects put first whatever their place. */
const needsText = (field: string): boolean => structural.has(field) || /^\d+$/.test(field)

/** The `match` form of a predicate: the inverse of `parsePredicateForm`. */
export function renderPredicateForm(
  predicate: Predicate,
  render: { pipeline(pipeline: Pipeline): unknown; macro(name: string, args: readonly string[]): string },
): unknown {
  // Everything is shortest as search text.
  const whole = (node: Predicate): unknown => (node.kind === "all" && node.operands.length === 0 ? "*" : form(node))
  const form = (node: Predicate): Record<string, unknown> => {
    switch (node.kind) {
      case "all":
        return merge(node.operands.map(form))
      case "any":
        if (node.operands.length > 0 && node.operands.every(operand => operand.kind === "keyword"))
          return { keywords: node.operands.map(operand => keywordForm(operand)) }
        return node.operands.length === 0 ? { not: "*" } : { any: node.operands.map(whole) }
      case "not": {
        const { operand } = node
        if (
          operand.kind === "compare" &&
          operand.op === "=" &&
          operand.value === "*" &&
          operand.caseSensitive !== true &&
          !needsText(operand.field)
        )
          return { [operand.field]: null }
        return { not: whole(operand) }
      }
      case "compare":
        if (needsText(node.field)) return { all: [searchText(node)] }
        if (node.caseSensitive === true)
          return node.op === "=" ? { [node.field]: { CASE: scalar(node.value) } } : { all: [searchText(node)] }
        return { [node.field]: node.op === "=" ? scalar(node.value) : { [node.op]: scalar(node.value) } }
      case "in":
        if (needsText(node.field)) return { any: node.values.map(value => form(compare(node.field, "=", value))) }
        return { [node.field]: node.values.map(scalar) }
      case "keyword":
        return { keywords: [keywordForm(node)] }
      case "time":
        return { [node.bound]: scalar(node.value) }
      case "subsearch":
        if (node.of === undefined) return { subsearch: render.pipeline(node.pipeline) }
        return comparedWithSubsearch(node.of.field, { [node.of.op]: { subsearch: render.pipeline(node.pipeline) } })
      case "macro_term":
        return { macro: render.macro(node.name, node.args) }
      default:
        return unreachable(node)
    }
  }
  return whole(predicate)
}

/** One map where no key would stand twice; otherwise a list of maps, in the order in which the operands were. */
function merge(maps: readonly Record<string, unknown>[]): Record<string, unknown> {
  if (maps.length === 0) return { all: ["*"] }
  const merged: Record<string, unknown>[] = []
  for (const map of maps) {
    const last = merged.at(-1)
    if (
      last !== undefined &&
      (joinNegations(last, map) || joinExclusions(last, map) || joinPatterns(last, map) || joinComparisons(last, map))
    )
      continue
    const fits = last !== undefined && !("all" in last) && !("all" in map) && Object.keys(map).every(key => !Object.hasOwn(last, key))
    if (fits) merged[merged.length - 1] = { ...last, ...map }
    else merged.push({ ...map })
  }
  const [only] = merged
  return merged.length === 1 && only !== undefined
    ? only
    : { all: merged.flatMap(map => (Array.isArray(map.all) && Object.keys(map).length === 1 ? map.all : [map])) }
}

/** What must not hold stands in one list: `{not: [{user: SYSTEM}, {keywords: [test]}]}`. */
function joinNegations(last: Record<string, unknown>, next: Readonly<Record<string, unknown>>): boolean {
  if (Object.keys(next).join() !== "not" || Object.keys(last).at(-1) !== "not") return false
  last.not = [...listOf(last.not), next.not]
  return true
}

/** Values that one field must not have stand in one list: `{user: {"!=": [a, b]}}`. */
function joinExclusions(last: Record<string, unknown>, next: Readonly<Record<string, unknown>>): boolean {
  const field = sharedField(last, next)
  if (field === null) return false
  const before = last[field]
  const value = next[field]
  if (!isMap(before) || !isMap(value) || Object.keys(before).at(-1) !== "!=" || Object.keys(value).join() !== "!=") return false
  if (isMap(before["!="]) || isMap(value["!="])) return false
  last[field] = { ...before, "!=": [...listOf(before["!="]), ...listOf(value["!="])] }
  return true
}

/** Comparisons of one field stand in one map: `{port: {">": 1024, "<": 5000}}`. */
function joinComparisons(last: Record<string, unknown>, next: Readonly<Record<string, unknown>>): boolean {
  const field = sharedField(last, next)
  if (field === null) return false
  const before = last[field]
  const value = next[field]
  if (!isMap(before) || !isMap(value) || Object.keys(value).some(op => Object.hasOwn(before, op))) return false
  last[field] = { ...before, ...value }
  return true
}

/** Patterns that one field must match all stand in one list: `{process: {all: ["*find*", "*-exec*"]}}`. */
function joinPatterns(last: Record<string, unknown>, next: Readonly<Record<string, unknown>>): boolean {
  const field = sharedField(last, next)
  if (field === null || !isPattern(next[field])) return false
  const before = last[field]
  const patterns = isPattern(before)
    ? [before]
    : isMap(before) && Array.isArray(before.all) && Object.keys(before).length === 1
      ? before.all
      : null
  if (patterns === null) return false
  last[field] = { all: [...patterns, next[field]] }
  return true
}

const isPattern = (value: unknown): boolean => typeof value === "string" || typeof value === "number" || Array.isArray(value)

/** The only field of a map, where it is the last one of another. */
function sharedField(last: Readonly<Record<string, unknown>>, next: Readonly<Record<string, unknown>>): string | null {
  const [field, ...others] = Object.keys(next)
  if (field === undefined || others.length > 0 || Object.keys(last).at(-1) !== field || !Object.hasOwn(last, field)) return null
  return structural.has(field) ? null : field
}

function comparedWithSubsearch(field: string, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (structural.has(field) && !timeBounds.some(bound => bound === field))
    throw new RuleError("unsupported", `field "${field}" cannot be compared with a subsearch in YAML`, { hint: "rename the field first" })
  return /^\d+$/.test(field) ? { all: [{ [field]: value }] } : { [field]: value }
}

function searchText({ field, op, value, caseSensitive }: Compare): string {
  const quoted = `"${value.replace(/["\\]/g, "\\$&")}"`
  return `"${field}"${op}${caseSensitive === true ? `CASE(${quoted})` : quoted}`
}

function keywordForm(node: Predicate): unknown {
  if (node.kind !== "keyword") throw new Error("not a keyword")
  return node.form === "TERM" || node.form === "CASE" ? { [node.form]: node.text } : scalar(node.text)
}

/** Text that is the plain form of a number is written as a number: both read the same. */
const scalar = (text: string): string | number => (/^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text)
