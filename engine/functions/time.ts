import type { FunctionDefinition } from "./function.ts"

export const time: FunctionDefinition = {
  name: "time",
  arity: [0, 0],
  returns: "value",
  readsClock: true,
  docs: {
    category: "date and time",
    syntax: "time()",
    summary:
      "The time that the search takes for the present, in epoch seconds with fractions. It is the same for all events, so that a search gives the same results each time it runs.",
    examples: [{ expr: "time() - now() < 1", result: true }],
  },
  compile: (_args, ctx) => () => ctx.now(),
}
