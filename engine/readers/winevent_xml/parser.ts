import { addValue, Fields } from "../record-fields.ts"
import { decode } from "./entities.ts"

/** Why a text is no event, and what was read of it before that. */
export class MalformedEvent extends Error {
  data: Fields | null = null
}

/** Deepest nesting of elements. Windows stays below 20. */
const maxDepth = 100

const slash = 0x2f
const exclamation = 0x21
const question = 0x3f
const greater = 0x3e
const less = 0x3c
const equals = 0x3d
const space = 0x20

/** Fields of System that are integers. */
const integers = new Set("EventID Qualifiers Version Level Task Opcode EventRecordID ProcessID ThreadID ProcessorID SessionID".split(" "))
const integer = /^\d{1,15}$/

const isNamespace = (name: string): boolean => name.startsWith("xmlns") && (name.length === 5 || name.charCodeAt(5) === 0x3a)

/**
 * Reads the XML of one Windows event, as of the event schema of MS-EVEN6. There are no document types, so that nothing expands but the
 * five entities of XML and character references; an ampersand that begins neither stands for itself.
 */
export class EventParser {
  private text = ""
  private at = 0
  /** Of the start tag that was read last. */
  private name = ""
  private empty = false
  private attributes: string[] = []

  /**
   * The data of an event: System and EventData flat, everything else as nested objects.
   * @throws MalformedEvent
   */
  parse(text: string, from = 0): Fields {
    this.text = text
    this.at = from
    const data = new Fields()
    try {
      this.readEvent(data)
    } catch (error) {
      if (error instanceof MalformedEvent) error.data = data
      throw error
    }
    return data
  }

  private readEvent(data: Fields): void {
    this.readStartTag()
    if (this.name !== "Event") throw new MalformedEvent("it does not begin with an Event element")
    const { attributes } = this
    for (let i = 0; i < attributes.length; i += 2) {
      const name = attributes[i] ?? ""
      if (!isNamespace(name)) addValue(data, name, attributes[i + 1] ?? "")
    }
    if (!this.empty) this.readSections(data)
    if (/\S/.test(this.text.slice(this.at))) throw new MalformedEvent("there is more behind its end")
  }

  private readSections(data: Fields): void {
    const text = this.readChildren("Event", (name, attributes, empty) => {
      switch (name) {
        case "System":
          this.readSystem(data, empty)
          break
        case "EventData":
          this.readEventData(data, attributes, empty)
          break
        default:
          this.addElement(data, name, attributes, empty, 1)
      }
    })
    if (text.trim() !== "") addValue(data, "#text", text)
  }

  private readSystem(data: Fields, empty: boolean): void {
    const fields = new Fields()
    addValue(data, "System", fields)
    if (!empty) {
      const text = this.readChildren("System", (name, attributes, childEmpty) => {
        const content = childEmpty ? "" : this.readContent(name, 2)
        if (typeof content !== "string") addValue(fields, name, content)
        else if (content.trim() !== "") addSystemField(fields, name, content)
        for (let i = 0; i < attributes.length; i += 2) {
          const attribute = attributes[i] ?? ""
          if (isNamespace(attribute)) continue
          const key =
            name === "Provider" && attribute === "Name"
              ? "Provider"
              : name === "TimeCreated" && attribute === "SystemTime"
                ? "TimeCreated"
                : attribute
          addSystemField(fields, key, attributes[i + 1] ?? "")
        }
      })
      if (text.trim() !== "") addValue(fields, "#text", text)
    }
  }

  private readEventData(data: Fields, attributes: readonly string[], empty: boolean): void {
    const fields = new Fields()
    addValue(data, "EventData", fields)
    for (let i = 0; i < attributes.length; i += 2) {
      const name = attributes[i] ?? ""
      if (!isNamespace(name)) addValue(fields, name === "Name" ? "EventDataName" : name, attributes[i + 1] ?? "")
    }
    if (!empty) {
      const text = this.readChildren("EventData", (name, childAttributes, childEmpty) => {
        if (name !== "Data" && name !== "ComplexData") {
          this.addElement(fields, name, childAttributes, childEmpty, 2)
          return
        }
        const at = childAttributes.indexOf("Name")
        const key = at % 2 === 0 ? (childAttributes[at + 1] ?? "") : name
        addValue(fields, key, childEmpty ? "" : this.readContent(name, 2))
      })
      if (text.trim() !== "") addValue(fields, "#text", text)
    }
  }

  /** Adds an element whose start tag was read: its attributes and children as fields, or its text where it has neither. */
  private addElement(parent: Fields, name: string, attributes: readonly string[], empty: boolean, depth: number): void {
    const content = empty ? "" : this.readContent(name, depth)
    let fields: Fields | null = null
    for (let i = 0; i < attributes.length; i += 2) {
      const attribute = attributes[i] ?? ""
      if (isNamespace(attribute)) continue
      fields ??= new Fields()
      addValue(fields, attribute, attributes[i + 1] ?? "")
    }
    if (fields === null) {
      addValue(parent, name, content)
      return
    }
    if (typeof content !== "string")
      for (const key in content) {
        const value = content[key]
        if (value === undefined) continue
        if (Array.isArray(value)) for (const item of value) addValue(fields, key, item)
        else addValue(fields, key, value)
      }
    else if (content !== "") addValue(fields, "#text", content)
    addValue(parent, name, fields)
  }

  /** What stands between the tags of an element, whose start tag was read: text, or fields where it has children. */
  private readContent(name: string, depth: number): string | Fields {
    const { text } = this
    // Nearly all elements hold text and nothing else.
    const start = this.at
    const end = text.indexOf("<", start)
    if (end !== -1 && text.charCodeAt(end + 1) === slash) {
      this.at = end
      this.readEndTag(name)
      return decode(text.slice(start, end))
    }
    if (depth >= maxDepth) throw new MalformedEvent("its elements are nested too deeply")
    let fields: Fields | null = null
    const between = this.readChildren(name, (child, attributes, empty) => {
      fields ??= new Fields()
      this.addElement(fields, child, attributes, empty, depth + 1)
    })
    const found: Fields | null = fields
    if (found === null) return between
    if (between.trim() !== "") addValue(found, "#text", between)
    return found
  }

  /** Reads up to the end tag of an element; gives the text between its children. */
  private readChildren(name: string, visit: (name: string, attributes: readonly string[], empty: boolean) => void): string {
    const { text } = this
    let between = ""
    for (;;) {
      const start = this.at
      const end = text.indexOf("<", start)
      if (end === -1) throw new MalformedEvent(`the element "${shown(name)}" has no end`)
      if (end > start) between += decode(text.slice(start, end))
      this.at = end
      switch (text.charCodeAt(end + 1)) {
        case slash:
          this.readEndTag(name)
          return between
        case exclamation:
          between += this.readMarkup()
          break
        case question:
          this.skipPast("?>", "a processing instruction")
          break
        default:
          this.readStartTag()
          visit(this.name, this.attributes, this.empty)
      }
    }
  }

  /** Reads a comment, which gives no text, or a CDATA section. */
  private readMarkup(): string {
    const { text, at } = this
    if (text.startsWith("<!--", at)) {
      this.at += 4
      this.skipPast("-->", "a comment")
      return ""
    }
    if (!text.startsWith("<![CDATA[", at)) throw new MalformedEvent("it holds a declaration")
    this.at += 9
    this.skipPast("]]>", "a CDATA section")
    return text.slice(at + 9, this.at - 3)
  }

  private skipPast(mark: string, what: string): void {
    const end = this.text.indexOf(mark, this.at)
    if (end === -1) throw new MalformedEvent(`${what} has no end`)
    this.at = end + mark.length
  }

  private readEndTag(name: string): void {
    const { text } = this
    const from = this.at + 2
    let end = from + name.length
    if (!text.startsWith(name, from)) end = -1
    else {
      while (text.charCodeAt(end) <= space) end++
      if (text.charCodeAt(end) !== greater) end = -1
    }
    if (end === -1) {
      const found = /[^\s<>/]{0,40}/y
      found.lastIndex = from
      throw new MalformedEvent(`the element "${shown(name)}" ends with the tag of "${found.exec(text)?.[0] ?? ""}"`)
    }
    this.at = end + 1
  }

  private readStartTag(): void {
    const { text } = this
    let at = this.at + 1
    const from = at
    while (isNameCode(text.charCodeAt(at))) at++
    if (at === from || text.charCodeAt(this.at) !== less) throw new MalformedEvent("there is no name in a start tag")
    this.name = text.slice(from, at)
    const attributes: string[] = []
    for (;;) {
      while (text.charCodeAt(at) <= space) at++
      const code = text.charCodeAt(at)
      if (code === greater) {
        this.empty = false
        break
      }
      if (code === slash && text.charCodeAt(at + 1) === greater) {
        this.empty = true
        at++
        break
      }
      at = this.readAttribute(at, attributes)
    }
    this.attributes = attributes
    this.at = at + 1
  }

  private readAttribute(start: number, attributes: string[]): number {
    const { text } = this
    let at = start
    while (isNameCode(text.charCodeAt(at))) at++
    const name = text.slice(start, at)
    while (text.charCodeAt(at) <= space) at++
    const isNamed = name !== "" && text.charCodeAt(at) === equals
    at++
    while (text.charCodeAt(at) <= space) at++
    const quote = text.charAt(at)
    const end = isNamed && (quote === '"' || quote === "'") ? text.indexOf(quote, at + 1) : -1
    if (end === -1) throw new MalformedEvent(`the start tag of "${shown(this.name)}" is not well-formed`)
    const value = text.slice(at + 1, end)
    if (value.includes("<")) throw new MalformedEvent(`an attribute of "${shown(this.name)}" has no end`)
    attributes.push(name, decode(value))
    return end + 1
  }
}

/** What can stand in a name: anything but white space and the characters of markup. NaN, behind the end of the text, cannot. */
function isNameCode(code: number): boolean {
  return code > space && code !== greater && code !== slash && code !== equals && code !== less && code !== 0x22 && code !== 0x27
}

function addSystemField(fields: Fields, name: string, text: string): void {
  addValue(fields, name, integers.has(name) && integer.test(text) ? Number(text) : text)
}

const shown = (name: string): string => (name.length > 40 ? `${name.slice(0, 40)}...` : name)
