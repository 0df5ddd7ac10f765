import type { FunctionDefinition } from "./function.ts"

export const now: FunctionDefinition = {
  name: "now",
  arity: [0, 0],
  returns: "value",
  readsClock: true,
  docs: {
    category: "date and time",
    syntax: "now()",
    summary: "The time that the search takes for the present, in whole epoch seconds.",
    examples: [{ expr: "now() = floor(time())", result: true }],
  },
  compile: (_args, ctx) => () => Math.floor(ctx.now()),
}
