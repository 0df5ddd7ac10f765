import type { Stage } from "../ir/stage.ts"
import { type PatternText, readPattern, withoutQuotes } from "../rows/pattern-argument.ts"
import { isMap, pairsOf } from "../rows/plain-data.ts"
import { scalarText } from "../values/text-argument.ts"
import type { CoreStage } from "./stage.ts"

export interface RegexStage extends Stage {
  readonly kind: "regex"
  /** `_raw` when left out. */
  readonly field?: string | undefined
  readonly pattern: PatternText
  readonly negated?: true | undefined
}

export const regex: CoreStage<RegexStage> = {
  name: "regex",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  docs: {
    summary: "Keep the events in which a field matches a regular expression.",
    description:
      "The expression may match anywhere, case-sensitively. Any value of a multivalue counts. With `!=`, the events that match are dropped, and those that lack the " +
      "field stay.",
    examples: [
      {
        title: "A field matches",
        stage: { regex: { process: "(?i)gpupdate\\.exe.{0,4}$" } },
        spl: 'regex process="(?i)gpupdate\\.exe.{0,4}$"',
        input: [{ process: "C:\\Windows\\GPUpdate.exe" }, { process: "gpupdate.exe /force" }, { user: "ann" }],
        output: [{ process: "C:\\Windows\\GPUpdate.exe" }],
      },
      {
        title: "A field does not match",
        stage: { regex: { src: { "!=": "^10\\." } } },
        spl: 'regex src!="^10\\."',
        input: [{ src: "10.0.0.1" }, { src: "192.168.0.1" }, { user: "ann" }],
        output: [{ src: "192.168.0.1" }, { user: "ann" }],
      },
      {
        title: "The raw text",
        stage: { regex: "time(d out|out)" },
        spl: 'regex "time(d out|out)"',
        input: [{ _raw: "connection timed out" }, { _raw: "connected" }],
        output: [{ _raw: "connection timed out" }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "A regular expression over _raw.", type: "string", minLength: 1 },
        {
          description: "The field and the regular expression.",
          type: "object",
          minProperties: 1,
          maxProperties: 1,
          additionalProperties: {
            oneOf: [
              { type: "string", minLength: 1 },
              {
                type: "object",
                additionalProperties: false,
                required: ["!="],
                properties: { "!=": { description: "The expression that must not match.", type: "string", minLength: 1 } },
              },
            ],
          },
        },
      ],
    },
    parse(value, ctx) {
      const [pair] = pairsOf(value)
      if (pair === undefined)
        return { kind: "regex", field: undefined, pattern: { text: String(value), range: ctx.range }, negated: undefined, range: ctx.range }
      const [field, form] = pair
      const negated = isMap(form)
      return {
        kind: "regex",
        field: field === "_raw" ? undefined : field,
        pattern: { text: String(negated ? form["!="] : form), range: ctx.at(negated ? [field, "!="] : [field]) ?? ctx.range },
        negated: negated ? true : undefined,
        range: ctx.range,
      }
    },
    render: ({ field, pattern, negated }) =>
      negated === true
        ? Object.fromEntries([[field ?? "_raw", { "!=": pattern.text }]])
        : field === undefined
          ? pattern.text
          : Object.fromEntries([[field, pattern.text]]),
  },
  fields: ({ field = "_raw" }) => ({ reads: [field], writes: [], keepsOthers: true }),
  filters: stage => ({ kind: "part", stage, reads: [stage.field ?? "_raw"] }),
  exec({ field = "_raw", pattern, negated }, ctx) {
    const compiled = ctx.regex(pattern.text, pattern.range)
    const wanted = negated !== true
    return next => ({
      push(event) {
        const value = event.get(field)
        const matches =
          value !== null &&
          (typeof value === "object" ? value.some(scalar => compiled.test(scalarText(scalar))) : compiled.test(scalarText(value)))
        return matches !== wanted || next.push(event)
      },
      end: () => next.end(),
    })
  },
  spl: {
    commands: ["regex"],
    parse(args) {
      if (args.done) throw args.error('command "regex" needs a regular expression', 'write regex field="..."')
      const quoted = args.peekQuoted()
      const start = args.offset
      const field = args.field()
      if (quoted && args.done)
        return {
          kind: "regex",
          field: undefined,
          pattern: { text: field, range: withoutQuotes(args.rangeFrom(start)) },
          negated: undefined,
        }
      const negated = args.accept("!=")
      if (!negated && !args.accept("="))
        throw args.error('the regular expression lacks its quotes, or its "="', `write regex "..." or regex ${field}="..."`)
      if (args.done) throw args.error(`field "${field}" has no regular expression`, `write regex ${field}="..."`)
      return { kind: "regex", field: field === "_raw" ? undefined : field, pattern: readPattern(args), negated: negated ? true : undefined }
    },
    render: ({ field, pattern, negated }, ctx) =>
      `regex ${field === undefined && negated !== true ? "" : `${ctx.field(field ?? "_raw")}${negated === true ? "!=" : "="}`}${ctx.string(pattern.text)}`,
  },
  describe: ({ field = "_raw", pattern, negated }, ctx) =>
    `${negated === true ? "drops" : "keeps"} events in which ${ctx.field(field)} matches the regular expression ${ctx.string(pattern.text)}`,
}
