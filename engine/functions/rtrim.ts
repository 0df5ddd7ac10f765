import { trimText } from "../values/trim-text.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const rtrim: FunctionDefinition = {
  name: "rtrim",
  arity: [1, 2],
  returns: "value",
  docs: {
    category: "text",
    syntax: "rtrim(text, characters)",
    summary: "The text without the named characters at its right end; without spaces and tabs when none are named.",
    examples: [
      { expr: 'rtrim(" ZZabcZZ ", " Z")', result: " ZZabc" },
      { expr: 'rtrim(host, "$")', event: { host: "SRV01$" }, result: "SRV01" },
      { expr: "rtrim(missing)", result: null },
    ],
  },
  compile: pure((text, characters) => trimText("right", text, characters)),
}
