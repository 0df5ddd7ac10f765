import type { Scalar, Value } from "../../../ir/value.ts"
import { printNumber, valueFrom } from "../../../ir/value.ts"
import { jsonPath } from "../../../json-path.ts"
import { isJsonArray, isJsonObject } from "../../../readers/json-text.ts"
import type { JsonObject, JsonValue, RawRecord } from "../../../readers/reader.ts"
import { jsonField } from "../../json-fields.ts"
import type { RecordView } from "../shape.ts"
import { cleanName } from "./classic-message.ts"
import { between } from "./event-xml.ts"
import { content, type Layout } from "./layout.ts"

/** What the event's own names may hold and names of fields may not, such as the blanks of `Product Name`. */
const needsCleaning = /[^\w.@{}$-]/
/** Deepest nesting of values that keywords search. */
const maxDepth = 32

/** A Windows event's own fields. All values are text, as in the event's XML; what is empty there is missing. */
export class WindowsEvent implements RecordView {
  private readonly record: RawRecord
  private readonly data: JsonObject
  private readonly layout: Layout
  private ownParts: readonly JsonObject[] | null = null
  private cleaned: ReadonlyMap<string, Value> | null = null

  constructor(record: RawRecord, data: JsonObject, layout: Layout) {
    this.record = record
    this.data = data
    this.layout = layout
  }

  get(name: string): Value {
    const read = this.layout.properties.get(name)
    if (read !== undefined) {
      const value = fieldOf(read(this.data))
      if (value !== null) return value
    }
    for (const part of this.parts()) {
      if (!Object.hasOwn(part, name)) continue
      const value = fieldOf(part[name])
      if (value !== null) return value
    }
    if (name.includes("_")) {
      const value = (this.layout.hasBlanks ? this.cleanedFields().get(name) : null) ?? this.xml(name)
      if (value !== null) return value
    }
    if (name.startsWith("$.")) return jsonPath(this.data, name)
    return name.includes(".") || name.includes("{") ? jsonField(this.record.data ?? this.data, name) : null
  }

  copies(name: string): boolean {
    const { layout } = this
    return layout.copies && !layout.properties.has(name) && !name.endsWith("_Xml") && !name.startsWith("$.")
  }

  *names(): Iterable<string> {
    yield* this.layout.properties.keys()
    for (const part of this.parts()) for (const name of Object.keys(part)) yield needsCleaning.test(name) ? cleanName(name) : name
    yield* ["EventData_Xml", "UserData_Xml", "System_Props_Xml"]
  }

  /** The text of the log where it is text; of a record in JSON its values, one a line: escapes would hide half of them. */
  text(): string {
    const raw = this.record.data !== null && Object.hasOwn(this.record.data, "_raw") ? this.record.data._raw : this.record.text()
    if (typeof raw === "string" && !raw.startsWith("{")) return raw
    const lines: string[] = []
    collectText(this.record.data, lines, 0)
    return lines.join("\n")
  }

  private parts(): readonly JsonObject[] {
    this.ownParts ??= this.layout.parts(this.data)
    return this.ownParts
  }

  /** Fields whose names need cleaning: `Product Name` is the field Product_Name. */
  private cleanedFields(): ReadonlyMap<string, Value> {
    if (this.cleaned !== null) return this.cleaned
    const fields = new Map<string, Value>()
    for (const part of this.parts())
      for (const name of Object.keys(part)) {
        if (!needsCleaning.test(name)) continue
        const value = fieldOf(part[name])
        const clean = cleanName(name)
        if (value !== null && !fields.has(clean)) fields.set(clean, value)
      }
    this.cleaned = fields
    return fields
  }

  /** A section of the event as XML: as it stands in the log, or written from its fields. */
  private xml(name: string): string | null {
    const section =
      name === "EventData_Xml" ? "EventData" : name === "UserData_Xml" ? "UserData" : name === "System_Props_Xml" ? "System" : null
    if (section === null) return null
    const text = this.record.text()
    if (text.includes("<Event")) return between(text, section)
    const { eventData, userData } = this.layout.sections?.(this.data) ?? { eventData: null, userData: null }
    const part = section === "EventData" ? eventData : section === "UserData" ? userData : null
    return part === null ? null : dataXml(part)
  }
}

/** A value of the event: text, several values as a multivalue, null when there is none. */
function fieldOf(value: JsonValue | undefined): Value {
  if (typeof value === "string") return value === "" ? null : value
  if (typeof value === "number") return printNumber(value)
  if (typeof value === "boolean") return value ? "true" : "false"
  if (value === null || value === undefined) return null
  if (!isJsonArray(value)) return fieldOfContent(value)
  const scalars: Scalar[] = []
  for (const item of value) {
    const scalar = isJsonArray(item) ? null : fieldOf(item)
    if (scalar !== null && typeof scalar !== "object") scalars.push(scalar)
  }
  return valueFrom(scalars)
}

function fieldOfContent(value: JsonValue): Value {
  const inner = content(value)
  return isJsonObject(inner) ? null : fieldOf(inner)
}

function collectText(value: JsonValue, lines: string[], depth: number): void {
  if (typeof value === "string") lines.push(value)
  else if (typeof value === "number" || typeof value === "boolean") lines.push(String(value))
  else if (value === null || depth > maxDepth) return
  else for (const item of isJsonArray(value) ? value : Object.values(value)) collectText(item, lines, depth + 1)
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }

function dataXml(part: JsonObject): string {
  return Object.entries(part)
    .flatMap(([name, value]) =>
      (isJsonArray(value) ? value : [value]).map(item => {
        const text = String(fieldOf(item) ?? "").replace(/[&<>]/g, c => escapes[c] ?? c)
        return name === "Data" ? `<Data>${text}</Data>` : `<Data Name='${name.replace(/[&<>']/g, "_")}'>${text}</Data>`
      }),
    )
    .join("")
}
