import { parseNumber } from "../values/number-text.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const toint: FunctionDefinition = {
  name: "toint",
  arity: [1, 2],
  returns: "value",
  docs: {
    category: "conversion",
    syntax: "toint(value, base)",
    summary: "The value as a number, rounded down to an integer; text in a base from 2 to 36 (10 when left out). Null when it is none.",
    examples: [
      { expr: 'toint("24")', result: 24 },
      { expr: "toint(3.14)", result: 3 },
      { expr: "toint(-1.5)", result: -2 },
      { expr: 'toint("1f", 16)', result: 31 },
      { expr: 'toint("x")', result: null },
    ],
  },
  compile: pure((value = null, base) => {
    const number = parseNumber(value, base)
    return number === null ? null : Math.floor(number)
  }),
}
