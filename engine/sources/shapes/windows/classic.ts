import type { JsonObject, JsonValue } from "../../../readers/reader.ts"
import { messageFields } from "./classic-message.ts"
import { braced, firstOf, keywordMask, type Layout, named, type PropertyReader, path } from "./layout.ts"

const levels: ReadonlyMap<JsonValue, number> = new Map([
  ["Critical", 1],
  ["Error", 2],
  ["Warning", 3],
  ["Information", 4],
  ["Verbose", 5],
])
const fromMessage = (data: JsonObject): JsonObject => {
  const message = named("Message")(data)
  return typeof message === "string" ? messageFields(message) : {}
}

/** The classic text of Splunk's event log input: `LogName=Security`, `EventCode=4688`, and a message that holds everything else. */
export const classic: Layout = {
  copies: false,
  hasBlanks: false,
  recognise: data => Object.hasOwn(data, "LogName") && Object.hasOwn(data, "EventCode"),
  properties: new Map<string, PropertyReader>([
    ["Name", named("SourceName")],
    ["EventID", named("EventCode")],
    ["Level", data => levels.get(named("Type")(data) ?? "")],
    ["Category", named("TaskCategory")],
    ["Opcode", named("OpCode")],
    ["EventRecordID", named("RecordNumber")],
    ["Channel", named("LogName")],
    ["Computer", named("ComputerName")],
    ["UserID", named("Sid")],
  ]),
  parts: data => [data, fromMessage(data)],
}

/** What `Get-WinEvent | ConvertTo-Json` and its CSV form write: the event's data has no names, but its message has them. */
export const getWinEvent: Layout = {
  copies: false,
  hasBlanks: false,
  recognise: data => Object.hasOwn(data, "Id") && Object.hasOwn(data, "LogName") && Object.hasOwn(data, "ProviderName"),
  properties: new Map<string, PropertyReader>([
    ["Name", named("ProviderName")],
    ["Guid", data => braced(named("ProviderId")(data))],
    ["EventID", named("Id")],
    ["Qualifiers", named("Qualifiers")],
    ["Version", named("Version")],
    ["Level", named("Level")],
    ["Task", named("Task")],
    ["Opcode", named("Opcode")],
    ["Keywords", data => keywordMask(named("Keywords")(data))],
    [
      "SystemTime",
      firstOf(
        data => dateOf(path("TimeCreated", "value")(data)),
        data => dateOf(named("TimeCreated")(data)),
      ),
    ],
    ["EventRecordID", named("RecordId")],
    ["ActivityID", data => braced(named("ActivityId")(data))],
    ["RelatedActivityID", data => braced(named("RelatedActivityId")(data))],
    ["ProcessID", named("ProcessId")],
    ["ThreadID", named("ThreadId")],
    ["Channel", named("LogName")],
    ["Computer", named("MachineName")],
    ["UserID", firstOf(path("UserId", "Value"), named("UserId"))],
    ["Message", named("Message")],
    ["Category", named("TaskDisplayName")],
  ]),
  parts: data => [fromMessage(data)],
}

/** Windows PowerShell writes dates as `/Date(1599188888000)/`. */
function dateOf(value: JsonValue | undefined): JsonValue | undefined {
  const found = typeof value === "string" ? /^\\?\/Date\((\d{1,14})\)\\?\/$/.exec(value) : null
  return found === null ? value : new Date(Number(found[1])).toISOString()
}
