import { eachText } from "../values/text-argument.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const upper: FunctionDefinition = {
  name: "upper",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "text",
    syntax: "upper(text)",
    summary: "The text in upper case; of a multivalue, each value.",
    examples: [
      { expr: "upper(user)", event: { user: "müller" }, result: "MÜLLER" },
      { expr: 'upper(split(user, "@"))', event: { user: "ann@corp" }, result: ["ANN", "CORP"] },
      { expr: "upper(missing)", result: null },
    ],
  },
  compile: pure((value = null) => eachText(value, text => text.toUpperCase())),
}
