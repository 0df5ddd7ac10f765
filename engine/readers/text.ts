import type { ReaderDefinition } from "./reader.ts"
import { isTextual, readLines } from "./text-lines.ts"

export const text: ReaderDefinition = {
  name: "text",
  docs: {
    summary: "plain text, one record a line",
    description: "The last resort: whatever is text and no other reader recognises is read by it, so that keywords still match.",
  },
  recognise: head => (head.length > 0 && isTextual(head) ? 0.05 : 0),
  read: (chunks, ctx) =>
    readLines(chunks, ctx, (line, number, records) => {
      records.push({ format: "text", data: null, text: () => line, position: { line: number } })
    }),
}
