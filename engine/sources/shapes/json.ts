import type { Value } from "../../ir/value.ts"
import { jsonPath } from "../../json-path.ts"
import type { JsonObject, RawRecord } from "../../readers/reader.ts"
import { jsonField, jsonFieldNames, shownScalarOf } from "../json-fields.ts"
import type { RecordView, Shape } from "./shape.ts"

/** Formats in which a record's text is its JSON, but for what it carries as `_raw`. */
const jsonFormats: ReadonlySet<string> = new Set(["json", "ndjson"])

/** Any JSON object, under Splunk's names: `a.b`, `a{}`, `a{}.b`. A name that starts with `$.` is a JSONPath. */
export const json: Shape = {
  name: "json",
  docs: { summary: "Any structured record; nested members are called a.b, list items a{}." },
  recognise: ({ data }) => data !== null,
  view: record => new JsonView(record),
}

class JsonView implements RecordView {
  private readonly record: RawRecord
  private readonly data: JsonObject

  constructor(record: RawRecord) {
    this.record = record
    this.data = record.data ?? {}
  }

  get(name: string): Value {
    return name.startsWith("$.") ? jsonPath(this.data, name) : jsonField(this.data, name)
  }
  copies(name: string): boolean {
    return !name.startsWith("$.")
  }
  shown(name: string): Value {
    return jsonField(this.data, name, shownScalarOf)
  }
  names(): Iterable<string> {
    return jsonFieldNames(this.data)
  }
  keys(): readonly string[] {
    return Object.keys(this.data)
  }
  text(): string {
    return this.record.text()
  }
  /** Of JSON, only a text that it carries is one that some product wrote. */
  raw(): string | null {
    if (!jsonFormats.has(this.record.format)) return this.record.text()
    const carried = Object.hasOwn(this.data, "_raw") ? this.data._raw : null
    return typeof carried === "string" ? carried : null
  }
}
