import type { FunctionDefinition } from "./function.ts"

export const random: FunctionDefinition = {
  name: "random",
  arity: [0, 0],
  returns: "value",
  volatile: true,
  docs: {
    category: "statistical",
    syntax: "random()",
    summary: "A random integer from 0 to 2147483647.",
    examples: [{ expr: "random() % 1", result: 0 }],
  },
  compile: () => () => Math.floor(Math.random() * 2 ** 31),
}
