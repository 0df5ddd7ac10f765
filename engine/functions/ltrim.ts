import { trimText } from "../values/trim-text.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const ltrim: FunctionDefinition = {
  name: "ltrim",
  arity: [1, 2],
  returns: "value",
  docs: {
    category: "text",
    syntax: "ltrim(text, characters)",
    summary: "The text without the named characters at its left end; without spaces and tabs when none are named.",
    examples: [
      { expr: 'ltrim("  ZZabcZZ ", " Z")', result: "abcZZ " },
      { expr: 'ltrim(cost, "$")', event: { cost: "$12" }, result: "12" },
      { expr: 'ltrim("  x ")', result: "x " },
      { expr: "ltrim(missing)", result: null },
    ],
  },
  compile: pure((text, characters) => trimText("left", text, characters)),
}
