import { RuleError } from "../errors/error.ts"
import { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { textOf } from "../ir/value.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, numberAt, present, textsOf } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

export interface MultikvStage extends Stage {
  readonly kind: "multikv"
  /** The columns to keep; all when empty. */
  readonly fields: readonly string[]
  /** Texts of which a row must hold one. */
  readonly filter: readonly string[]
  /** Line of the header, from 1, empty lines left out. */
  readonly forceheader?: number | undefined
  readonly noheader?: true | undefined
  readonly copyattrs?: false | undefined
  readonly rmorig?: false | undefined
  readonly multitable?: false | undefined
}

const spec = {
  forceheader: "integer",
  noheader: "boolean",
  copyattrs: "boolean",
  rmorig: "boolean",
  multitable: "boolean",
  conf: "string",
} as const

export const multikv: CoreStage<MultikvStage> = {
  name: "multikv",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Make an event of every row of a table in the event's text.",
    description:
      "The first line names the columns, or line `forceheader`; with `noheader` they are called Column_1, Column_2 and so on. Columns are divided by tabs where there are some, " +
      "else by white space; where a row has another number of cells than the header, they go by the places of the header's names. One table is read from each event.",
    examples: [
      {
        title: "A process list",
        stage: { multikv: { fields: ["PID", "COMMAND"], filter: ["splunkd", "two words"] } },
        spl: 'multikv fields PID COMMAND filter splunkd "two words"',
        input: [{ host: "a", _raw: "PID  USER  COMMAND\n1    root  init\n42   ann   splunkd start" }],
        output: [{ host: "a", _raw: "42   ann   splunkd start", PID: "42", COMMAND: "splunkd start" }],
      },
      {
        title: "No header, and the event itself",
        stage: { multikv: { fields: [], noheader: true, copyattrs: false, rmorig: false, multitable: false } },
        spl: "multikv noheader=true copyattrs=false rmorig=false multitable=false",
        input: [{ host: "a", _raw: "x 1" }],
        output: [
          { _raw: "x 1", Column_1: "x", Column_2: "1" },
          { host: "a", _raw: "x 1" },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      properties: {
        fields: { description: "Columns to keep; all when left out.", type: "array", items: { type: "string", minLength: 1 } },
        filter: { description: "Texts of which a row must hold one.", type: "array", items: { type: "string", minLength: 1 } },
        forceheader: { description: "Line of the header, from 1; empty lines do not count.", type: "integer", minimum: 1 },
        noheader: { description: "There is no header.", type: "boolean" },
        copyattrs: { description: "Rows have the event's fields too; true when left out.", type: "boolean" },
        rmorig: { description: "Leave out the event itself; true when left out.", type: "boolean" },
        multitable: { description: "Accepted: one table is read.", type: "boolean" },
      },
    },
    parse: (value, ctx) => ({
      kind: "multikv",
      fields: textsOf(isMap(value) ? value.fields : undefined),
      filter: textsOf(isMap(value) ? value.filter : undefined),
      forceheader: numberAt(value, "forceheader"),
      noheader: flagAt(value, "noheader"),
      copyattrs: isMap(value) && value.copyattrs === false ? false : undefined,
      rmorig: isMap(value) && value.rmorig === false ? false : undefined,
      multitable: isMap(value) && value.multitable === false ? false : undefined,
      range: ctx.range,
    }),
    render: ({ kind: _, range: __, fields, filter, ...options }) =>
      present({ fields: fields.length === 0 ? undefined : fields, filter: filter.length === 0 ? undefined : filter, ...options }),
  },
  fields: ({ fields }) => ({ reads: ["_raw"], writes: fields.length === 0 ? ["*"] : ["_raw", ...fields], keepsOthers: true }),
  exec({ fields, filter, forceheader, noheader, copyattrs, rmorig }) {
    const kept = new Set(fields)
    return next => ({
      push(event) {
        const text = textOf(event.get("_raw")) ?? ""
        for (const { line, cells } of readTable(text, noheader === true, forceheader ?? 1)) {
          if (filter.length > 0 && !filter.some(part => line.includes(part))) continue
          const row = copyattrs === false ? new Event() : event.fork()
          row.set("_raw", line)
          for (const [name, value] of cells) if (kept.size === 0 || kept.has(name)) row.set(name, value)
          if (!next.push(row)) return false
        }
        return rmorig !== false || next.push(event)
      },
      end: () => next.end(),
    })
  },
  spl: {
    commands: ["multikv"],
    parse(args) {
      let options = args.options(spec)
      const fields: string[] = []
      const filter: string[] = []
      for (;;) {
        if (args.accept("fields")) fields.push(...args.fields("filter"))
        else if (args.accept("filter"))
          while (!args.done && args.peekOption() === null && !args.peek("fields")) {
            filter.push(args.string())
            args.accept(",")
          }
        else break
        options = args.options(spec, options)
      }
      if (options.conf !== undefined)
        throw new RuleError("unsupported", `table "${options.conf}" is defined in Splunk's multikv.conf, and there is none`, {
          range: args.rangeFrom(args.offset),
          hint: "write the options of the table",
        })
      return {
        kind: "multikv",
        fields,
        filter,
        forceheader: options.forceheader,
        noheader: options.noheader === true ? true : undefined,
        copyattrs: options.copyattrs === false ? false : undefined,
        rmorig: options.rmorig === false ? false : undefined,
        multitable: options.multitable === false ? false : undefined,
      }
    },
    render: ({ kind: _, range: __, fields, filter, ...options }, ctx) =>
      commandText(
        ctx,
        "multikv",
        options,
        fields.length === 0
          ? ""
          : `fields ${fields.map(name => (/^(?:fields|filter)$/i.test(name) ? ctx.string(name) : ctx.field(name))).join(", ")}`,
        filter.length === 0 ? "" : `filter ${filter.map(text => ctx.string(text)).join(" ")}`,
      ),
  },
  describe: ({ fields }, ctx) =>
    `makes an event of every row of the table in the event's text${fields.length === 0 ? "" : `, with ${ctx.fields(fields)}`}`,
}

interface TableRow {
  readonly line: string
  readonly cells: readonly (readonly [name: string, value: string])[]
}

function readTable(text: string, noHeader: boolean, headerLine: number): TableRow[] {
  const lines = text.split(/\r\n|\n|\r/).filter(line => line.trim() !== "")
  const header = lines[noHeader ? 0 : headerLine - 1]
  if (header === undefined) return []
  const divide = header.includes("\t") ? divideByTabs : divideBySpace
  const columns = divide(header)
  const names = columns.map(({ text: name }, index) => (noHeader ? `Column_${index + 1}` : name))
  return lines.slice(noHeader ? 0 : headerLine).map(line => ({ line, cells: cellsOf(line, divide(line), columns, names) }))
}

interface Cell {
  readonly text: string
  readonly start: number
}

const divideByTabs = (line: string): Cell[] => {
  let start = 0
  return line.split("\t").map(part => {
    const cell = { text: part.trim(), start }
    start += part.length + 1
    return cell
  })
}
const divideBySpace = (line: string): Cell[] => Array.from(line.matchAll(/\S+/g), match => ({ text: match[0], start: match.index }))

function cellsOf(line: string, parts: readonly Cell[], columns: readonly Cell[], names: readonly string[]): (readonly [string, string])[] {
  const texts =
    parts.length === columns.length
      ? parts.map(({ text }) => text)
      : columns.map(({ start }, index) => line.slice(start, columns[index + 1]?.start ?? line.length).trim())
  return names.flatMap((name, index): (readonly [string, string])[] => {
    const value = texts[index] ?? ""
    return name === "" || value === "" ? [] : [[name, value]]
  })
}
