import { jsonPath } from "../../json-path.ts"
import { jsonField, jsonFieldNames, shownScalarOf } from "../json-fields.ts"
import type { Shape } from "./shape.ts"

/** Formats in which a record's text is its JSON, but for what it carries as `_raw`. */
const jsonFormats: ReadonlySet<string> = new Set(["json", "ndjson"])

/** Any JSON object, under Splunk's names: `a.b`, `a{}`, `a{}.b`. A name that starts with `$.` is a JSONPath. */
export const json: Shape = {
  name: "json",
  docs: { summary: "Any structured record; nested members are called a.b, list items a{}." },
  recognise: ({ data }) => data !== null,
  view(record) {
    const data = record.data ?? {}
    return {
      get: name => (name.startsWith("$.") ? jsonPath(data, name) : jsonField(data, name)),
      copies: name => !name.startsWith("$."),
      shown: name => jsonField(data, name, shownScalarOf),
      names: () => jsonFieldNames(data),
      text: () => record.text(),
      // Of JSON, only a text that it carries is one that some product wrote.
      raw() {
        if (!jsonFormats.has(record.format)) return record.text()
        const carried = Object.hasOwn(data, "_raw") ? data._raw : null
        return typeof carried === "string" ? carried : null
      },
    }
  },
}
