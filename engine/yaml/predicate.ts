import { RuleError } from "../errors/error.ts"
import { all, any, type Compare, type CompareOp, compare, keyword, negation, oneOf, type Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline } from "../ir/stage.ts"
import { unreachable } from "../ir/unreachable.ts"
import { timeBoundOf, timeBounds } from "../time/time-bound.ts"

type Path = readonly (string | number)[]

/** What reading the `match` form needs of the file that it stands in. */
export interface PredicateContext {
  at(path: Path): SourceRange | undefined
  /** SPL search text. */
  search(text: string, path: Path): Predicate
  macro(call: string, path: Path): { readonly name: string; readonly args: readonly string[] }
  pipeline(value: unknown, path: Path): Pipeline
}

const operators: readonly CompareOp[] = ["=", "!=", "<", "<=", ">", ">="]
const structural: ReadonlySet<string> = new Set(["any", "all", "not", "keywords", "macro", "subsearch", ...timeBounds])

/** JSON Schema of the `match` form, under `$defs/predicate`. */
export const predicateSchema = {
  predicate: {
    description: "Keys are ANDed, a list of values is ORed; any, all and not nest; a string is SPL search text.",
    oneOf: [{ type: "string", minLength: 1 }, { $ref: "#/$defs/predicateMap" }],
  },
  predicateMap: {
    type: "object",
    minProperties: 1,
    properties: {
      any: { $ref: "#/$defs/predicateList" },
      all: { $ref: "#/$defs/predicateList" },
      not: { $ref: "#/$defs/predicate" },
      keywords: { oneOf: [{ $ref: "#/$defs/keyword" }, { type: "array", minItems: 1, items: { $ref: "#/$defs/keyword" } }] },
      macro: {
        oneOf: [
          { type: "string", minLength: 1 },
          { type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
        ],
      },
      subsearch: { $ref: "#/$defs/pipeline" },
      earliest: { type: ["string", "number"] },
      latest: { type: ["string", "number"] },
      _index_earliest: { type: ["string", "number"] },
      _index_latest: { type: ["string", "number"] },
    },
    additionalProperties: { $ref: "#/$defs/fieldPredicate" },
  },
  predicateList: { type: "array", minItems: 1, items: { $ref: "#/$defs/predicate" } },
  keyword: {
    oneOf: [
      { type: ["string", "number"] },
      {
        type: "object",
        additionalProperties: false,
        minProperties: 1,
        maxProperties: 1,
        properties: { TERM: { type: "string" }, CASE: { type: "string" } },
      },
    ],
  },
  fieldPredicate: {
    oneOf: [
      { type: ["string", "number", "boolean", "null"] },
      { type: "array", minItems: 1, items: { type: ["string", "number", "boolean"] } },
      {
        type: "object",
        minProperties: 1,
        additionalProperties: false,
        properties: Object.fromEntries(
          [...operators, "CASE"].map(op => [
            op,
            { oneOf: [{ type: ["string", "number"] }, { type: "array", minItems: 1, items: { type: ["string", "number"] } }] },
          ]),
        ),
      },
    ],
  },
} as const

/** Reads the `match` form; the value has passed the schema. */
export function parsePredicateForm(value: unknown, ctx: PredicateContext, path: Path = []): Predicate {
  if (typeof value === "string") return ctx.search(value, path)
  if (!isMap(value)) throw new RuleError("schema", "a predicate is a map or SPL search text", { range: ctx.at(path) })
  return all(
    Object.entries(value).map(([key, part]) => parseEntry(key, part, ctx, [...path, key])),
    ctx.at(path),
  )
}

function parseEntry(key: string, value: unknown, ctx: PredicateContext, path: Path): Predicate {
  const range = ctx.at(path)
  switch (key) {
    case "any":
      return any(
        listOf(value).map((item, i) => parsePredicateForm(item, ctx, [...path, i])),
        range,
      )
    case "all":
      return all(
        listOf(value).map((item, i) => parsePredicateForm(item, ctx, [...path, i])),
        range,
      )
    case "not":
      return negation(parsePredicateForm(value, ctx, path), range)
    case "keywords":
      return any(
        listOf(value).map(item => parseKeyword(item, range)),
        range,
      )
    case "macro":
      return all(
        listOf(value).map((item): Predicate => ({ kind: "macro_term", ...ctx.macro(String(item), path), range })),
        range,
      )
    case "subsearch":
      return { kind: "subsearch", pipeline: ctx.pipeline(value, path), range }
    default: {
      const bound = typeof value === "object" ? null : timeBoundOf(key, "=", String(value))
      return bound === null ? parseField(key, value, range) : { kind: "time", ...bound, range }
    }
  }
}

function parseKeyword(value: unknown, range: SourceRange | undefined): Predicate {
  if (!isMap(value)) return keyword(String(value), range)
  const form = "TERM" in value ? "TERM" : "CASE"
  return { kind: "keyword", form, text: String(value[form]), range }
}

function parseField(field: string, value: unknown, range: SourceRange | undefined): Predicate {
  if (value === null) return negation(compare(field, "=", "*", range), range)
  if (Array.isArray(value)) return oneOf(field, value.map(String), range)
  if (!isMap(value)) return compare(field, "=", String(value), range)
  return all(
    [...operators, "CASE" as const].flatMap(op => {
      if (!Object.hasOwn(value, op)) return []
      const operands = listOf(value[op]).map(item =>
        op === "CASE" ? inCase(field, String(item), range) : compare(field, op, String(item), range),
      )
      // A list of values is ORed, but a list of values that a field must not have means none of them.
      return [op === "!=" ? all(operands, range) : any(operands, range)]
    }),
    range,
  )
}

const inCase = (field: string, value: string, range: SourceRange | undefined): Predicate => ({
  ...compare(field, "=", value, range),
  caseSensitive: true,
})

/** The `match` form of a predicate: the inverse of `parsePredicateForm`. */
export function renderPredicateForm(
  predicate: Predicate,
  render: { pipeline(pipeline: Pipeline): unknown; macro(name: string, args: readonly string[]): string },
): unknown {
  const form = (node: Predicate): Record<string, unknown> => {
    switch (node.kind) {
      case "all":
        return merge(node.operands.map(form))
      case "any":
        if (node.operands.length > 0 && node.operands.every(operand => operand.kind === "keyword"))
          return { keywords: node.operands.map(operand => keywordForm(operand)) }
        return node.operands.length === 0 ? { not: { all: ["*"] } } : { any: node.operands.map(form) }
      case "not": {
        const { operand } = node
        if (operand.kind === "compare" && operand.op === "=" && operand.value === "*" && !structural.has(operand.field))
          return { [operand.field]: null }
        return { not: form(operand) }
      }
      case "compare":
        // Objects put keys that are whole numbers first, whatever their place.
        if (structural.has(node.field) || /^\d+$/.test(node.field)) return { all: [searchText(node)] }
        if (node.caseSensitive === true)
          return node.op === "=" ? { [node.field]: { CASE: scalar(node.value) } } : { all: [searchText(node)] }
        return { [node.field]: node.op === "=" ? scalar(node.value) : { [node.op]: scalar(node.value) } }
      case "in":
        if (structural.has(node.field) || /^\d+$/.test(node.field))
          return { any: node.values.map(value => form(compare(node.field, "=", value))) }
        return { [node.field]: node.values.map(scalar) }
      case "keyword":
        return { keywords: [keywordForm(node)] }
      case "time":
        return { [node.bound]: scalar(node.value) }
      case "subsearch":
        return { subsearch: render.pipeline(node.pipeline) }
      case "macro_term":
        return { macro: render.macro(node.name, node.args) }
      default:
        return unreachable(node)
    }
  }
  return form(predicate)
}

/** One map where no key would stand twice; otherwise a list of maps, in the order in which the operands were. */
function merge(maps: readonly Record<string, unknown>[]): Record<string, unknown> {
  if (maps.length === 0) return { all: ["*"] }
  const merged: Record<string, unknown>[] = []
  for (const map of maps) {
    const last = merged.at(-1)
    if (last !== undefined && joinExclusions(last, map)) continue
    const fits = last !== undefined && !("all" in last) && !("all" in map) && Object.keys(map).every(key => !Object.hasOwn(last, key))
    if (fits) merged[merged.length - 1] = { ...last, ...map }
    else merged.push({ ...map })
  }
  const [only] = merged
  return merged.length === 1 && only !== undefined
    ? only
    : { all: merged.flatMap(map => (Array.isArray(map.all) && Object.keys(map).length === 1 ? map.all : [map])) }
}

/** Values that one field must not have stand in one list: `{user: {"!=": [a, b]}}`. */
function joinExclusions(last: Record<string, unknown>, next: Readonly<Record<string, unknown>>): boolean {
  const [field, ...others] = Object.keys(next)
  if (field === undefined || others.length > 0 || Object.keys(last).at(-1) !== field || !Object.hasOwn(last, field)) return false
  const before = last[field]
  const value = next[field]
  if (!isMap(before) || !isMap(value) || !("!=" in before) || !("!=" in value)) return false
  last[field] = { "!=": [...listOf(before["!="]), ...listOf(value["!="])] }
  return true
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
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])
const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
