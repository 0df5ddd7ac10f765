import { trimText } from "../values/trim-text.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const trim: FunctionDefinition = {
  name: "trim",
  arity: [1, 2],
  returns: "value",
  docs: {
    category: "text",
    syntax: "trim(text, characters)",
    summary: "The text without the named characters at both ends; without spaces and tabs when none are named.",
    examples: [
      { expr: 'trim("  ZZabcZZ ", " Z")', result: "abc" },
      { expr: "trim(domain)", event: { domain: "\texample.com " }, result: "example.com" },
      { expr: 'trim(domain, "*")', event: { domain: "*.example.com" }, result: ".example.com" },
      { expr: "trim(domain)", event: { domain: ["a", "b"] }, result: null },
    ],
  },
  compile: pure((text, characters) => trimText("both", text, characters)),
}
