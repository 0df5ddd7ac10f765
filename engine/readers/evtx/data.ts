import type { JsonObject, JsonValue } from "../reader.ts"
import { integerOf, isData, isNamespace } from "./sections.ts"
import {
  type Attribute,
  type Element,
  type Entry,
  Instance,
  isOmitted,
  Malformed,
  type Node,
  type Section,
  textOf,
  type Value,
} from "./template.ts"

/**
 * Fields that one record, and all records of a chunk, may come to. Templates can name a value many times, and values can be
 * templates again, so that a few bytes could make any number of fields. Windows stays below 100 a record.
 */
const maxRecordFields = 0x1_0000
const maxChunkFields = 0x8_0000

/** An object without prototype members: `__proto__` and `constructor` are ordinary keys. V8 keeps it in fast mode, unlike one of Object.create(null). */
class Fields {
  [key: string]: JsonValue
}
Object.setPrototypeOf(Fields.prototype, null)
Reflect.deleteProperty(Fields.prototype, "constructor")

/** Makes the data of the records of one chunk. */
export class DataBuilder {
  private chunkBudget = maxChunkFields
  private budget = 0

  /**
   * The data of a record: System and EventData flat, UserData and whatever else there is as nested objects.
   * @throws Malformed when the record comes to too many fields
   */
  build(instance: Instance): JsonObject {
    const granted = Math.min(this.chunkBudget, maxRecordFields)
    this.budget = granted
    const data = new Fields()
    this.addSections(data, instance)
    this.chunkBudget -= granted - this.budget
    return data
  }

  /** Counts work before it is done: a field, or an element or piece of text on the way to one. */
  private spend(fields: number): void {
    this.budget -= fields
    if (this.budget < 0) {
      this.chunkBudget = Math.max(0, this.chunkBudget - maxRecordFields)
      throw new Malformed("record unfolds to too many fields")
    }
  }

  private addSections(data: Fields, { template, values }: Instance): void {
    this.spend(template.sections.length)
    for (const section of template.sections) this.addSection(data, section, values)
  }

  private addSection(data: Fields, section: Section, values: readonly Value[]): void {
    switch (section.kind) {
      case "fields": {
        const fields = new Fields()
        this.spend(section.entries.length)
        for (const entry of section.entries) this.addEntry(fields, entry, values)
        for (const node of section.rest) this.addEventDataNode(fields, node, values)
        append(data, section.key, fields)
        break
      }
      case "element":
        this.addElement(data, section.element, values)
        break
      case "substitution": {
        const value = values[section.index]
        if (value instanceof Instance) this.addSections(data, value)
        else this.addText(data, value)
        break
      }
      case "embedded":
        this.addSections(data, section.instance)
        break
      case "literal":
        append(data, section.key, section.value)
        break
    }
  }

  private addEntry(fields: Fields, entry: Entry, values: readonly Value[]): void {
    let value: JsonValue | undefined = entry.literal
    if (entry.index >= 0) {
      const given = values[entry.index]
      if (given === null || given === undefined) {
        if (entry.skipNull) return
        value = ""
      } else if (typeof given === "object") {
        this.addContent(fields, entry.key, entry.content, values)
        return
      } else value = entry.numeric && typeof given === "string" ? integerOf(given) : given
    } else if (value === null) {
      this.addContent(fields, entry.key, entry.content, values)
      return
    }
    if (entry.once) fields[entry.key] = value
    else append(fields, entry.key, value)
  }

  /** What stands in EventData without being a plain field. */
  private addEventDataNode(fields: Fields, node: Node, values: readonly Value[]): void {
    this.spend(1)
    switch (node.kind) {
      case "element": {
        const name = isData(node) ? node.attributes.find(attribute => attribute.name === "Name") : undefined
        if (name !== undefined) this.addContent(fields, this.attributeText(name, values), node.children, values)
        else this.addElement(fields, node, values)
        break
      }
      case "substitution": {
        const value = values[node.index]
        if (value instanceof Instance) for (const inner of value.template.nodes) this.addEventDataNode(fields, inner, value.values)
        else this.addText(fields, value)
        break
      }
      case "embedded":
        for (const inner of node.instance.template.nodes) this.addEventDataNode(fields, inner, node.instance.values)
        break
      case "text":
      case "cdata":
        if (node.text.trim() !== "") append(fields, "#text", node.text)
        break
      case "instruction":
        break
    }
  }

  private addText(fields: Fields, value: Exclude<Value, Instance> | undefined): void {
    if (value === null || value === undefined || value === "") return
    if (typeof value === "object") for (const item of value) append(fields, "#text", item)
    else append(fields, "#text", value)
  }

  /** An element under its name; an array as its only content repeats it, MS-EVEN6 3.1.4.7.5. */
  private addElement(parent: Fields, element: Element, values: readonly Value[]): void {
    const { name, attributes, children } = element
    this.spend(1 + attributes.length)
    if (attributes.every(attribute => isNamespace(attribute.name))) {
      this.addContent(parent, name, children, values)
      return
    }
    for (const content of this.contents(children, values)) {
      const fields = new Fields()
      this.spend(1 + attributes.length)
      for (const attribute of attributes) {
        if (isNamespace(attribute.name) || isOmitted(attribute.parts, values)) continue
        append(fields, attribute.name, this.attributeValue(attribute, values))
      }
      if (content instanceof Fields) {
        for (const [key, value] of Object.entries(content))
          if (Array.isArray(value)) for (const item of value) append(fields, key, item)
          else append(fields, key, value)
      } else if (content !== "") append(fields, "#text", content)
      append(parent, name, fields)
    }
  }

  private addContent(parent: Fields, name: string, children: readonly Node[], values: readonly Value[]): void {
    for (const content of this.contents(children, values)) append(parent, name, content)
  }

  /** The content of an element, once for each item where it is an array. */
  private contents(children: readonly Node[], values: readonly Value[]): readonly JsonValue[] {
    const [first] = children
    if (first === undefined) return [""]
    if (children.length === 1 && first.kind === "substitution") {
      const value = values[first.index]
      if (value === null || value === undefined) return [""]
      if (typeof value !== "object") return [value]
      if (!(value instanceof Instance)) {
        this.spend(value.length)
        return value.length === 0 ? [""] : value
      }
    }
    const fields = new Fields()
    const text = this.addChildren(fields, children, values, "")
    if (Object.keys(fields).length === 0) return [text]
    if (text.trim() !== "") append(fields, "#text", text)
    return [fields]
  }

  /** Adds the child elements; gives the text between them. */
  private addChildren(fields: Fields, children: readonly Node[], values: readonly Value[], before: string): string {
    let text = before
    for (const child of children) {
      this.spend(1)
      switch (child.kind) {
        case "element":
          this.addElement(fields, child, values)
          break
        case "substitution": {
          const value = values[child.index]
          if (value instanceof Instance) text = this.addChildren(fields, value.template.nodes, value.values, text)
          else text = this.join(text, textOf(value))
          break
        }
        case "embedded":
          text = this.addChildren(fields, child.instance.template.nodes, child.instance.values, text)
          break
        case "text":
        case "cdata":
          text = this.join(text, child.text)
          break
        case "instruction":
          break
      }
    }
    return text
  }

  private attributeValue({ parts }: Attribute, values: readonly Value[]): JsonValue {
    const [first] = parts
    if (parts.length === 1 && first !== undefined && first.kind === "substitution") {
      const value = values[first.index]
      if (typeof value === "number") return value
    }
    let text = ""
    this.spend(parts.length)
    for (const part of parts) text = this.join(text, part.kind === "text" ? part.text : textOf(values[part.index]))
    return text
  }

  private attributeText(attribute: Attribute, values: readonly Value[]): string {
    return String(this.attributeValue(attribute, values))
  }

  private join(text: string, more: string): string {
    if (text === "") return more
    // A long text counts as the fields that it could have been.
    this.spend(more.length >> 4)
    return text + more
  }
}

/** Sets a field; what stands more than once becomes an array. */
function append(fields: Fields, key: string, value: JsonValue): void {
  const before = fields[key]
  if (before === undefined) fields[key] = value
  else if (Array.isArray(before)) before.push(value)
  else fields[key] = [before, value]
}
