import { bitwise } from "../values/bits.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const bitOr: FunctionDefinition = {
  name: "bit_or",
  arity: [2, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "bitwise",
    syntax: "bit_or(value, value, ...)",
    summary: "The bits that are set in any of the values. Values are integers from 0 to 2^53 - 1; anything else gives null.",
    examples: [{ expr: "bit_or(4, 2)", result: 6 }],
  },
  compile: pure(bitwise((a, b) => a | b)),
}
