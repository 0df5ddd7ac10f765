import type { FunctionDefinition } from "./function.ts"

export const pi: FunctionDefinition = {
  name: "pi",
  arity: [0, 0],
  returns: "value",
  docs: {
    category: "mathematical",
    syntax: "pi()",
    summary: "The ratio of a circle's circumference to its diameter.",
    examples: [{ expr: "round(2 * pi(), 2)", result: 6.28 }],
  },
  compile: () => () => Math.PI,
}
