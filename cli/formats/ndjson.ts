import type { Format } from "./format.ts"
import { jsonText } from "./json-text.ts"

export const ndjson: Format = {
  name: "ndjson",
  summary: "one JSON document a line",
  create: print => ({ write: ({ data }) => print(`${jsonText(data)}\n`), end: () => {} }),
}
