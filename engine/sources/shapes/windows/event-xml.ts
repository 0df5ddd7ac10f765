import { parseXml, type XmlElement } from "../../../documents/xml-element.ts"
import type { JsonObject, JsonValue } from "../../../readers/reader.ts"

/** Longest text that is taken for an event. */
const maxLength = 1024 * 1024
/** Elements of System that have text, and the attributes of those that have attributes. */
const elements = /<(EventID|Version|Level|Task|Opcode|Keywords|EventRecordID|Channel|Computer)(?:\s[^<>]*)?>([^<]*)</g
const attributes = /<(?:(Provider)|EventID|TimeCreated|Correlation|Execution|Security)((?:\s+[\w:]+=(?:'[^'<]*'|"[^"<]*"))+)/g
const attribute = /\s([\w:]+)=(?:'([^'<]*)'|"([^"<]*)")/g
const data = /<Data(?:\s+Name=(?:'([^'<]*)'|"([^"<]*)"))?\s*(?:\/>|>([^<]*))/g

export const isEventXml = (text: string): boolean => /^\s*(?:<\?xml[^<>]*\?>\s*)?<Event[\s>]/.test(text.slice(0, 200))

/**
 * The sections of a Windows event from its XML, as far as they go: like the add-ons' extraction this finds each element by itself, so
 * that an event that is cut off or damaged keeps the fields that are whole.
 */
export function readEventXml(text: string): JsonObject | null {
  if (text.length > maxLength || !isEventXml(text)) return null
  const system: [string, JsonValue][] = []
  const head = between(text, "System") ?? text
  for (const [, name = "", value = ""] of head.matchAll(elements)) system.push([name, decode(value)])
  for (const [, provider, list = ""] of head.matchAll(attributes))
    for (const [, name = "", single, double] of list.matchAll(attribute))
      system.push([provider !== undefined && name === "Name" ? "Provider" : name, decode(single ?? double ?? "")])
  const fields: [string, JsonValue][] = []
  const unnamed: string[] = []
  for (const [, single, double, value = ""] of (between(text, "EventData") ?? "").matchAll(data)) {
    const name = single ?? double
    if (name === undefined) unnamed.push(decode(value))
    else fields.push([decode(name), decode(value)])
  }
  if (unnamed.length > 0) fields.push(["Data", unnamed])
  const userData = between(text, "UserData")
  const rendering = between(text, "RenderingInfo")
  return {
    System: Object.fromEntries(system),
    EventData: Object.fromEntries(fields),
    ...(userData === null ? {} : { UserData: toObject(parseXml(userData) ?? []) }),
    ...(rendering === null ? {} : { RenderingInfo: toObject(parseXml(rendering) ?? []) }),
  }
}

/** What stands inside an element: up to the end of the text when the element has no end. */
export function between(text: string, name: string): string | null {
  const start = text.search(new RegExp(`<${name}[\\s>]`))
  if (start < 0) return null
  const open = text.indexOf(">", start)
  if (open < 0 || text[open - 1] === "/") return null
  const end = text.indexOf(`</${name}>`, open)
  return text.slice(open + 1, end < 0 ? text.length : end)
}

function toObject(nodes: readonly XmlElement[]): JsonObject {
  const members = new Map<string, JsonValue[]>()
  for (const { name, attributes: own, children, text } of nodes) {
    const value: JsonValue =
      own.length === 0 && children.length === 0
        ? text
        : { ...Object.fromEntries(own), ...(children.length === 0 ? (text === "" ? {} : { "#text": text }) : toObject(children)) }
    const list = members.get(name)
    if (list === undefined) members.set(name, [value])
    else list.push(value)
  }
  return Object.fromEntries([...members].map(([name, list]) => [name, list.length === 1 ? (list[0] ?? null) : list]))
}

const decode = (text: string): string => (text.includes("&") ? (parseXml(`<t>${text}</t>`)?.[0]?.text ?? text) : text)
