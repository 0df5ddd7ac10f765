import { RuleError } from "../errors/error.ts"
import { Event } from "../event.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Stage } from "../ir/stage.ts"
import type { Row, Value } from "../ir/value.ts"
import { fieldFrom, isArray, isObject, parseContainer, valuesFrom } from "../json/value.ts"
import { parseCsvTable } from "../rows/csv-table.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, numberAt, present, textAt } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

export interface MakeresultsStage extends Stage {
  readonly kind: "makeresults"
  /** 1 when left out. */
  readonly count?: number | undefined
  readonly annotate?: true | undefined
  readonly format?: "csv" | "json" | undefined
  readonly data?: string | undefined
  readonly splunk_server?: string | undefined
  readonly splunk_server_group?: string | undefined
}

const spec = {
  count: "integer",
  annotate: "boolean",
  format: "string",
  data: "string",
  splunk_server: "string",
  splunk_server_group: "string",
} as const
const formats = ["csv", "json"] as const

/** Most results that are made, and longest data, as Splunk has it. */
const maxCount = 1_000_000
const maxData = 29_999

export const makeresults: CoreStage<MakeresultsStage> = {
  name: "makeresults",
  type: "generating",
  order: () => "sorted",
  docs: {
    summary: "Make results out of nothing, or out of data written into the search.",
    description:
      "Without data, every result has the current time as its `_time`. `format` says how `data` is written: as CSV with a header line, or as a JSON array of objects, " +
      "whose nested values become JSON text and arrays multivalues. Options that name servers change nothing.",
    examples: [
      {
        title: "Rows from CSV",
        stage: { makeresults: { format: "csv", data: "name, age\nann,35\nbob," } },
        spl: 'makeresults format=csv data="name, age\nann,35\nbob,"',
        input: [],
        output: [{ name: "ann", age: "35" }, { name: "bob" }],
      },
      {
        title: "Rows from JSON",
        stage: { makeresults: { format: "json", data: '[{"name": "ann", "tags": ["a", "b"]}, {"age": 39}]' } },
        spl: 'makeresults format=json data="[{\\"name\\": \\"ann\\", \\"tags\\": [\\"a\\", \\"b\\"]}, {\\"age\\": 39}]"',
        input: [],
        output: [{ name: "ann", tags: ["a", "b"] }, { age: 39 }],
      },
      {
        title: "Several, and options for Splunk",
        stage: [
          { makeresults: { count: 2, annotate: true, splunk_server: "local", splunk_server_group: "g1" } },
          { eval: { _time: "null()", n: "1" } },
        ],
        spl: "makeresults count=2 annotate=true splunk_server=local splunk_server_group=g1 | eval _time = null(), n = 1",
        input: [],
        output: [{ n: 1 }, { n: 1 }],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      properties: {
        count: { description: "How many; 1 when left out.", type: "integer", minimum: 0, maximum: maxCount },
        annotate: { description: "Accepted: the further fields of Splunk have no values.", type: "boolean" },
        format: { description: "How the data is written.", enum: formats },
        data: { description: "The rows.", type: "string", maxLength: maxData },
        splunk_server: { description: "Accepted for Splunk.", type: "string" },
        splunk_server_group: { description: "Accepted for Splunk.", type: "string" },
      },
      dependencies: { format: ["data"], data: ["format"] },
    },
    parse: (value, ctx) => ({
      kind: "makeresults",
      count: unlessDefault(numberAt(value, "count"), 1),
      annotate: flagAt(value, "annotate"),
      format: formats.find(format => format === textAt(value, "format")),
      data: textAt(value, "data"),
      splunk_server: textAt(value, "splunk_server"),
      splunk_server_group: textAt(value, "splunk_server_group"),
      range: ctx.range,
    }),
    render: ({ kind: _, range: __, ...options }) => present({ ...options }),
  },
  source: () => ({ kind: "none" }),
  fields: ({ format }) => ({ reads: [], writes: format === undefined ? ["_time"] : ["*"], keepsOthers: false }),
  exec({ count = 1, format, data = "", range }, ctx) {
    const rows = format === undefined ? null : parseData(format, data, range)
    const now = rows === null ? ctx.clock() : () => 0
    return next => ({
      push: () => false,
      end() {
        if (rows !== null) {
          for (const row of rows) if (!next.push(Event.from(row))) break
        } else {
          const time = Math.floor(now())
          for (let i = 0; i < count; i++) if (!next.push(Event.from({ _time: time }))) break
        }
        next.end()
      },
    })
  },
  spl: {
    commands: ["makeresults"],
    parse(args) {
      const options = args.options(spec)
      const { count, annotate, data, splunk_server, splunk_server_group } = options
      const format = formats.find(name => name === options.format?.toLowerCase())
      if (options.format !== undefined && format === undefined)
        throw args.error(`"makeresults" has no format "${options.format}"`, "formats are csv and json")
      if ((format === undefined) !== (data === undefined))
        throw args.error('"format" and "data" go together', 'write format=csv data="name\\nann"')
      if (count !== undefined && (count < 0 || count > maxCount))
        throw args.error(`"count" cannot be ${count}`, `it goes up to ${maxCount}`)
      return {
        kind: "makeresults",
        count: unlessDefault(count, 1),
        annotate: annotate === true ? true : undefined,
        format,
        data,
        splunk_server,
        splunk_server_group,
      }
    },
    render: ({ count, annotate, format, data, splunk_server, splunk_server_group }, ctx) =>
      commandText(
        ctx,
        "makeresults",
        { count, annotate, format },
        data === undefined ? "" : `data=${ctx.string(data)}`,
        commandText(ctx, "", { splunk_server, splunk_server_group }).trim(),
      ),
  },
  describe: ({ count = 1, format }) =>
    format === undefined
      ? `makes ${count === 1 ? "one result" : `${count} results`}`
      : `gives the rows of ${format.toUpperCase()} data in the search`,
}

function parseData(format: "csv" | "json", data: string, range: SourceRange | undefined): readonly Row[] {
  if (data.length > maxData)
    throw new RuleError("limit", `data is longer than ${maxData} characters`, { range, hint: "read it from a lookup" })
  if (format === "csv") return parseRows(data, range)
  const value = parseContainer(data)
  if (!isArray(value) || !value.every(isObject))
    throw new RuleError("wrong_argument", "data is no JSON array of objects", { range, hint: 'write it as in [{"name": "ann"}]' })
  return value.map(object =>
    Object.fromEntries(
      [...object].map(([name, member]): [string, Value] => [name, isArray(member) ? valuesFrom(member) : fieldFrom(member)]),
    ),
  )
}

function parseRows(data: string, range: SourceRange | undefined): readonly Row[] {
  try {
    const { rows, problems } = parseCsvTable(data)
    const [problem] = problems
    if (problem === undefined) return rows
    throw new RuleError("wrong_argument", `data line ${problem.line}: ${problem.message}`, {
      range,
      hint: "give every line as many cells as the header",
    })
  } catch (cause) {
    if (cause instanceof RuleError) throw cause
    throw new RuleError("wrong_argument", "data is no CSV", { range, hint: "close every quote", cause })
  }
}
