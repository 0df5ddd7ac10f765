import type { FunctionDefinition } from "./function.ts"

export const nullFunction: FunctionDefinition = {
  name: "null",
  arity: [0, 0],
  returns: "any",
  docs: {
    category: "comparison",
    syntax: "null()",
    summary: "No value: a field that it is assigned to goes away.",
    examples: [
      { expr: "null()", result: null },
      { expr: "if(bytes = 0, null(), bytes)", event: { bytes: 0 }, result: null },
    ],
  },
  compile: () => () => null,
}
