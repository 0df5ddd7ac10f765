import { allBits, bitwise } from "../values/bits.ts"
import { type FunctionDefinition, pure } from "./function.ts"

const invert = bitwise((value, mask) => ~value & mask)

export const bitNot: FunctionDefinition = {
  name: "bit_not",
  arity: [1, 2],
  returns: "value",
  docs: {
    category: "bitwise",
    syntax: "bit_not(value, mask)",
    summary:
      "The 53 bits of a value inverted, of which a mask keeps some. Values are integers from 0 to 2^53 - 1; anything else gives null.",
    examples: [
      { expr: "bit_not(9, 15)", result: 6 },
      { expr: "bit_not(9)", result: 9007199254740982 },
    ],
  },
  compile: pure((value, mask = Number(allBits)) => invert(value, mask)),
}
