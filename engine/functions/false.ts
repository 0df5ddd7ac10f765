import type { FunctionDefinition } from "./function.ts"

export const falseFunction: FunctionDefinition = {
  name: "false",
  arity: [0, 0],
  returns: "boolean",
  docs: {
    category: "comparison",
    syntax: "false()",
    summary: "The condition that is never true.",
    examples: [{ expr: 'if(false(), "yes", "no")', result: "no" }],
  },
  compile: () => () => false,
}
