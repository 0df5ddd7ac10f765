import type { JsonObject, JsonValue } from "../../engine/readers/reader.ts"

/** A Windows event as its reader gives it, and its XML. */
export interface OriginalEvent {
  readonly data: JsonObject
  readonly xml: string
}

type System = Readonly<Record<string, JsonValue | undefined>>

export const objectOf = (value: JsonValue | undefined): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {}
/** What has no value is left out, as the tools do. */
const present = (members: Readonly<Record<string, JsonValue | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(members).flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, value]])))
const withoutBraces = (value: JsonValue | undefined): JsonValue | undefined =>
  typeof value === "string" ? value.replace(/^\{|\}$/g, "") : value
const attributes = (members: Readonly<Record<string, JsonValue | undefined>>): JsonValue => {
  const all = present(members)
  return Object.keys(all).length === 0 ? null : { "#attributes": all }
}
const systemOf = ({ data }: OriginalEvent): System => objectOf(data.System)
const timeOf = (system: System): string => String(system.TimeCreated)

/** The elements of UserData beside each other: tools that have no sections show their leaves. */
function leaves(value: JsonObject): JsonObject {
  const found: [string, JsonValue][] = []
  const visit = (object: JsonObject): void => {
    for (const [name, item] of Object.entries(object)) {
      if (typeof item === "object" && item !== null && !Array.isArray(item)) visit(objectOf(item))
      else if (!name.startsWith("xmlns")) found.push([name, item])
    }
  }
  visit(value)
  return Object.fromEntries(found)
}
const eventData = ({ data }: OriginalEvent): JsonObject => objectOf(data.EventData)
const userData = ({ data }: OriginalEvent): JsonObject => leaves(objectOf(data.UserData))

/** As `evtx_dump -o jsonl` writes an event: GUIDs without braces, numbers as numbers, what is empty as null. */
export function evtxDump(event: OriginalEvent): JsonObject {
  const s = systemOf(event)
  const data = eventData(event)
  const user = objectOf(event.data.UserData)
  return {
    Event: {
      "#attributes": { xmlns: "http://schemas.microsoft.com/win/2004/08/events/event" },
      System: {
        Provider: attributes({ Name: s.Provider, Guid: withoutBraces(s.Guid) }),
        EventID: s.EventID ?? null,
        ...present({ Version: s.Version, Level: s.Level, Task: s.Task, Opcode: s.Opcode, Keywords: s.Keywords }),
        TimeCreated: attributes({ SystemTime: timeOf(s) }),
        ...present({ EventRecordID: s.EventRecordID }),
        Correlation: attributes({ ActivityID: withoutBraces(s.ActivityID), RelatedActivityID: withoutBraces(s.RelatedActivityID) }),
        Execution: attributes({ ProcessID: s.ProcessID, ThreadID: s.ThreadID }),
        ...present({ Channel: s.Channel, Computer: s.Computer }),
        Security: attributes({ UserID: s.UserID }),
      },
      ...(Object.keys(data).length > 0 ? { EventData: "Data" in data ? { Data: { "#text": data.Data ?? null } } : data } : {}),
      ...(Object.keys(user).length > 0 ? { UserData: user } : {}),
    },
  }
}

/** As Winlogbeat 7 and newer writes it: all values of the event's data are text, and those that are empty are left out. */
export function winlogbeat(event: OriginalEvent): JsonObject {
  const s = systemOf(event)
  const texts = (object: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(object).flatMap(([name, value]) => {
        if (name === "Data")
          return (Array.isArray(value) ? value : [value]).map((item, i): [string, JsonValue] => [`param${i + 1}`, String(item)])
        return value === null || value === "" ? [] : [[name, String(value)]]
      }),
    )
  const user = userData(event)
  return {
    "@timestamp": timeOf(s),
    event: present({ code: String(s.EventID), kind: "event", provider: s.Provider }),
    host: present({ name: s.Computer }),
    winlog: present({
      api: "wineventlog",
      channel: s.Channel,
      computer_name: s.Computer,
      event_id: String(s.EventID),
      provider_name: s.Provider,
      provider_guid: s.Guid,
      record_id: String(s.EventRecordID),
      version: s.Version,
      process: present({ pid: s.ProcessID, thread: present({ id: s.ThreadID }) }),
      user: s.UserID === undefined ? undefined : { identifier: s.UserID },
      event_data: texts(eventData(event)),
      user_data: Object.keys(user).length > 0 ? texts(user) : undefined,
    }),
    agent: { type: "winlogbeat", version: "8.11.0" },
    ecs: { version: "1.12.0" },
    tags: ["beats_input_codec_plain_applied"],
  }
}

/** As nxlog's im_msvistalog gives it to to_json(): everything beside each other. */
export function nxlog(event: OriginalEvent): JsonObject {
  const s = systemOf(event)
  return present({
    ...eventData(event),
    ...userData(event),
    EventTime: timeOf(s).replace("T", " ").replace("Z", ""),
    Hostname: s.Computer,
    Keywords: typeof s.Keywords === "string" ? String(BigInt.asIntN(64, BigInt(s.Keywords))) : undefined,
    EventType: "INFO",
    SeverityValue: 2,
    Severity: "INFO",
    EventID: s.EventID,
    SourceName: s.Provider,
    ProviderGuid: s.Guid,
    Version: s.Version,
    Task: s.Task,
    OpcodeValue: s.Opcode,
    RecordNumber: s.EventRecordID,
    ActivityID: s.ActivityID,
    ExecutionProcessID: s.ProcessID,
    ExecutionThreadID: s.ThreadID,
    Channel: s.Channel,
    Domain: s.UserID === undefined ? undefined : "NT AUTHORITY",
    AccountName: s.UserID === undefined ? undefined : "SYSTEM",
    UserID: s.UserID,
    SourceModuleName: "eventlog",
    SourceModuleType: "im_msvistalog",
    EventReceivedTime: timeOf(s).replace("T", " ").replace("Z", ""),
  })
}

/** As a search in Splunk is exported: the event's XML as `_raw`, and what the index says of it. */
export function splunkExport(event: OriginalEvent): JsonObject {
  const s = systemOf(event)
  return {
    preview: false,
    result: {
      _raw: event.xml,
      _time: timeOf(s).replace("Z", "+00:00"),
      host: String(s.Computer),
      index: "win",
      linecount: "1",
      source: `XmlWinEventLog:${String(s.Channel)}`,
      sourcetype: "XmlWinEventLog",
      splunk_server: "idx1",
    },
  }
}
