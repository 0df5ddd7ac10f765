import { isJsonObject, parseJson } from "./json-text.ts"
import { setPairs } from "./key-value-pairs.ts"
import { firstLines, shareOf } from "./line-share.ts"
import type { JsonObject, RawRecord, ReadContext, ReaderDefinition } from "./reader.ts"
import { Fields, setFirst } from "./record-fields.ts"
import { readLines } from "./text-lines.ts"
import { hintsOf, LogClock, TextRecord } from "./text-record.ts"

const format = "cri"

/** Time, stream, and whether the line is full or a part of one. */
const head = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) (stdout|stderr) ([FP])(?::\S*)?(?: |$)/

export const cri: ReaderDefinition = {
  name: format,
  docs: {
    summary: "what containers write, as the runtimes of Kubernetes keep it: time, stream, F or P, and the line",
    description:
      "The line alone is the record: as JSON when it is an object, otherwise with its key=value pairs and `message`. Lines that the " +
      "runtime has split are put together.",
  },
  recognise: bytes => 0.95 * shareOf(firstLines(bytes), line => head.test(line)),
  read(chunks, ctx) {
    const log = new ContainerLog(ctx)
    return readLines(chunks, ctx, (line, number, records) => {
      const record = log.read(line, number)
      if (record !== null) records.push(record)
    })
  },
}

class ContainerLog {
  private readonly ctx: ReadContext
  private readonly clock = new LogClock()
  /** Parts of lines that have not ended, by stream. */
  private readonly parts = new Map<string, string>()

  constructor(ctx: ReadContext) {
    this.ctx = ctx
  }

  read(line: string, number: number): RawRecord | null {
    const found = head.exec(line)
    if (found === null) {
      this.ctx.report({ position: { line: number }, message: "the line has no time and stream before it" })
      return null
    }
    const [whole, time = "", stream = "", flag] = found
    const text = (this.parts.get(stream) ?? "") + line.slice(whole.length)
    if (flag === "P" && text.length <= this.ctx.maxRecordBytes) {
      this.parts.set(stream, text)
      return null
    }
    this.parts.delete(stream)
    return new TextRecord(format, fieldsOf(text, stream), text, number, hintsOf(this.clock.readZoned(time)))
  }
}

function fieldsOf(text: string, stream: string): JsonObject {
  if (text.startsWith("{"))
    try {
      const value = parseJson(text)
      if (isJsonObject(value)) return value
    } catch {
      // It only looks like JSON.
    }
  const fields = new Fields()
  setPairs(fields, text)
  setFirst(fields, "message", text)
  setFirst(fields, "stream", stream)
  return fields
}
