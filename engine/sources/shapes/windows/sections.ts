import { isJsonObject } from "../../../readers/json-text.ts"
import type { JsonObject, JsonValue } from "../../../readers/reader.ts"
import { attribute, braced, content, firstOf, keywordMask, type Layout, listOf, member, objectOf, type PropertyReader } from "./layout.ts"

/** Deepest nesting of UserData whose members become fields. */
const maxDepth = 16

/** The object with the sections: the record, or what converters call its root element. */
const root = (data: JsonObject): JsonObject => objectOf(member(data, "Event")) ?? data
const section =
  (name: string) =>
  (data: JsonObject): JsonObject | null =>
    objectOf(member(root(data), name))
const system = section("System")

/** A child of System, or an attribute of one; readers of binary logs give attributes as children of System. */
const child =
  (name: string): PropertyReader =>
  data =>
    content(member(system(data) ?? {}, name))
const attributeOf =
  (element: string, name: string): PropertyReader =>
  data => {
    const parent = system(data)
    if (parent === null) return undefined
    return member(parent, name) ?? attribute(member(parent, element), name)
  }
const textOrAttribute =
  (element: string, name: string): PropertyReader =>
  data => {
    const value = member(system(data) ?? {}, element)
    return isJsonObject(value) ? attribute(value, name) : (value ?? member(system(data) ?? {}, name))
  }
const rendered =
  (name: string): PropertyReader =>
  data =>
    content(member(section("RenderingInfo")(data) ?? {}, name))

const guid = attributeOf("Provider", "Guid")
const activity = attributeOf("Correlation", "ActivityID")
const relatedActivity = attributeOf("Correlation", "RelatedActivityID")
const keywords = child("Keywords")

/** The structure of the event's XML: what readers of binary logs and of XML give, and what converters of XML to JSON write. */
export const sections: Layout = {
  copies: true,
  hasBlanks: true,
  recognise(data) {
    const holder = member(root(data), "System")
    return isJsonObject(holder) && Object.hasOwn(holder, "EventID")
  },
  properties: new Map<string, PropertyReader>([
    // Consumers of WMI events have a name of their own.
    ["Name", firstOf(data => content(member(eventDataOf(data) ?? {}, "Name")), textOrAttribute("Provider", "Name"))],
    ["Guid", data => braced(guid(data))],
    ["EventSourceName", attributeOf("Provider", "EventSourceName")],
    ["EventID", child("EventID")],
    ["Qualifiers", attributeOf("EventID", "Qualifiers")],
    ["Version", child("Version")],
    ["Level", child("Level")],
    ["Task", child("Task")],
    ["Opcode", child("Opcode")],
    ["Keywords", data => keywordMask(keywords(data))],
    ["SystemTime", textOrAttribute("TimeCreated", "SystemTime")],
    ["EventRecordID", child("EventRecordID")],
    ["ActivityID", data => braced(activity(data))],
    ["RelatedActivityID", data => braced(relatedActivity(data))],
    ["ProcessID", attributeOf("Execution", "ProcessID")],
    ["ThreadID", attributeOf("Execution", "ThreadID")],
    ["Channel", child("Channel")],
    ["Computer", child("Computer")],
    ["UserID", firstOf(attributeOf("Security", "UserID"), attributeOf("Security", "UserId"))],
    ["Message", rendered("Message")],
    ["Category", rendered("Task")],
  ]),
  parts(data) {
    const { eventData, userData } = sectionsOf(data)
    return [eventData, userData].filter(part => part !== null)
  },
  sections: sectionsOf,
}

function sectionsOf(data: JsonObject): { readonly eventData: JsonObject | null; readonly userData: JsonObject | null } {
  const user = section("UserData")(data)
  return { eventData: eventDataOf(data), userData: user === null ? null : leavesOf(user) }
}

/** EventData by names: converters that keep its elements list them as Data, each with its name as an attribute. */
function eventDataOf(data: JsonObject): JsonObject | null {
  const given = section("EventData")(data)
  if (given === null) return null
  const elements = listOf(member(given, "Data"))
  if (!elements.some(element => attribute(element, "Name") !== undefined)) return given
  const fields = new Map<string, JsonValue>()
  const unnamed: JsonValue[] = []
  for (const element of elements) {
    const name = attribute(element, "Name")
    const value = content(element) ?? ""
    if (typeof name === "string") fields.set(name, value)
    else unnamed.push(value)
  }
  for (const [name, value] of Object.entries(given)) if (name !== "Data" && !fields.has(name)) fields.set(name, value)
  if (unnamed.length > 0) fields.set("Data", unnamed)
  return Object.fromEntries(fields)
}

/** All members of nested objects under their own names; what stands more than once is a list. */
function leavesOf(tree: JsonObject): JsonObject {
  const leaves = new Map<string, JsonValue[]>()
  const visit = (object: JsonObject, depth: number): void => {
    if (depth > maxDepth) return
    for (const [name, value] of Object.entries(object))
      for (const item of listOf(value)) {
        if (isJsonObject(item)) {
          const text = content(item)
          if (text !== undefined) add(name, text)
          visit(item, depth + 1)
        } else add(name, item)
      }
  }
  const add = (name: string, value: JsonValue): void => {
    if (name.startsWith("xmlns") || name === "#text") return
    const list = leaves.get(name)
    if (list === undefined) leaves.set(name, [value])
    else list.push(value)
  }
  visit(tree, 0)
  return Object.fromEntries([...leaves].map(([name, list]) => [name, list.length === 1 ? (list[0] ?? null) : list]))
}
