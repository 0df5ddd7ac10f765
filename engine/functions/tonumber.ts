import { parseNumber } from "../values/number-text.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const tonumber: FunctionDefinition = {
  name: "tonumber",
  arity: [1, 2],
  returns: "value",
  docs: {
    category: "conversion",
    syntax: "tonumber(text, base)",
    summary:
      "The number that a text stands for, in a base from 2 to 36 (10 when left out). Null when it stands for none; spaces around it count.",
    examples: [
      { expr: 'tonumber("0A4", 16)', result: 164 },
      { expr: 'tonumber("0101", 2)', result: 5 },
      { expr: "tonumber(bytes)", event: { bytes: "12.5" }, result: 12.5 },
      { expr: 'tonumber("seven")', result: null },
      { expr: 'tonumber(" 7")', result: null },
      { expr: "tonumber(missing)", result: null },
    ],
  },
  compile: pure((value = null, base) => parseNumber(value, base)),
}
