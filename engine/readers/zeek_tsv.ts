import { Buffer } from "node:buffer"
import { firstLines } from "./line-share.ts"
import type { JsonValue, RawRecord, ReadContext, ReaderDefinition } from "./reader.ts"
import { Fields, setFirst } from "./record-fields.ts"
import { readLines } from "./text-lines.ts"
import { hintsOf, TextRecord } from "./text-record.ts"

const format = "zeek_tsv"

export const zeekTsv: ReaderDefinition = {
  name: format,
  docs: {
    summary: "Zeek (Bro) logs with #fields and #types lines",
    description:
      "The same data as Zeek's JSON logs: numbers and booleans typed, sets and vectors as lists, unset values left out, field names such " +
      "as `id.orig_h` as they stand. The name of the log (`conn`, `dns`, ...) is `_path`.",
  },
  recognise(head) {
    const lines = firstLines(head)
    if (/^#separator \\x[\da-fA-F]{2}/.test(lines[0] ?? "")) return 0.98
    return lines.some(line => /^#fields[\t ]\S/.test(line)) && lines.some(line => /^#types[\t ]\S/.test(line)) ? 0.95 : 0
  },
  read(chunks, ctx) {
    const log = new ZeekLog(ctx)
    return readLines(
      chunks,
      ctx,
      (line, number, records) => {
        const record = log.read(line.endsWith("\r") ? line.slice(0, -1) : line, number)
        if (record !== null) records.push(record)
      },
      // A line of nothing but tabs may be a record of empty strings.
      { verbatim: true },
    )
  },
}

/** What the header lines of a log say. */
interface Layout {
  separator: string
  setSeparator: string
  empty: string
  unset: string
  path: string
}

type Convert = (text: string, layout: Layout) => JsonValue

class ZeekLog {
  private readonly ctx: ReadContext
  private readonly layout: Layout = { separator: "\t", setSeparator: ",", empty: "(empty)", unset: "-", path: "" }
  private names: readonly string[] = []
  private converts: readonly Convert[] = []
  private timeColumn = -1

  constructor(ctx: ReadContext) {
    this.ctx = ctx
  }

  read(line: string, number: number): RawRecord | null {
    if (line === "") return null
    if (line.charCodeAt(0) === 0x23) {
      this.readDirective(line)
      return null
    }
    const { layout, names, converts } = this
    const report = (message: string) => this.ctx.report({ position: { line: number }, message })
    if (names.length === 0) {
      report("no #fields line says what the line holds")
      return null
    }
    const values = line.split(layout.separator)
    if (values.length !== names.length) report(`the line has ${values.length} values where the #fields line has ${names.length}`)
    const fields = new Fields()
    if (layout.path !== "") fields._path = layout.path
    const count = Math.min(values.length, names.length)
    for (let index = 0; index < count; index++) {
      const value = values[index]
      const name = names[index]
      if (value === undefined || name === undefined || value === layout.unset) continue
      setFirst(fields, name, (converts[index] ?? textValue)(value, layout))
    }
    const time = this.timeColumn === -1 ? null : Number(values[this.timeColumn])
    return new TextRecord(format, fields, line, number, hintsOf(time !== null && Number.isFinite(time) ? time : null))
  }

  /** `#separator` is followed by a space, what follows it by the separator that it declares. */
  private readDirective(line: string): void {
    const { layout } = this
    const separator = /^#separator (\S+)/.exec(line)?.[1]
    if (separator !== undefined) {
      layout.separator = unescapeBytes(separator)
      return
    }
    const at = line.search(/[\t ]/)
    const own = line.indexOf(layout.separator)
    const end = own === -1 ? at : own
    if (end === -1) return
    const value = line.slice(end + (own === -1 ? 1 : layout.separator.length))
    const list = () => value.split(own === -1 ? /[\t ]/ : layout.separator)
    switch (line.slice(1, end)) {
      case "set_separator":
        layout.setSeparator = unescapeBytes(value)
        break
      case "empty_field":
        layout.empty = value
        break
      case "unset_field":
        layout.unset = value
        break
      case "path":
        layout.path = value
        break
      case "fields":
        this.names = list()
        this.converts = []
        this.timeColumn = this.names.indexOf("ts")
        break
      case "types":
        this.converts = list().map(convertTo)
        break
    }
  }
}

function convertTo(type: string): Convert {
  const element = /^(?:set|vector|table|list)\[(.*)\]$/.exec(type)?.[1]
  if (element !== undefined) {
    const convert = convertTo(element)
    return (text, layout) => {
      if (text === layout.empty || text === "") return []
      const items: JsonValue[] = []
      for (const item of text.split(layout.setSeparator)) if (item !== layout.unset) items.push(convert(item, layout))
      return items
    }
  }
  switch (type) {
    case "time":
    case "interval":
    case "double":
    case "count":
    case "int":
    case "port":
      return numberValue
    case "bool":
      return text => (text === "T" ? true : text === "F" ? false : text)
    default:
      return textValue
  }
}

const decimal = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** A count of 64 bits that a double cannot hold stays text. */
function numberValue(text: string): JsonValue {
  if (!decimal.test(text)) return text
  const value = Number(text)
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? text : value
}

function textValue(text: string, layout: Layout): JsonValue {
  if (text === layout.empty) return ""
  return text.includes("\\") ? unescapeBytes(text) : text
}

/** Resolves `\xHH`, in which Zeek writes bytes of UTF-8 that would be separators or no text, and doubled backslashes. */
function unescapeBytes(text: string): string {
  return text.replace(/\\\\|(?:\\x[\da-fA-F]{2})+/g, found =>
    found === "\\\\" ? "\\" : Buffer.from(found.replaceAll("\\x", ""), "hex").toString("utf8"),
  )
}
