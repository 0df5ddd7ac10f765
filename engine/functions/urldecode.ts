import { singleText } from "../values/text-argument.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const urldecode: FunctionDefinition = {
  name: "urldecode",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "text",
    syntax: "urldecode(text)",
    summary: "The text with its percent escapes resolved as UTF-8. A percent sign that begins no escape stays.",
    examples: [
      { expr: 'urldecode("https%3A%2F%2Fexample.com%2F%3Fq%3D1")', result: "https://example.com/?q=1" },
      { expr: 'urldecode("Z%C3%BCrich 100%")', result: "Zürich 100%" },
      { expr: "urldecode(missing)", result: null },
    ],
  },
  compile: pure((value = null) => {
    const text = singleText(value)
    return text === null ? null : text.replace(/(?:%[\dA-Fa-f]{2})+/g, run => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"))
  }),
}
