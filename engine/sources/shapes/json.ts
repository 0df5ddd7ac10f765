import { jsonPath } from "../../json-path.ts"
import { jsonField, jsonFieldNames, shownScalarOf } from "../json-fields.ts"
import type { Shape } from "./shape.ts"

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
    }
  },
}
