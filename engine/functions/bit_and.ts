import { bitwise } from "../values/bits.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const bitAnd: FunctionDefinition = {
  name: "bit_and",
  arity: [2, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "bitwise",
    syntax: "bit_and(value, value, ...)",
    summary: "The bits that are set in all values. Values are integers from 0 to 2^53 - 1; anything else gives null.",
    examples: [
      { expr: "bit_and(12, 9)", result: 8 },
      { expr: "bit_and(AccessMask, 16)", event: { AccessMask: "48" }, result: 16 },
    ],
  },
  compile: pure(bitwise((a, b) => a & b)),
}
