import type { FunctionDefinition } from "./function.ts"

export const trueFunction: FunctionDefinition = {
  name: "true",
  arity: [0, 0],
  returns: "boolean",
  docs: {
    category: "comparison",
    syntax: "true()",
    summary: "The condition that is always true, such as the last one of case().",
    examples: [{ expr: 'case(user = "root", "admin", true(), "other")', event: { user: "ann" }, result: "other" }],
  },
  compile: () => () => true,
}
