import { isUtf8 } from "node:buffer"
import { textOfUnwrapped, type Unwrapped, unwrap } from "./envelope.ts"
import { type JsonElement, JsonElements } from "./json-elements.ts"
import { isJsonObject, jsonFault, kindOfJson, parseJson } from "./json-text.ts"
import type { JsonValue, RawRecord, ReadContext, ReaderDefinition, RecordPosition } from "./reader.ts"
import { asBuffer, trimControls } from "./text-lines.ts"

const format = "json"

export const json: ReaderDefinition = {
  name: format,
  docs: {
    summary: "JSON documents: an array, one or more objects over several lines, or a document that lists records",
    description:
      "Lists such as `Records` (CloudTrail), `value` (Microsoft Graph) and `hits.hits` (Elasticsearch) are read element by element.",
  },
  recognise(head, name) {
    const start = trimControls(asBuffer(head.subarray(0, 1024)).toString("utf8"))
    // `[` alone also begins many a line of text, such as a time in brackets.
    if (!/^(?:\{\s*["}]|\[\s*[{\]]|[{[]\s*$)/.test(start)) return 0
    return /\.json$/i.test(name) ? 0.85 : 0.75
  },
  async *read(chunks, ctx) {
    let records: RawRecord[] = []
    const elements = new JsonElements(ctx, element => readElement(element, ctx, records))
    for await (const chunk of chunks) {
      elements.push(chunk)
      if (records.length === 0) continue
      yield records
      records = []
    }
    elements.end()
  },
}

function readElement({ bytes, line, offset }: JsonElement, ctx: ReadContext, records: RawRecord[]): void {
  const position: RecordPosition = { line, offset }
  const report = (message: string) => ctx.report({ position, message })
  const text = bytes.toString("utf8")
  if (text.includes("\uFFFD") && !isUtf8(bytes))
    report("the JSON value is not valid UTF-8: what could not be decoded is replaced by U+FFFD")
  let value: JsonValue
  try {
    value = parseJson(text)
  } catch (error) {
    report(`the JSON value ${jsonFault(error)}`)
    return
  }
  if (!isJsonObject(value)) {
    report(`the JSON value is ${kindOfJson(value)}, not an object`)
    return
  }
  const record = (wrapped: Unwrapped) =>
    records.push({
      format,
      data: wrapped.data,
      position,
      text: () => textOfUnwrapped(wrapped),
      ...(wrapped.hints === null ? {} : { hints: wrapped.hints }),
    })
  if (!unwrap(value, { record, problem: report })) records.push({ format, data: value, position, text: () => text })
}
