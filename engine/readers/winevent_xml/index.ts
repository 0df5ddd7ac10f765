import { firstLines } from "../line-share.ts"
import type { ReaderDefinition } from "../reader.ts"
import { readSyslogHeader } from "../syslog-header.ts"
import { asBuffer } from "../text-lines.ts"
import { EventSplitter } from "./splitter.ts"

/** Input that is worked on at a time: young objects that die with their batch cost the least. */
const batchBytes = 262_144

export const wineventXml: ReaderDefinition = {
  name: "winevent_xml",
  docs: {
    summary: "Windows events as XML: one a line, or Event elements in any layout",
    description:
      "The same data as of an EVTX file: System and EventData flat, UserData and RenderingInfo nested. The raw text is the event's XML, " +
      "with the syslog header that stands before it, if there is one.",
  },
  recognise(head) {
    const text = asBuffer(head).toString("utf8")
    const start = /<Event[\s>]/.exec(text)
    if (start === null) return 0
    if (!/<System[\s/>]|schemas\.microsoft\.com\/win\/2004\/08\/events/.test(text.slice(start.index))) return 0
    // An event in a string of JSON or in a cell of CSV is theirs.
    const first = (firstLines(head)[0] ?? "").trimStart()
    if (first.startsWith("<") && !/^<\d/.test(first)) return 0.96
    const before = first.indexOf("<Event")
    return before > 0 && readSyslogHeader(first.slice(0, before)) !== null ? 0.96 : 0
  },
  async *read(chunks, ctx) {
    const splitter = new EventSplitter(ctx)
    for await (const chunk of chunks)
      for (let at = 0; at < chunk.length; at += batchBytes) {
        const records = splitter.push(chunk.subarray(at, at + batchBytes))
        if (records.length > 0) yield records
      }
    const records = splitter.finish()
    if (records.length > 0) yield records
  },
}
