import { eachText } from "../values/text-argument.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const lower: FunctionDefinition = {
  name: "lower",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "text",
    syntax: "lower(text)",
    summary: "The text in lower case; of a multivalue, each value.",
    examples: [
      { expr: "lower(process)", event: { process: "CMD.EXE" }, result: "cmd.exe" },
      { expr: "lower(user)", event: { user: ["Ann", "BOB"] }, result: ["ann", "bob"] },
      { expr: "lower(missing)", result: null },
    ],
  },
  compile: pure((value = null) => eachText(value, text => text.toLowerCase())),
}
