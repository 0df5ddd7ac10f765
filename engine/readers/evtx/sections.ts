import type { Attribute, Element, Entry, Node, Scalar, Section } from "./template.ts"

/** Fields of System that are integers, whatever a template has them as. */
const integers = new Set([
  "EventID",
  "Qualifiers",
  "Version",
  "Level",
  "Task",
  "Opcode",
  "EventRecordID",
  "ProcessID",
  "ThreadID",
  "ProcessorID",
  "SessionID",
])

/** The attributes of System that are known by the name of their element. */
const renamed = new Map([
  ["Provider Name", "Provider"],
  ["TimeCreated SystemTime", "TimeCreated"],
])

const noContent: readonly Node[] = []

/** Works out once what the nodes of a template, or the children of an element, add to an event's data. */
export function compileSections(nodes: readonly Node[]): Section[] {
  const sections: Section[] = []
  for (const node of nodes)
    switch (node.kind) {
      case "element":
        sections.push(...elementSections(node))
        break
      case "substitution":
        sections.push({ kind: "substitution", index: node.index })
        break
      case "embedded":
        sections.push({ kind: "embedded", instance: node.instance })
        break
      case "text":
      case "cdata":
        if (node.text.trim() !== "") sections.push({ kind: "literal", key: "#text", value: node.text })
        break
      case "instruction":
        break
    }
  return sections
}

function elementSections(element: Element): Section[] {
  switch (element.name) {
    case "Event":
      return [...attributeElements(element), ...compileSections(element.children)]
    case "System":
      return [systemSection(element)]
    case "EventData":
      return [eventDataSection(element)]
    default:
      return [{ kind: "element", element }]
  }
}

/** The attributes of Event, of which Windows writes only the namespace, as elements without attributes would stand there. */
function attributeElements(event: Element): Section[] {
  return event.attributes
    .filter(attribute => !isNamespace(attribute.name))
    .map(({ name, parts }) => ({ kind: "element", element: { kind: "element", name, attributes: [], children: parts, empty: false } }))
}

export function isNamespace(name: string): boolean {
  return name === "xmlns" || name.startsWith("xmlns:")
}

function systemSection(system: Element): Section {
  const entries: Omit<Entry, "once">[] = []
  const rest: Node[] = []
  for (const node of system.children) {
    if (node.kind !== "element") {
      if (node.kind !== "instruction" && !isBlank(node)) rest.push(node)
      continue
    }
    if (node.children.length > 0) entries.push({ key: node.name, ...source(node.children, integers.has(node.name)), skipNull: true })
    for (const { name, parts } of node.attributes) {
      if (isNamespace(name)) continue
      const key = renamed.get(`${node.name} ${name}`) ?? name
      entries.push({ key, ...source(parts, integers.has(key)), skipNull: true })
    }
  }
  return { kind: "fields", key: "System", entries: withOnce(entries, rest.length > 0), rest }
}

function eventDataSection(eventData: Element): Section {
  const entries: Omit<Entry, "once">[] = []
  const rest: Node[] = []
  for (const { name, parts } of eventData.attributes)
    if (!isNamespace(name)) entries.push({ key: name === "Name" ? "EventDataName" : name, ...source(parts, false), skipNull: true })
  for (const node of eventData.children) {
    const key = node.kind === "element" ? fieldName(node) : null
    if (node.kind === "element" && key !== null) entries.push({ key, ...source(node.children, false), skipNull: false })
    else if (node.kind !== "instruction" && !isBlank(node)) rest.push(node)
  }
  return { kind: "fields", key: "EventData", entries: withOnce(entries, rest.length > 0), rest }
}

/** The key of an element of EventData; null when it is known only with the values, or when there is more than a value. */
function fieldName(element: Element): string | null {
  if (!isData(element)) return element.attributes.every(attribute => isNamespace(attribute.name)) ? element.name : null
  const name = element.attributes.find(attribute => attribute.name === "Name")
  return name === undefined ? element.name : literalText(name)
}

/** Elements of EventData whose Name is that of a field: EventDataType in the schema of events. */
export function isData(element: Element): boolean {
  return element.name === "Data" || element.name === "ComplexData"
}

function literalText({ parts }: Attribute): string | null {
  let text = ""
  for (const part of parts) {
    if (part.kind !== "text") return null
    text += part.text
  }
  return text
}

function isBlank(node: Node): boolean {
  return (node.kind === "text" || node.kind === "cdata") && node.text.trim() === ""
}

function source(nodes: readonly Node[], numeric: boolean): Pick<Entry, "index" | "literal" | "content" | "numeric"> {
  const [first] = nodes
  if (first === undefined) return { index: -1, literal: "", content: noContent, numeric }
  if (nodes.length === 1) {
    if (first.kind === "substitution") return { index: first.index, literal: null, content: nodes, numeric }
    if (first.kind === "text" || first.kind === "cdata")
      return { index: -1, literal: numeric ? integerOf(first.text) : first.text, content: noContent, numeric }
  }
  return { index: -1, literal: null, content: nodes, numeric }
}

/** The integer that the text is; else the text. */
export function integerOf(text: string): Scalar {
  return /^\d{1,15}$/.test(text) ? Number(text) : text
}

function withOnce(entries: readonly Omit<Entry, "once">[], more: boolean): Entry[] {
  const counts = new Map<string, number>()
  for (const { key } of entries) counts.set(key, (counts.get(key) ?? 0) + 1)
  // One shape for all entries, with the members in one order, keeps the loop over them fast.
  return entries.map(({ key, index, literal, content, skipNull, numeric }) => ({
    key,
    index,
    literal,
    content,
    once: !more && counts.get(key) === 1,
    skipNull,
    numeric,
  }))
}
