import { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { textOf, valuesOf } from "../ir/value.ts"
import { isInternal } from "../rows/field-patterns.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { commandText } from "../rows/option-text.ts"
import { isMap, numberAt, present, textAt, textsOf } from "../rows/plain-data.ts"
import { fieldTerms, isSearchText } from "../rows/search-text.ts"
import { type CoreStage, collectEvents } from "./stage.ts"

/** What stands before all rows, before and between and after the terms of one, between rows, and after all. */
export type FormatStrings = readonly [string, string, string, string, string, string]
export interface FormatStage extends Stage {
  readonly kind: "format"
  readonly strings?: FormatStrings | undefined
  /** Between the values of a multivalue; OR when left out. */
  readonly mvsep?: string | undefined
  /** 0 for all. */
  readonly maxresults?: number | undefined
  /** The search when there are no results. */
  readonly emptystr?: string | undefined
}

const standard: FormatStrings = ["(", "(", "AND", ")", "OR", ")"]
const standardEmpty = "NOT( )"

const stringsFrom = (list: readonly string[]): FormatStrings | undefined => {
  const [a, b, c, d, e, f] = list
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined || f === undefined) return undefined
  return list.every((text, i) => text === standard[i]) ? undefined : [a, b, c, d, e, f]
}

export const format: CoreStage<FormatStage> = {
  name: "format",
  type: "transforming",
  order: () => "sensitive",
  docs: {
    summary: "Make one search expression of all results.",
    description:
      'The only result has a field `search` such as `( ( user="ann" AND host="a" ) OR ( user="bob" ) )`. Subsearches end so by themselves. Fields that begin with an ' +
      "underscore are left out; a field called `search` or `query` stands for its text.",
    examples: [
      {
        title: "As it is",
        stage: { format: {} },
        spl: "format",
        input: [
          { user: "ann", host: ["a", "b"] },
          { user: 'say "hi"', _raw: "a log line" },
        ],
        output: [{ search: '( ( user="ann" AND ( host="a" OR host="b" ) ) OR ( user="say \\"hi\\"" ) )' }],
      },
      {
        title: "In other words",
        stage: { format: { strings: ["[", "[", "&&", "]", "||", "]"], mvsep: "|", maxresults: 1, emptystr: "nothing" } },
        spl: 'format mvsep="|" maxresults=1 emptystr=nothing "[" "[" "&&" "]" "||" "]"',
        input: [{ user: ["ann", "bob"], n: 1 }, { user: "cat" }],
        output: [{ search: '[ [ ( user="ann" | user="bob" ) && n="1" ] ]' }],
      },
      {
        title: "Nothing",
        stage: { format: {} },
        spl: "format",
        input: [],
        output: [{ search: "NOT( )" }],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      properties: {
        strings: {
          description: "Six texts: before all rows, before, between and after the terms of a row, between rows, after all rows.",
          type: "array",
          minItems: 6,
          maxItems: 6,
          items: { type: "string" },
        },
        mvsep: { description: "Between the values of a multivalue; OR when left out.", type: "string" },
        maxresults: { description: "Most rows; all when left out.", type: "integer", minimum: 0 },
        emptystr: { description: "The search when there are no rows.", type: "string" },
      },
    },
    parse: (value, ctx) => ({
      kind: "format",
      strings: stringsFrom(textsOf(isMap(value) ? value.strings : undefined)),
      mvsep: unlessDefault(textAt(value, "mvsep"), "OR"),
      maxresults: unlessDefault(numberAt(value, "maxresults"), 0),
      emptystr: unlessDefault(textAt(value, "emptystr"), standardEmpty),
      range: ctx.range,
    }),
    render: ({ strings, mvsep, maxresults, emptystr }) => present({ strings, mvsep, maxresults, emptystr }),
  },
  fields: () => ({ reads: ["*"], writes: ["search"], keepsOthers: false }),
  exec({ strings = standard, mvsep = "OR", maxresults = 0, emptystr = standardEmpty }) {
    const [rowsStart, rowStart, termSeparator, rowEnd, rowSeparator, rowsEnd] = strings
    return collectEvents(events => {
      const rows = (maxresults > 0 ? events.slice(0, maxresults) : events).flatMap(event => {
        const terms = event.names().flatMap(name => termOf(name, event, mvsep))
        return terms.length === 0 ? [] : [`${rowStart} ${terms.join(` ${termSeparator} `)} ${rowEnd}`]
      })
      return [Event.from({ search: rows.length === 0 ? emptystr : `${rowsStart} ${rows.join(` ${rowSeparator} `)} ${rowsEnd}` })]
    })
  },
  spl: {
    commands: ["format"],
    parse(args) {
      const spec = { mvsep: "string", maxresults: "integer", emptystr: "string" } as const
      let options = args.options(spec)
      const texts: string[] = []
      while (args.peekQuoted()) {
        texts.push(args.string())
        options = args.options(spec, options)
      }
      if (texts.length !== 0 && texts.length !== 6)
        throw args.error(`"format" takes six texts in quotes or none, not ${texts.length}`, 'write format "(" "(" "AND" ")" "OR" ")"')
      return {
        kind: "format",
        strings: stringsFrom(texts),
        mvsep: unlessDefault(options.mvsep, "OR"),
        maxresults: unlessDefault(options.maxresults, 0),
        emptystr: unlessDefault(options.emptystr, standardEmpty),
      }
    },
    render: ({ strings, mvsep, maxresults, emptystr }, ctx) =>
      commandText(ctx, "format", { mvsep, maxresults, emptystr }, ...(strings ?? []).map(text => ctx.string(text))),
  },
  describe: () => "makes one search expression of the results",
}

function termOf(name: string, event: Event, separator: string): string[] {
  if (isInternal(name)) return []
  const value = event.get(name)
  // Such a field holds search text already.
  const terms = isSearchText(name) ? valuesOf(value).map(scalar => textOf(scalar) ?? "") : fieldTerms(name, value)
  return terms.length > 1 ? [`( ${terms.join(` ${separator} `)} )`] : terms
}
