import { RuleError } from "../errors/error.ts"
import { all, compare, negation, oneOf, type Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Stage } from "../ir/stage.ts"
import { flagAt, listOf, oneOrList, pairsOf } from "../rows/plain-data.ts"
import { scalarFrom } from "../rows/scalar-text.ts"
import type { MatchStage } from "./match.ts"
import type { DerivedStage } from "./stage.ts"

export interface ExcludeStage extends Stage {
  readonly kind: "exclude"
  readonly fields: readonly ExcludedValues[]
  /** Events that lack a field stay. */
  readonly keepMissing?: true | undefined
}
export interface ExcludedValues {
  readonly field: string
  readonly values: readonly string[]
}

const predicateOf = ({ fields, keepMissing, range }: ExcludeStage): Predicate =>
  all(
    fields.map(({ field, values }) =>
      keepMissing === true
        ? negation(oneOf(field, values, range), range)
        : all(
            values.map(value => compare(field, "!=", value, range)),
            range,
          ),
    ),
    range,
  )

const matchOf = (stage: ExcludeStage, range: SourceRange | undefined): MatchStage => ({
  kind: "match",
  predicate: predicateOf(stage),
  range,
})

export const exclude: DerivedStage<ExcludeStage> = {
  name: "exclude",
  docs: {
    summary: "Drop the events in which a field has one of the values.",
    description:
      "Values match as in `match`: whole, case-insensitively, with `*` for any run of characters. As SPL's `field!=value` does, it also drops events " +
      "that lack a field; `keep_missing: true` keeps them, as `NOT field=value` does. Of several fields, each must have none of its values.",
    examples: [
      {
        title: "Several values of one field",
        stage: { exclude: { user: ["SYSTEM", "*$"] } },
        input: [{ user: "ann" }, { user: "system" }, { user: "WEB01$" }, { host: "web" }],
        output: [{ user: "ann" }],
      },
      {
        title: "Several fields: all of them must differ",
        stage: { exclude: { EventCode: [1, 3], user: "SYSTEM" } },
        input: [
          { EventCode: 1, user: "ann" },
          { EventCode: 7, user: "ann" },
          { EventCode: 7, user: "SYSTEM" },
        ],
        output: [{ EventCode: 7, user: "ann" }],
      },
      {
        title: "Keep the events that lack the field",
        stage: { exclude: { user: ["SYSTEM", "*$"], keep_missing: true } },
        input: [{ user: "ann" }, { user: "SYSTEM" }, { host: "web" }],
        output: [{ user: "ann" }, { host: "web" }],
      },
    ],
  },
  yaml: {
    schema: {
      description: "Fields, each with a value or a list of values that it must not have.",
      type: "object",
      minProperties: 1,
      properties: { keep_missing: { description: "Keep the events that lack a field.", type: "boolean" } },
      additionalProperties: {
        oneOf: [
          { type: ["string", "number", "boolean"] },
          { type: "array", minItems: 1, items: { type: ["string", "number", "boolean"] } },
        ],
      },
    },
    parse(value, ctx) {
      const fields = pairsOf(value)
        .filter(([field]) => field !== "keep_missing")
        .map(([field, values]) => ({ field, values: listOf(values).map(String) }))
      if (fields.length === 0)
        throw new RuleError("schema", 'stage "exclude" names no field', {
          range: ctx.range,
          hint: "write the field and the values that it must not have",
        })
      return { kind: "exclude", fields, keepMissing: flagAt(value, "keep_missing"), range: ctx.range }
    },
    render: ({ fields, keepMissing }) => ({
      ...Object.fromEntries(fields.map(({ field, values }) => [field, oneOrList(values.map(scalarFrom))])),
      ...(keepMissing === true ? { keep_missing: true } : {}),
    }),
  },
  expand: stage => [matchOf(stage, stage.range)],
  spl: { render: (stage, ctx) => `search ${ctx.predicate(predicateOf(stage))}` },
}
