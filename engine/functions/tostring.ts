import { prepared } from "../calls/prepared.ts"
import { RuleError } from "../errors/error.ts"
import { numberOf, textOf, type Value, valueFrom, valuesOf } from "../ir/value.ts"
import { fixed, groupThousands } from "../values/decimal-digits.ts"
import { type FunctionDefinition, fieldValue } from "./function.ts"

type NumberFormat = (value: number) => string | null

export const tostring: FunctionDefinition = {
  name: "tostring",
  arity: [1, 2],
  returns: "value",
  docs: {
    category: "conversion",
    syntax: "tostring(value, format)",
    summary:
      'The value as text; conditions are "True" or "False". Numbers take a format: "hex", "binary", "commas" (thousands, two decimals where there are any) or "duration" (seconds as HH:MM:SS, with days before a plus sign).',
    examples: [
      { expr: "tostring(1 == 1)", result: "True" },
      { expr: 'tostring(15, "hex")', result: "0xf" },
      { expr: 'tostring(9, "binary")', result: "1001" },
      { expr: 'tostring(12345.6789, "commas")', result: "12,345.68" },
      { expr: 'tostring(615, "duration")', result: "00:10:15" },
      { expr: 'tostring(90061, "duration")', result: "1+01:01:01" },
      { expr: 'tostring(name, "commas")', event: { name: "ann" }, result: "ann" },
      { expr: "tostring(missing)", result: null },
    ],
  },
  compile([value, formatArgument], { range }) {
    const evaluate = value?.evaluate ?? (() => null)
    if (formatArgument === undefined) return event => formatted(fieldValue(evaluate(event)), null)
    const format = prepared(formatArgument, name => {
      const known = formats.get(name.toLowerCase())
      if (known !== undefined) return known
      throw new RuleError("wrong_argument", `unknown number format "${name}"`, {
        range: formatArgument.expr.range ?? range,
        hint: 'formats are "binary", "hex", "commas" and "duration"',
      })
    })
    return event => {
      const print = format(event)
      return print === null ? null : formatted(fieldValue(evaluate(event)), print)
    }
  },
}

const formatted = (value: Value, print: NumberFormat | null): Value =>
  valueFrom(
    valuesOf(value).flatMap(scalar => {
      const number = print === null ? null : numberOf(scalar)
      return (number === null ? textOf(scalar) : print?.(number)) ?? []
    }),
  )

const formats: ReadonlyMap<string, NumberFormat> = new Map<string, NumberFormat>([
  ["hex", value => inBase(value, 16, "0x")],
  ["binary", value => inBase(value, 2, "")],
  ["commas", commas],
  ["duration", duration],
])

function inBase(value: number, radix: number, prefix: string): string | null {
  const whole = Math.trunc(value)
  if (!Number.isSafeInteger(whole)) return null
  return `${whole < 0 ? "-" : ""}${prefix}${Math.abs(whole).toString(radix)}`
}

function commas(value: number): string | null {
  if (!Number.isFinite(value)) return null
  const digits = groupThousands(fixed(value, Number.isInteger(value) ? 0 : 2))
  return value < 0 && /[1-9]/.test(digits) ? `-${digits}` : digits
}

function duration(value: number): string | null {
  if (!Number.isFinite(value)) return null
  const whole = Math.floor(Math.abs(value))
  const micros = Math.round((Math.abs(value) - whole) * 1e6)
  const seconds = micros === 1e6 ? whole + 1 : whole
  const two = (n: number): string => String(Math.floor(n)).padStart(2, "0")
  const days = Math.floor(seconds / 86400)
  const clock = `${two((seconds % 86400) / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`
  const fraction = micros % 1e6 === 0 ? "" : `.${String(micros).padStart(6, "0")}`
  return `${value < 0 ? "-" : ""}${days > 0 ? `${days}+` : ""}${clock}${fraction}`
}
