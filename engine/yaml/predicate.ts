import { RuleError } from "../errors/error.ts"
import { all, any, type CompareOp, compare, keyword, negation, oneOf, type Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline } from "../ir/stage.ts"
import { timeBoundOf } from "../time/time-bound.ts"

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

const subsearchValue = {
  description: "A subsearch that returns the value.",
  type: "object",
  required: ["subsearch"],
  additionalProperties: false,
  properties: { subsearch: { $ref: "#/$defs/pipeline" } },
} as const

/** JSON Schema of the `match` form, under `$defs/predicate`. */
export const predicateSchema = {
  predicate: {
    description:
      "Keys are ANDed, a list of values is ORed; any, all and not nest, and all under a field asks for every pattern; a string is SPL search text.",
    oneOf: [{ type: "string", minLength: 1 }, { $ref: "#/$defs/predicateMap" }],
  },
  predicateMap: {
    type: "object",
    minProperties: 1,
    properties: {
      any: { $ref: "#/$defs/predicateList" },
      all: { $ref: "#/$defs/predicateList" },
      not: {
        description: "What must not hold; of a list, nothing may.",
        oneOf: [{ $ref: "#/$defs/predicate" }, { $ref: "#/$defs/predicateList" }],
      },
      keywords: { oneOf: [{ $ref: "#/$defs/keyword" }, { type: "array", minItems: 1, items: { $ref: "#/$defs/keyword" } }] },
      macro: {
        oneOf: [
          { type: "string", minLength: 1 },
          { type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
        ],
      },
      subsearch: { $ref: "#/$defs/pipeline" },
      earliest: { $ref: "#/$defs/timeBound" },
      latest: { $ref: "#/$defs/timeBound" },
      _index_earliest: { $ref: "#/$defs/timeBound" },
      _index_latest: { $ref: "#/$defs/timeBound" },
    },
    additionalProperties: { $ref: "#/$defs/fieldPredicate" },
  },
  timeBound: {
    oneOf: [
      { type: ["string", "number"] },
      { type: "object", required: ["="], additionalProperties: false, properties: { "=": subsearchValue } },
    ],
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
        properties: {
          ...Object.fromEntries(
            [...operators, "CASE"].map(op => [
              op,
              {
                oneOf: [
                  { type: ["string", "number"] },
                  { type: "array", minItems: 1, items: { type: ["string", "number"] } },
                  subsearchValue,
                ],
              },
            ]),
          ),
          all: {
            description: "Patterns that the value must match one and all; a list within is of alternatives.",
            type: "array",
            minItems: 1,
            items: { oneOf: [{ type: ["string", "number"] }, { type: "array", minItems: 1, items: { type: ["string", "number"] } }] },
          },
        },
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
      if (!Array.isArray(value)) return negation(parsePredicateForm(value, ctx, path), range)
      return all(
        value.map((item, i) => negation(parsePredicateForm(item, ctx, [...path, i]), range)),
        range,
      )
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
      return bound === null ? parseField(key, value, ctx, path) : { kind: "time", ...bound, range }
    }
  }
}

function parseKeyword(value: unknown, range: SourceRange | undefined): Predicate {
  if (!isMap(value)) return keyword(String(value), range)
  const form = "TERM" in value ? "TERM" : "CASE"
  return { kind: "keyword", form, text: String(value[form]), range }
}

function parseField(field: string, value: unknown, ctx: PredicateContext, path: Path): Predicate {
  const range = ctx.at(path)
  if (value === null) return negation(compare(field, "=", "*", range), range)
  if (Array.isArray(value)) return oneOf(field, value.map(String), range)
  if (!isMap(value)) return compare(field, "=", String(value), range)
  return all(
    Object.entries(value).map(([op, compared]) => parseComparison(field, op, compared, ctx, [...path, op])),
    range,
  )
}

/** One comparison of `{field: {op: value}}`. */
function parseComparison(field: string, op: string, value: unknown, ctx: PredicateContext, path: Path): Predicate {
  const range = ctx.at(path)
  if (op === "CASE")
    return any(
      listOf(value).map(item => inCase(field, String(item), range)),
      range,
    )
  if (op === "all")
    return all(
      listOf(value).map(item => oneOf(field, listOf(item).map(String), range)),
      range,
    )
  const operator = operators.find(symbol => symbol === op)
  if (operator === undefined)
    throw new RuleError("schema", `unknown comparison "${op}"`, { range, hint: `write one of ${operators.join(", ")}` })
  if (isMap(value))
    return { kind: "subsearch", pipeline: ctx.pipeline(value.subsearch, [...path, "subsearch"]), of: { field, op: operator }, range }
  const operands = listOf(value).map(item => compare(field, operator, String(item), range))
  // A list of values is ORed, but a list of values that a field must not have means none of them.
  return operator === "!=" ? all(operands, range) : any(operands, range)
}

const inCase = (field: string, value: string, range: SourceRange | undefined): Predicate => ({
  ...compare(field, "=", value, range),
  caseSensitive: true,
})

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])
export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
