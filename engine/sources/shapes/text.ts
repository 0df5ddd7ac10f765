import type { Shape } from "./shape.ts"

/** A line of text: its fields come from the extractions of a data source. */
export const text: Shape = {
  name: "text",
  docs: { summary: "Plain text, whose fields a data source extracts." },
  recognise: ({ data }) => data === null,
  view: record => ({ get: () => null, names: () => [], text: () => record.text() }),
}
