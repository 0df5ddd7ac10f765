import { textOfUnwrapped, type Unwrapped, unwrap } from "./envelope.ts"
import { isJsonObject, jsonFault, kindOfJson, parseJson } from "./json-text.ts"
import type { JsonObject, JsonValue, LineVisitor, RawRecord, ReadContext, ReaderDefinition, RecordPosition } from "./reader.ts"
import { headLines, readLines, trimControls } from "./text-lines.ts"

const format = "ndjson"

/** A line that is a record itself. */
class JsonLine implements RawRecord {
  readonly format = format
  readonly data: JsonObject
  private readonly line: number
  private readonly source: string

  constructor(data: JsonObject, line: number, source: string) {
    this.data = data
    this.line = line
    this.source = source
  }

  get position(): RecordPosition {
    return { line: this.line }
  }

  text(): string {
    return this.source
  }
}

const wrappedLine = (record: Unwrapped, line: number): RawRecord => ({
  format,
  data: record.data,
  position: { line },
  text: () => textOfUnwrapped(record),
  ...(record.hints === null ? {} : { hints: record.hints }),
})

function visitor(ctx: ReadContext): LineVisitor {
  let current = 0
  let batch: RawRecord[] = []
  // One sink for all lines: this is the hottest loop of the readers.
  const sink = {
    record: (record: Unwrapped) => {
      batch.push(wrappedLine(record, current))
    },
    problem: (message: string) => ctx.report({ position: { line: current }, message }),
  }
  return (text, line, records) => {
    current = line
    batch = records
    let value: JsonValue
    try {
      // RFC 7464 puts a record separator before each record.
      value = parseJson(text.charCodeAt(0) === 0x1e ? text.slice(1) : text)
    } catch (error) {
      sink.problem(`the line ${jsonFault(error)}`)
      return
    }
    if (!isJsonObject(value)) sink.problem(`the line is ${kindOfJson(value)}, not an object`)
    else if (!unwrap(value, sink)) {
      const record = new JsonLine(value, line, text)
      ctx.lines?.keep(record)
      records.push(record)
    }
  }
}

/** How many lines of an input's head are looked at. */
const sampleLines = 20

export const ndjson: ReaderDefinition = {
  name: format,
  docs: {
    summary: "JSON, one object a line",
    description:
      "Also takes the records out of export lines: Splunk (`result`), its HTTP event collector (`event`), Elasticsearch (`_source`), " +
      "and documents that list records (`Records`, `value`, ...).",
  },
  recognise(head) {
    // The reader cuts off NUL bytes and record separators, so that they say nothing of the format.
    const lines = headLines(head, head.length >= 65_536)
      .map(trimControls)
      .filter(line => line !== "")
      .slice(0, sampleLines)
    if (lines.length === 0) return /^\{\s*"/.test(trimControls(headLines(head, false)[0] ?? "")) ? 0.6 : 0
    const objects = lines.filter(line => line.startsWith("{") && isJsonObject(tryParse(line))).length
    return objects * 2 >= lines.length ? (0.95 * objects) / lines.length : 0
  },
  read: (chunks, ctx) => readLines(chunks, ctx, visitor(ctx), { filter: ctx.lines }),
  visitor,
}

function tryParse(text: string): JsonValue {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
