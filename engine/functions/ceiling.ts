import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const ceiling: FunctionDefinition = {
  name: "ceiling",
  aliases: ["ceil"],
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "mathematical",
    syntax: "ceiling(number)",
    summary: "The smallest integer that is not below a number.",
    examples: [
      { expr: "ceiling(1.9)", result: 2 },
      { expr: "ceil(-1.9)", result: -1 },
    ],
  },
  compile: pure(ofNumber(Math.ceil)),
}
