import { bitwise } from "../values/bits.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const bitShiftRight: FunctionDefinition = {
  name: "bit_shift_right",
  arity: [2, 2],
  returns: "value",
  docs: {
    category: "bitwise",
    syntax: "bit_shift_right(value, places)",
    summary: "The bits of a value moved to the right. Both are integers from 0 to 2^53 - 1; anything else gives null.",
    examples: [{ expr: "bit_shift_right(4, 1)", result: 2 }],
  },
  compile: pure(bitwise((value, places) => (places > 53n ? 0n : value >> places))),
}
