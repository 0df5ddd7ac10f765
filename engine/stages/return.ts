import { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { textOf } from "../ir/value.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { isMap, listOf, numberAt } from "../rows/plain-data.ts"
import { fieldTerms, isBareTerm, quoteText } from "../rows/search-text.ts"
import type { SplPrinter, SplReader } from "../spl/syntax.ts"
import type { CoreStage } from "./stage.ts"

export interface ReturnedField {
  readonly field: string
  /** The name that the value is returned under. */
  readonly as?: string | undefined
  /** Only the value, without a name. */
  readonly bare?: true | undefined
}
export interface ReturnStage extends Stage {
  readonly kind: "return"
  /** 1 when left out. */
  readonly count?: number | undefined
  readonly fields: readonly ReturnedField[]
}

export const returnStage: CoreStage<ReturnStage> = {
  name: "return",
  type: "transforming",
  order: () => "sensitive",
  docs: {
    summary: "Give values of the first results as one search expression, for the search around a subsearch.",
    description:
      "The only result has a field `search`. A field gives `field=value`, a map `alias=value`, and `$field` the value alone. Of several results each is one side of an OR. " +
      "In an expression, as in `where id=[search kind=alert | return $id]`, what is returned takes the place of the brackets and is read as part of the expression: " +
      "there a text needs quotes of its own, or else it is the name of a field.",
    examples: [
      {
        title: "Two results",
        stage: { return: { count: 2, fields: ["user", { src: "ip" }] } },
        spl: "return 2 user src=ip",
        input: [
          { user: "ann", ip: "10.0.0.1" },
          { user: "bob", ip: "10.0.0.2" },
          { user: "cat", ip: "10.0.0.3" },
        ],
        output: [{ search: '(user="ann" src="10.0.0.1") OR (user="bob" src="10.0.0.2")' }],
      },
      {
        title: "A value alone",
        stage: { return: ["$ip"] },
        spl: "return $ip",
        input: [{ ip: "10.0.0.1" }, { ip: "10.0.0.2" }],
        output: [{ search: "10.0.0.1" }],
      },
      {
        title: "Nothing to return",
        stage: { return: ["ip"] },
        spl: "return ip",
        input: [],
        output: [],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        fieldList(),
        {
          type: "object",
          additionalProperties: false,
          required: ["fields"],
          properties: { count: { description: "How many results; 1 when left out.", type: "integer", minimum: 1 }, fields: fieldList() },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "return",
      count: unlessDefault(numberAt(value, "count"), 1),
      fields: listOf(isMap(value) ? value.fields : value).flatMap(parseField),
      range: ctx.range,
    }),
    render({ count, fields }) {
      const list = fields.map(({ field, as, bare }) => (as !== undefined ? { [as]: field } : bare === true ? `$${field}` : field))
      return count === undefined ? list : { count, fields: list }
    },
  },
  fields: ({ fields }) => ({ reads: fields.map(({ field }) => field), writes: ["search"], keepsOthers: false }),
  exec({ count = 1, fields }) {
    return next => {
      const rows: string[] = []
      return {
        push(event) {
          const terms = fields.flatMap(({ field, as, bare }) => {
            const value = event.get(field)
            if (bare !== true) return fieldTerms(as ?? field, value)
            return value === null ? [] : [bareTerm(textOf(value) ?? "")]
          })
          if (terms.length > 0) rows.push(terms.join(" "))
          return rows.length < count
        },
        end() {
          const [only] = rows
          if (only !== undefined) next.push(Event.from({ search: count === 1 ? only : rows.map(row => `(${row})`).join(" OR ") }))
          next.end()
        },
      }
    }
  },
  spl: {
    commands: ["return"],
    parse(args) {
      const fields: ReturnedField[] = []
      let count: number | undefined
      while (!args.done) {
        if (args.accept(",")) continue
        const quoted = args.peekQuoted()
        const name = args.word()
        if (!quoted && fields.length === 0 && count === undefined && /^\d+$/.test(name)) count = Number(name)
        else fields.push(readField(name, quoted, args))
      }
      if (count === 0) throw args.error('"return" gives at least one result', "write return 10 user")
      if (fields.length === 0) throw args.error('command "return" needs at least one field', "write return user")
      return { kind: "return", count: unlessDefault(count, 1), fields }
    },
    render: ({ count, fields }, ctx) =>
      [
        "return",
        ...(count === undefined ? [] : [String(count)]),
        ...fields.map(({ field, as, bare }) =>
          bare === true ? `$${field}` : as === undefined ? printField(field, ctx) : `${printField(as, ctx)}=${ctx.field(field)}`,
        ),
      ].join(" "),
  },
  describe: ({ count = 1, fields }, ctx) =>
    `gives ${ctx.fields(fields.map(({ field }) => field))} of ${count === 1 ? "the first result" : `the first ${count} results`} as a search expression`,
}

/** A number would be read as how many results to give. */
const printField = (name: string, ctx: SplPrinter): string => (/^\d+$/.test(name) ? ctx.string(name) : ctx.field(name))

function fieldList() {
  return {
    description: "Fields to return: names, $names for the value alone, maps of an alias to a name.",
    type: "array",
    minItems: 1,
    items: {
      oneOf: [
        { type: "string", minLength: 1 },
        { type: "object", minProperties: 1, maxProperties: 1, additionalProperties: { type: "string", minLength: 1 } },
      ],
    },
  }
}

function parseField(item: unknown): ReturnedField[] {
  if (isMap(item)) return Object.entries(item).map(([as, field]) => aliased(String(field), as))
  const name = String(item)
  return [name.startsWith("$") && name.length > 1 ? { field: name.slice(1), bare: true } : { field: name }]
}

const aliased = (field: string, as: string): ReturnedField => (field === as ? { field } : { field, as })

function readField(name: string, quoted: boolean, args: SplReader): ReturnedField {
  if (args.accept("=")) return aliased(args.field(), name)
  return !quoted && name.startsWith("$") && name.length > 1 ? { field: name.slice(1), bare: true } : { field: name }
}

/** A value that stands as a term of its own. One that is in quotes already is not put in others. */
const bareTerm = (text: string): string => (isBareTerm(text) || /^"(?:[^"\\]|\\.)*"$/s.test(text) ? text : quoteText(text))
