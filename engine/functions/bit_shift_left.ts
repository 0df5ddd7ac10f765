import { bitwise } from "../values/bits.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const bitShiftLeft: FunctionDefinition = {
  name: "bit_shift_left",
  arity: [2, 2],
  returns: "value",
  docs: {
    category: "bitwise",
    syntax: "bit_shift_left(value, places)",
    summary:
      "The bits of a value moved to the left; those beyond the 53rd are lost. Both are integers from 0 to 2^53 - 1; anything else gives null.",
    examples: [
      { expr: "bit_shift_left(2, 1)", result: 4 },
      { expr: "bit_shift_left(1, 53)", result: 0 },
    ],
  },
  compile: pure(bitwise((value, places) => (places > 53n ? 0n : value << places))),
}
