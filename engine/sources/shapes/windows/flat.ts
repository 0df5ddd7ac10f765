import type { JsonObject, JsonValue } from "../../../readers/reader.ts"
import { firstOf, keywordMask, type Layout, named, type PropertyReader } from "./layout.ts"

/** nxlog's severities by the level that Windows gives the event. */
const levels: ReadonlyMap<JsonValue, number> = new Map([
  [1, 5],
  [2, 4],
  [3, 3],
  [4, 2],
  [5, 1],
])

function level(data: JsonObject): JsonValue | undefined {
  const severity = named("SeverityValue")(data)
  if (severity === undefined) return undefined
  // Audits have no level: Windows writes 0.
  const type = named("EventType")(data)
  return type === "AUDIT_SUCCESS" || type === "AUDIT_FAILURE" ? 0 : levels.get(severity)
}

/** All fields side by side, as nxlog and exports of Splunk write them: the event's data among its properties. */
export const flat: Layout = {
  copies: true,
  hasBlanks: false,
  recognise: data => (Object.hasOwn(data, "EventID") || Object.hasOwn(data, "EventCode")) && Object.hasOwn(data, "Channel"),
  properties: new Map<string, PropertyReader>([
    ["Name", firstOf(named("Name"), named("ProviderName"), named("Provider_Name"), named("SourceName"), named("Provider"))],
    ["Guid", firstOf(named("Guid"), named("ProviderGuid"))],
    ["EventID", firstOf(named("EventID"), named("EventCode"))],
    ["Level", firstOf(named("Level"), level)],
    // nxlog has the opcode's name under its own.
    ["Opcode", firstOf(named("OpcodeValue"), named("Opcode"))],
    ["Keywords", data => keywordMask(named("Keywords")(data))],
    ["SystemTime", firstOf(named("SystemTime"), named("TimeCreated"), named("EventTime"))],
    ["EventRecordID", firstOf(named("EventRecordID"), named("RecordNumber"), named("RecordID"))],
    // The event's own ProcessId is another one: the process that it is about.
    ["ProcessID", firstOf(named("ProcessID"), named("ExecutionProcessID"))],
    ["ThreadID", firstOf(named("ThreadID"), named("ExecutionThreadID"))],
    ["Computer", firstOf(named("Hostname"), named("Computer"), named("ComputerName"), named("MachineName"))],
    ["UserID", firstOf(named("UserID"), named("UserSid"))],
    ["Message", firstOf(named("Message"), named("message"))],
  ]),
  parts: data => [data],
}
