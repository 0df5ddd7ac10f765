import { RuleError } from "../errors/error.ts"
import type { Operator } from "../exec/operator.ts"
import type { Stage } from "../ir/stage.ts"
import { type Scalar, valueFrom, valuesOf } from "../ir/value.ts"
import { captureNames } from "../rows/capture-names.ts"
import { commandText } from "../rows/option-text.ts"
import { type PatternText, readPattern } from "../rows/pattern-argument.ts"
import { numberAt, present, textAt } from "../rows/plain-data.ts"
import { eachScalar } from "../rows/scalar-text.ts"
import { compileSed, parseSed } from "../rows/sed.ts"
import { scalarText } from "../values/text-argument.ts"
import { type CoreStage, type ExecContext, mapEvents } from "./stage.ts"

export interface RexStage extends Stage {
  readonly kind: "rex"
  /** `_raw` when left out. */
  readonly field?: string | undefined
  /** Either this, or `sed`. */
  readonly pattern?: PatternText | undefined
  readonly sed?: PatternText | undefined
  /** 1 when left out, 0 for all. */
  readonly maxMatch?: number | undefined
  readonly offsetField?: string | undefined
}

const specification = { field: "field", max_match: "integer", offset_field: "field", mode: "string" } as const

export const rex: CoreStage<RexStage> = {
  name: "rex",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  perRow: () => true,
  docs: {
    summary: "Take fields out of a field with a regular expression, or edit its text.",
    description:
      "Named groups become fields. Where the expression does not match, or a group takes no part, fields stay as they were. Of a multivalue, each value is " +
      "searched. With `max_match` above 1, or 0 for all, a group that matched several times gives a multivalue. `sed` edits: `s/regex/text/g` with `\\1` for groups, " +
      '`y/abc/xyz/` for characters. In SPL, a backslash before a backslash is an escape of the string, so that `"\\\\\\\\"` is the expression of one backslash; in YAML ' +
      "the expression is written as it is.",
    examples: [
      {
        title: "Two groups",
        stage: { rex: { field: "user", pattern: "^(?<domain>[^\\\\]+)\\\\(?<name>.+)$" } },
        spl: 'rex field=user "^(?<domain>[^\\\\\\]+)\\\\\\(?<name>.+)$"',
        input: [{ user: "CORP\\ann" }, { user: "bob", name: "kept" }],
        output: [
          { user: "CORP\\ann", domain: "CORP", name: "ann" },
          { user: "bob", name: "kept" },
        ],
      },
      {
        title: "All matches, and where they stand",
        stage: { rex: { pattern: "(?<n>\\d+)", max_match: 0, offset_field: "at" } },
        spl: 'rex max_match=0 "(?<n>\\d+)" offset_field=at',
        input: [{ _raw: "1 22 333" }],
        output: [{ _raw: "1 22 333", n: ["1", "22", "333"], at: ["0-0", "2-3", "5-7"] }],
      },
      {
        title: "Editing",
        stage: { rex: { field: "card", sed: "s/(\\d{4}-){3}/XXXX-XXXX-XXXX-/g" } },
        spl: 'rex field=card mode=sed "s/(\\d{4}-){3}/XXXX-XXXX-XXXX-/g"',
        input: [{ card: "1234-5678-9012-3456" }],
        output: [{ card: "XXXX-XXXX-XXXX-3456" }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "A regular expression over _raw.", type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          required: ["pattern"],
          properties: {
            field: { description: "The field that is searched; _raw when left out.", type: "string", minLength: 1 },
            pattern: { description: "A regular expression; its named groups become fields.", type: "string", minLength: 1 },
            max_match: { description: "How often it may match; 1 when left out, 0 for no limit.", type: "integer", minimum: 0 },
            offset_field: {
              description: "A field for the offsets of the matches, first and last character.",
              type: "string",
              minLength: 1,
            },
          },
        },
        {
          type: "object",
          additionalProperties: false,
          required: ["sed"],
          properties: {
            field: { description: "The field that is edited; _raw when left out.", type: "string", minLength: 1 },
            sed: { description: "A sed expression: s/regex/text/flags or y/abc/xyz/.", type: "string", minLength: 1 },
          },
        },
      ],
    },
    parse(value, ctx) {
      const textOf = (key: string): PatternText | undefined => {
        const text = textAt(value, key)
        return text === undefined ? undefined : { text, range: ctx.at([key]) ?? ctx.range }
      }
      return stageOf({
        field: textAt(value, "field"),
        pattern: typeof value === "string" ? { text: value, range: ctx.range } : textOf("pattern"),
        sed: textOf("sed"),
        maxMatch: numberAt(value, "max_match"),
        offsetField: textAt(value, "offset_field"),
        range: ctx.range,
      })
    },
    render({ field, pattern, sed, maxMatch, offsetField }) {
      const form = present({ field, pattern: pattern?.text, sed: sed?.text, max_match: maxMatch, offset_field: offsetField })
      return Object.keys(form).length === 1 && pattern !== undefined ? pattern.text : form
    },
  },
  fields({ field = "_raw", pattern, offsetField }) {
    const groups = pattern === undefined ? [field] : captureNames(pattern.text)
    return { reads: [field], writes: offsetField === undefined ? groups : [...groups, offsetField], keepsOthers: true }
  },
  exec: (stage, ctx) => (stage.sed === undefined ? extract(stage, ctx) : edit(stage.field ?? "_raw", stage.sed, ctx)),
  spl: {
    commands: ["rex"],
    parse(args) {
      let options = args.options(specification)
      const text = args.done ? undefined : readPattern(args)
      options = args.options(specification, options)
      if (text === undefined) throw args.error('command "rex" needs a regular expression', 'write rex field=user "(?<name>...)"')
      const mode = options.mode?.toLowerCase()
      if (mode !== undefined && mode !== "sed") throw args.error(`unknown mode "${options.mode}"`, "the only mode is sed")
      if (options.max_match !== undefined && options.max_match < 0)
        throw args.error(`"max_match" is ${options.max_match}`, "write 0 for no limit, or a number above 0")
      return stageOf({
        field: options.field,
        pattern: mode === "sed" ? undefined : text,
        sed: mode === "sed" ? text : undefined,
        maxMatch: options.max_match,
        offsetField: options.offset_field,
      })
    },
    render({ field, pattern, sed, maxMatch, offsetField }, ctx) {
      const named = (name: string, value: string | undefined): string => (value === undefined ? "" : `${name}=${ctx.field(value)}`)
      return commandText(
        ctx,
        "rex",
        {},
        named("field", field),
        commandText(ctx, "", { max_match: maxMatch }).trim(),
        named("offset_field", offsetField),
        sed === undefined ? "" : "mode=sed",
        ctx.string((sed ?? pattern)?.text ?? ""),
      )
    },
  },
  describe({ field = "_raw", pattern, sed }, ctx) {
    if (sed !== undefined) return `edits ${ctx.field(field)} with ${ctx.string(sed.text)}`
    const text = pattern?.text ?? ""
    return `takes ${ctx.fields(captureNames(text))} out of ${ctx.field(field)} with the regular expression ${ctx.string(text)}`
  },
}

/** The node, with options at their default left out. */
function stageOf({ field, maxMatch, ...rest }: Omit<RexStage, "kind">): RexStage {
  return { kind: "rex", field: field === "_raw" ? undefined : field, maxMatch: maxMatch === 1 ? undefined : maxMatch, ...rest }
}

function edit(field: string, { text: script, range }: PatternText, ctx: ExecContext): Operator {
  const apply = compileSed(parseSed(script, range), pattern => ctx.regex(pattern, range))
  return mapEvents(event => {
    const value = event.get(field)
    const edited = eachScalar(value, scalar => {
      const text = scalarText(scalar)
      const result = apply(text)
      return result === text ? scalar : result
    })
    if (edited !== value) event.set(field, edited)
    return event
  })
}

function extract({ field = "_raw", pattern, maxMatch = 1, offsetField, range }: RexStage, ctx: ExecContext): Operator {
  if (pattern === undefined) throw new RuleError("schema", 'stage "rex" has neither a pattern nor a sed expression', { range })
  const regex = ctx.regex(pattern.text, pattern.range)
  const names = regex.groupNames
  if (names.length === 0)
    throw new RuleError("wrong_argument", `the regular expression "${pattern.text}" has no named group`, {
      range: pattern.range,
      hint: "name one, as in (?<user>\\w+)",
    })
  const limit = maxMatch === 0 ? Number.POSITIVE_INFINITY : maxMatch
  return mapEvents(event => {
    const value = event.get(field)
    if (value === null) return event
    if (typeof value !== "object" && limit === 1) {
      // Nearly all uses: one text, one match, no lists.
      const match = regex.exec(scalarText(value))
      if (match === null) return event
      for (const name of names) {
        const text = match.named(name)
        if (text !== undefined) event.set(name, text)
      }
      if (offsetField !== undefined) event.set(offsetField, offsets(match))
      return event
    }
    const found = new Map<string, Scalar[]>()
    const add = (name: string, text: string): void => {
      const list = found.get(name)
      if (list === undefined) found.set(name, [text])
      else list.push(text)
    }
    for (const scalar of valuesOf(value))
      for (const match of regex.execAll(scalarText(scalar), limit)) {
        for (const name of names) {
          const text = match.named(name)
          if (text !== undefined) add(name, text)
        }
        if (offsetField !== undefined) add(offsetField, offsets(match))
      }
    for (const [name, texts] of found) event.set(name, valueFrom(texts))
    return event
  })
}

/** Offsets of the first and the last character of a match. */
const offsets = ({ index, end }: { readonly index: number; readonly end: number }): string => `${index}-${Math.max(index, end - 1)}`
