import type { JsonObject } from "../../../readers/reader.ts"
import { braced, content, keywordMask, type Layout, member, named, objectOf, type PropertyReader, path } from "./layout.ts"

const parts = (holder: (data: JsonObject) => JsonObject | null): Layout["parts"] => {
  return data => {
    const { eventData, userData } = sectionsOf(holder)(data)
    return [eventData, userData].filter(part => part !== null)
  }
}
const sectionsOf = (holder: (data: JsonObject) => JsonObject | null) => (data: JsonObject) => ({
  eventData: objectOf(member(holder(data) ?? {}, "event_data")),
  userData: objectOf(member(holder(data) ?? {}, "user_data")),
})
const inWinlog = (data: JsonObject): JsonObject | null => objectOf(member(data, "winlog"))

/** Winlogbeat 7 and newer, and Elastic Agent: everything of Windows under `winlog`. */
export const winlogbeat: Layout = {
  copies: true,
  hasBlanks: true,
  recognise(data) {
    const winlog = member(data, "winlog")
    return member(winlog, "event_id") !== undefined && member(winlog, "channel") !== undefined
  },
  properties: new Map<string, PropertyReader>([
    ["Name", path("winlog", "provider_name")],
    ["Guid", data => braced(path("winlog", "provider_guid")(data))],
    ["EventID", data => content(path("winlog", "event_id")(data))],
    ["Qualifiers", path("winlog", "event_id", "qualifiers")],
    ["Version", path("winlog", "version")],
    ["Level", path("winlog", "level")],
    ["Category", path("winlog", "task")],
    ["Opcode", path("winlog", "opcode")],
    ["Keywords", data => keywordMask(path("winlog", "keywords")(data))],
    ["SystemTime", data => path("winlog", "time_created")(data) ?? named("@timestamp")(data)],
    ["EventRecordID", path("winlog", "record_id")],
    ["ActivityID", data => braced(path("winlog", "activity_id")(data))],
    ["RelatedActivityID", data => braced(path("winlog", "related_activity_id")(data))],
    ["ProcessID", path("winlog", "process", "pid")],
    ["ThreadID", path("winlog", "process", "thread", "id")],
    ["Channel", path("winlog", "channel")],
    ["Computer", path("winlog", "computer_name")],
    ["UserID", path("winlog", "user", "identifier")],
    ["Message", named("message")],
  ]),
  parts: parts(inWinlog),
  sections: sectionsOf(inWinlog),
}

/** Winlogbeat before version 7: the same at the top of the record. */
export const winlogbeat6: Layout = {
  copies: true,
  hasBlanks: true,
  recognise: data => Object.hasOwn(data, "event_id") && Object.hasOwn(data, "log_name"),
  properties: new Map<string, PropertyReader>([
    ["Name", named("source_name")],
    ["Guid", data => braced(named("provider_guid")(data))],
    ["EventID", named("event_id")],
    ["Version", named("version")],
    ["Level", named("level")],
    ["Category", named("task")],
    ["Opcode", named("opcode")],
    ["Keywords", data => keywordMask(named("keywords")(data))],
    ["SystemTime", named("@timestamp")],
    ["EventRecordID", named("record_number")],
    ["ActivityID", data => braced(named("activity_id")(data))],
    ["RelatedActivityID", data => braced(named("related_activity_id")(data))],
    ["ProcessID", named("process_id")],
    ["ThreadID", named("thread_id")],
    ["Channel", named("log_name")],
    ["Computer", named("computer_name")],
    ["UserID", path("user", "identifier")],
    ["Message", named("message")],
  ]),
  parts: parts(data => data),
  sections: sectionsOf(data => data),
}
