import { bitwise } from "../values/bits.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const bitXor: FunctionDefinition = {
  name: "bit_xor",
  arity: [2, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "bitwise",
    syntax: "bit_xor(value, value, ...)",
    summary: "The bits in which values differ. Values are integers from 0 to 2^53 - 1; anything else gives null.",
    examples: [{ expr: "bit_xor(3, 2)", result: 1 }],
  },
  compile: pure(bitwise((a, b) => a ^ b)),
}
