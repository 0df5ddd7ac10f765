import { argumentAt } from "../calls/argument-at.ts"
import { typeOf } from "../values/value-type.ts"
import type { FunctionDefinition } from "./function.ts"

export const ismv: FunctionDefinition = {
  name: "ismv",
  arity: [1, 1],
  returns: "boolean",
  docs: {
    category: "informational",
    syntax: "ismv(value)",
    summary: "Whether a field holds several values.",
    examples: [
      { expr: "ismv(dest)", event: { dest: ["a", "b"] }, result: true },
      { expr: "ismv(dest)", event: { dest: "a" }, result: false },
    ],
  },
  compile: args => {
    const type = typeOf(argumentAt(args, 0))
    return event => type(event) === "Multivalue"
  },
}
