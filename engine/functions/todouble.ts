import { parseNumber } from "../values/number-text.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const todouble: FunctionDefinition = {
  name: "todouble",
  arity: [1, 2],
  returns: "value",
  docs: {
    category: "conversion",
    syntax: "todouble(value, base)",
    summary: "The value as a number, text in a base from 2 to 36 (10 when left out). Null when it is none.",
    examples: [
      { expr: 'todouble("16.50")', result: 16.5 },
      { expr: 'todouble("ff", 16)', result: 255 },
      { expr: 'todouble("number")', result: null },
    ],
  },
  compile: pure((value = null, base) => parseNumber(value, base)),
}
