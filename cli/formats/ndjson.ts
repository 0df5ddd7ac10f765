import type { Format } from "./format.ts"

export const ndjson: Format = {
  name: "ndjson",
  summary: "one JSON document a line",
  create: print => ({ write: ({ data }) => print(`${JSON.stringify(data)}\n`), end: () => {} }),
}
