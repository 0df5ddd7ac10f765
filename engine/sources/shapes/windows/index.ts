import type { JsonObject, RawRecord } from "../../../readers/reader.ts"
import type { Shape } from "../shape.ts"
import { classic, getWinEvent } from "./classic.ts"
import { WindowsEvent } from "./event.ts"
import { isEventXml, readEventXml } from "./event-xml.ts"
import { flat } from "./flat.ts"
import type { Layout } from "./layout.ts"
import { sections } from "./sections.ts"
import { winlogbeat, winlogbeat6 } from "./winlogbeat.ts"

const layouts: readonly Layout[] = [flat, sections, winlogbeat, winlogbeat6, classic, getWinEvent]

const layoutOf = (data: JsonObject): Layout | null => layouts.find(layout => layout.recognise(data)) ?? null

/** The XML that a record is, or that an export kept as `_raw` of an event without fields. */
function xmlOf(record: RawRecord): string | null {
  const { data } = record
  const raw = data === null ? record.text() : Object.hasOwn(data, "_raw") ? data._raw : null
  return typeof raw === "string" && isEventXml(raw) ? raw : null
}

/** A Windows event, whatever it came in, under the names of its XML form: one view for binary logs, XML, text and JSON exports. */
export const windows: Shape = {
  name: "windows",
  docs: { summary: "A Windows event as EVTX, XML, classic text, or JSON of nxlog, Winlogbeat, evtx_dump, Get-WinEvent and Splunk." },
  recognise: record => (record.data !== null && layoutOf(record.data) !== null) || xmlOf(record) !== null,
  view(record) {
    const layout = record.data === null ? null : layoutOf(record.data)
    if (record.data !== null && layout !== null) return new WindowsEvent(record, record.data, layout)
    const xml = xmlOf(record)
    const data = xml === null ? null : readEventXml(xml)
    return new WindowsEvent(record, data ?? {}, sections)
  },
}
