import { parseTimestamp } from "../time/timestamp.ts"
import { isJsonArray, isJsonObject, kindOfJson } from "./json-text.ts"
import type { JsonObject, JsonValue, RecordHints } from "./reader.ts"

/** A record taken out of the object in which a tool exported it. */
export interface Unwrapped {
  /** Null when the record is plain text. */
  readonly data: JsonObject | null
  /** The record as it stood in the log, when the export kept it; otherwise its text is its JSON. */
  readonly text: string | null
  readonly hints: RecordHints | null
}

export interface UnwrapSink {
  record(record: Unwrapped): void
  /** Something in the envelope is no record. */
  problem(message: string): void
}

/**
 * Keys under which APIs and exports list records, and the keys that such a document has besides: AWS CloudTrail and S3
 * (`Records`), Azure (`records`), OData such as Microsoft Graph (`value`), Splunk (`results`), Kubernetes and Google (`items`),
 * Google Cloud Logging (`entries`), `aws cloudtrail lookup-events` (`Events`), GuardDuty and Security Hub (`Findings`), CloudWatch Logs
 * (`events`).
 * An object with any other key is a record, whatever it holds.
 */
const lists: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["Records", new Set<string>()],
  ["records", new Set<string>()],
  ["value", new Set(["@odata.context", "@odata.count", "@odata.nextLink", "@odata.deltaLink", "odata.metadata", "nextLink", "count"])],
  ["results", new Set(["preview", "init_offset", "post_process_count", "messages", "fields", "highlighted"])],
  ["items", new Set(["kind", "apiVersion", "metadata", "etag", "nextPageToken"])],
  ["entries", new Set(["nextPageToken"])],
  ["Events", new Set(["NextToken"])],
  ["Findings", new Set(["NextToken"])],
  ["events", new Set(["searchedLogStreams", "nextToken", "nextForwardToken", "nextBackwardToken"])],
])
/** Keys of an Elasticsearch search response, whose list is `hits.hits`. */
const answerKeys = new Set(
  "took timed_out num_reduce_phases terminated_early _shards _clusters _scroll_id pit_id status aggregations profile suggest hits".split(
    " ",
  ),
)
const exportKeys = new Set(["preview", "offset", "init_offset", "lastrow", "messages", "fields", "result"])
const collectorKeys = new Set(["time", "host", "source", "sourcetype", "index", "event", "fields"])
const cloudWatchKeys = new Set(["messageType", "owner", "logGroup", "logStream", "subscriptionFilters", "logEvents", "policyLevel"])
const logEventKeys = new Set(["id", "eventId", "timestamp", "message", "ingestionTime", "logStreamName", "extractedFields"])
const containerKeys = new Set(["log", "stream", "time", "attrs", "tag"])
/** No envelope has more keys than this. */
const mostKeys = 16

const own = (object: JsonObject, key: string): JsonValue | undefined => (Object.hasOwn(object, key) ? object[key] : undefined)

/**
 * Gives the records that an object wraps. False when the object is a record itself. Keys are looked at before values, so that of most
 * objects their keys alone say it.
 */
export function unwrap(object: JsonObject, sink: UnwrapSink): boolean {
  if (unwrapRow(object, sink)) return true
  const keys: string[] = []
  for (const key in object) if (keys.push(key) > mostKeys) return false
  return (
    unwrapHit(object, keys, sink) ||
    unwrapSplunk(object, keys, sink) ||
    unwrapCloudWatch(object, keys, sink) ||
    unwrapEventHub(object, keys, sink) ||
    unwrapContainer(object, keys, sink) ||
    unwrapActivity(object, sink) ||
    // Without the time of its arrival it may be an application's own record.
    (keys.includes("ingestionTime") && unwrapLogEvent(object, keys, sink)) ||
    unwrapList(object, keys, sink)
  )
}

function unwrapRow(object: JsonObject, sink: UnwrapSink): boolean {
  if (typeof own(object, "_raw") !== "string") return false
  sink.record(splunkRow(object))
  return true
}

function unwrapHit(object: JsonObject, keys: readonly string[], sink: UnwrapSink): boolean {
  const source = keys.includes("_index") || keys.includes("_id") ? own(object, "_source") : undefined
  if (!isJsonObject(source)) return false
  const index = own(object, "_index")
  sink.record({ data: source, text: null, hints: typeof index === "string" ? { index } : null })
  return true
}

/** A line of a Splunk export (`{"preview":false,"offset":0,"result":{...}}`), or an event as the HTTP event collector takes it. */
function unwrapSplunk(object: JsonObject, keys: readonly string[], sink: UnwrapSink): boolean {
  const isExport = keys.every(key => exportKeys.has(key))
  const result = isExport ? own(object, "result") : undefined
  const preview = isExport ? own(object, "preview") : undefined
  if (isJsonObject(result) || typeof preview === "boolean") {
    if (preview === true && result !== undefined) sink.problem("a preview result is left out: the final results repeat it")
    else if (isJsonObject(result)) sink.record(splunkRow(result))
    return true
  }
  // `event`, `time` and `host` alone may be an application's own fields.
  if (!(keys.includes("sourcetype") || keys.includes("index")) || !keys.every(key => collectorKeys.has(key))) return false
  const event = own(object, "event")
  if (typeof event !== "string" && !isJsonObject(event)) return false
  const hints = splunkHints(object, own(object, "time"))
  const indexed = own(object, "fields")
  const beside = isJsonObject(indexed) ? indexed : {}
  const isBare = Object.keys(beside).length === 0
  // Data points are fields alone.
  if (event === "metric" && !isBare) sink.record({ data: { event, ...beside }, text: null, hints })
  else if (typeof event === "string") sink.record({ data: isBare ? null : { ...beside, _raw: event }, text: event, hints })
  else sink.record({ data: isBare ? event : { ...beside, ...event }, text: JSON.stringify(event), hints })
  return true
}

/** What CloudWatch Logs sends to subscribers: each message is a line of the log. */
function unwrapCloudWatch(object: JsonObject, keys: readonly string[], sink: UnwrapSink): boolean {
  const events = keys.every(key => cloudWatchKeys.has(key)) ? own(object, "logEvents") : undefined
  if (!isJsonArray(events) || typeof own(object, "logGroup") !== "string") return false
  // A control message only says that the subscription works.
  if (own(object, "messageType") === "CONTROL_MESSAGE") return true
  for (const event of events) unwrapElement(event, sink)
  return true
}

/** An event of CloudWatch Logs, in a subscription or as `aws logs filter-log-events` gives it. */
function unwrapLogEvent(object: JsonObject, keys: readonly string[], sink: UnwrapSink): boolean {
  if (!keys.every(key => logEventKeys.has(key))) return false
  const message = own(object, "message")
  const timestamp = own(object, "timestamp")
  if (typeof message !== "string" || typeof timestamp !== "number") return false
  sink.record({ data: null, text: message, hints: { time: timestamp / 1000 } })
  return true
}

/** A message of an Azure Event Hub with what the hub says of it beside. */
function unwrapEventHub(object: JsonObject, keys: readonly string[], sink: UnwrapSink): boolean {
  const body = keys.some(key => key.startsWith("x-opt-")) ? own(object, "body") : undefined
  if (!isJsonObject(body)) return false
  if (!unwrapList(body, Object.keys(body), sink)) sink.record({ data: body, text: null, hints: null })
  return true
}

/** An activity of Google's Reports API: each of its events is one, as the add-on for Google Workspace gives them. */
function unwrapActivity(object: JsonObject, sink: UnwrapSink): boolean {
  if (!Object.hasOwn(object, "events") || own(object, "kind") !== "admin#reports#activity") return false
  const list = own(object, "events")
  if (!isJsonArray(list) || list.length === 0) return false
  const { events: _, ...activity } = object
  for (const event of list) sink.record({ data: { ...activity, event }, text: null, hints: null })
  return true
}

/** A line that Docker's logging driver json-file has kept of a container. */
function unwrapContainer(object: JsonObject, keys: readonly string[], sink: UnwrapSink): boolean {
  if (!keys.every(key => containerKeys.has(key))) return false
  const log = own(object, "log")
  const stream = own(object, "stream")
  if (typeof log !== "string" || (stream !== "stdout" && stream !== "stderr")) return false
  const stamp = own(object, "time")
  const time = typeof stamp === "string" ? parseTimestamp(stamp) : null
  sink.record({ data: null, text: log.trimEnd(), hints: time === null ? null : { time } })
  return true
}

function unwrapList(object: JsonObject, keys: readonly string[], sink: UnwrapSink): boolean {
  const list = findRecordList(object, keys)
  if (list === null) return false
  for (const element of list) unwrapElement(element, sink)
  return true
}

/** Whether a list of records can stand under this key. */
export const isListKey = (key: string): boolean => lists.has(key) || key === "hits"

/** The list of records in a document that is an envelope, null in any other. */
export function findRecordList(object: JsonObject, keys: readonly string[] = Object.keys(object)): readonly JsonValue[] | null {
  const hits = keys.every(key => answerKeys.has(key)) ? own(object, "hits") : undefined
  if (isJsonObject(hits)) return listIn(hits, "hits")
  for (const name of keys) {
    const besides = lists.get(name)
    if (besides === undefined || !keys.every(key => key === name || besides.has(key))) continue
    const list = listIn(object, name)
    if (list !== null) return list
  }
  return null
}

function listIn(object: JsonObject, key: string): readonly JsonValue[] | null {
  const list = own(object, key)
  return isJsonArray(list) && (list.length === 0 || isJsonObject(list[0])) ? list : null
}

function unwrapElement(element: JsonValue, sink: UnwrapSink): void {
  if (!isJsonObject(element)) {
    sink.problem(`an element of the list is ${kindOfJson(element)}, not an object, and is left out`)
    return
  }
  const keys = Object.keys(element)
  if (unwrapRow(element, sink) || unwrapHit(element, keys, sink) || unwrapSplunk(element, keys, sink)) return
  if (unwrapLogEvent(element, keys, sink) || unwrapEventHub(element, keys, sink) || unwrapActivity(element, sink)) return
  sink.record({ data: element, text: null, hints: null })
}

/** A result row as Splunk exports it: `_raw` is the event's text, and the default fields say where it came from. */
export function splunkRow(row: JsonObject): Unwrapped {
  const raw = own(row, "_raw")
  return { data: row, text: typeof raw === "string" ? raw : null, hints: splunkHints(row, own(row, "_time")) }
}

function splunkHints(object: JsonObject, time: JsonValue | undefined): RecordHints | null {
  const hints: { -readonly [K in keyof RecordHints]: RecordHints[K] } = {}
  for (const name of ["host", "source", "sourcetype", "index"] as const) {
    const value = own(object, name)
    if (typeof value === "string" && value !== "") hints[name] = value
  }
  const epoch = epochSeconds(time)
  if (epoch !== null) hints.time = epoch
  return Object.keys(hints).length > 0 ? hints : null
}

/** Epoch seconds of a time that an export writes as a number or in ISO 8601 with its zone; null when the instant is not certain. */
function epochSeconds(time: JsonValue | undefined): number | null {
  if (typeof time === "number") return Number.isFinite(time) ? time : null
  if (typeof time !== "string") return null
  if (/^\d{1,12}(\.\d+)?$/.test(time)) return Number(time)
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?) ?(Z|UTC|[+-]\d\d:?\d\d)$/.exec(time)
  if (iso === null) return null
  const [, date, clock, zone = ""] = iso
  const offset = zone === "UTC" ? "Z" : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
  return parseTimestamp(`${date}T${clock}${offset}`)
}

/** A wrapped record's text: what the export kept of the log, else the JSON of its data. */
export function textOfUnwrapped(record: Unwrapped): string {
  if (record.text !== null) return record.text
  try {
    return JSON.stringify(record.data)
  } catch {
    // JSON.stringify recurses: data nested tens of thousands deep exhaust the stack.
    return ""
  }
}
