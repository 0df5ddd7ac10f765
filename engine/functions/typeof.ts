import { argumentAt } from "../calls/argument-at.ts"
import { typeOf } from "../values/value-type.ts"
import type { FunctionDefinition } from "./function.ts"

export const typeofFunction: FunctionDefinition = {
  name: "typeof",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "informational",
    syntax: "typeof(value)",
    summary: "The type of a value: Number, String, Boolean, Multivalue, Null, or Invalid for a field that is missing.",
    examples: [
      { expr: "typeof(12)", result: "Number" },
      { expr: 'typeof("string")', result: "String" },
      { expr: "typeof(1 = 2)", result: "Boolean" },
      { expr: "typeof(missing)", result: "Invalid" },
    ],
  },
  compile: args => typeOf(argumentAt(args, 0)),
}
