import { RuleError } from "../../errors/error.ts"
import type { Result } from "../../exec/operator.ts"
import type { SourceRange } from "../../ir/source.ts"
import { numberOf } from "../../ir/value.ts"
import { codePoints, singleText } from "../text-argument.ts"
import { type Conversion, floatText, integerText, type NumberText } from "./number.ts"

/** A compiled printf format. */
export interface Format {
  /** How many values it takes, widths and precisions given by `*` included. */
  readonly values: number
  /** Null when a value is missing, or is no number where one is wanted. */
  print(values: readonly Result[]): string | null
}

const letters: ReadonlyMap<string, readonly [letter: Conversion["letter"], upper: boolean]> = new Map([
  ["a", ["a", false]],
  ["A", ["a", true]],
  ["c", ["c", false]],
  ["d", ["d", false]],
  ["i", ["d", false]],
  ["e", ["e", false]],
  ["E", ["e", true]],
  ["f", ["f", false]],
  ["F", ["f", true]],
  ["g", ["g", false]],
  ["G", ["g", true]],
  ["o", ["o", false]],
  ["s", ["s", false]],
  ["z", ["s", false]],
  ["u", ["u", false]],
  ["x", ["x", false]],
  ["X", ["x", true]],
  ["p", ["x", true]],
])

/** Wider output than this is a mistake, or an attack by a width that comes from the data. */
const maxWidth = 10_000

const conversionPattern = /%([-+ 0#']*)(\*|\d{1,9})?(?:\.(\*|\d{1,9})?)?([a-zA-Z%])/y
const precisionGiven = /\./

/** @throws RuleError "wrong_argument" for a conversion that is not documented */
export function compileFormat(text: string, range?: SourceRange): Format {
  const parts: (string | Conversion)[] = []
  let literal = ""
  for (let at = 0; at < text.length; ) {
    const percent = text.indexOf("%", at)
    // A percent sign at the very end stands for itself.
    if (percent < 0 || percent === text.length - 1) {
      literal += text.slice(at)
      break
    }
    literal += text.slice(at, percent)
    conversionPattern.lastIndex = percent
    const found = conversionPattern.exec(text)
    const conversion = found === null ? undefined : readConversion(found)
    if (found === null || conversion === undefined)
      throw new RuleError("wrong_argument", `format "${text}" has no valid conversion at "${text.slice(percent, percent + 10)}"`, {
        range,
        hint: "conversions are %a %c %d %e %f %g %i %o %p %s %u %x %z and %% for a percent sign",
      })
    if (conversion === "%") literal += "%"
    else {
      parts.push(literal, conversion)
      literal = ""
    }
    at = conversionPattern.lastIndex
  }
  if (literal !== "") parts.push(literal)
  return {
    values: parts.reduce((sum, part) => sum + valuesOfPart(part), 0),
    print: values => printParts(parts, values),
  }
}

function readConversion([whole, flags = "", width, precision, letter = ""]: RegExpExecArray): Conversion | "%" | undefined {
  if (letter === "%") return whole === "%%" ? "%" : undefined
  const known = letters.get(letter)
  if (known === undefined) return undefined
  const amount = (source: string | undefined): number | "*" | undefined =>
    source === undefined ? undefined : source === "*" ? "*" : Number(source)
  const conversion: Conversion = {
    flags,
    width: amount(width),
    // A point with nothing after it is a precision of zero.
    precision: amount(precision ?? (precisionGiven.test(whole) ? "0" : undefined)),
    letter: known[0],
    upper: known[1],
  }
  return isTooWide(conversion.width) || isTooWide(conversion.precision) ? undefined : conversion
}

const isTooWide = (amount: number | "*" | undefined): boolean => typeof amount === "number" && amount > maxWidth
const valuesOfPart = (part: string | Conversion): number =>
  typeof part === "string" ? 0 : 1 + Number(part.width === "*") + Number(part.precision === "*")

function printParts(parts: readonly (string | Conversion)[], values: readonly Result[]): string | null {
  let text = ""
  let next = 0
  const take = (amount: number | "*" | undefined): number | null | undefined => {
    if (amount !== "*") return amount
    const value = numberOf(values[next++])
    return value === null || Math.abs(value) > maxWidth ? null : Math.trunc(value)
  }
  for (const part of parts) {
    if (typeof part === "string") {
      text += part
      continue
    }
    const width = take(part.width)
    const precision = take(part.precision)
    const value = values[next++] ?? null
    if (width === null || precision === null || value === null) return null
    // A negative precision counts as none, a negative width as left-justified.
    const body = convert(value, part, precision !== undefined && precision < 0 ? undefined : precision)
    if (body === null) return null
    text += pad(body, Math.abs(width ?? 0), part.flags, part.flags.includes("-") || (width ?? 0) < 0)
  }
  return text
}

function convert(value: Result, conversion: Conversion, precision: number | undefined): string | NumberText | null {
  switch (conversion.letter) {
    case "c": {
      if (typeof value === "number") return value >= 0 && value <= 0x10ffff ? String.fromCodePoint(Math.trunc(value)) : null
      return codePoints(singleText(value) ?? "")[0] ?? null
    }
    case "s": {
      const text = singleText(value)
      return text === null || precision === undefined ? text : codePoints(text).slice(0, precision).join("")
    }
    case "d":
    case "o":
    case "u":
    case "x": {
      const number = numberOf(value)
      return number === null || !Number.isFinite(number) ? null : inCase(integerText(number, conversion, precision), conversion)
    }
    default: {
      const number = numberOf(value)
      return number === null ? null : inCase(floatText(number, conversion, precision), conversion)
    }
  }
}

const inCase = (text: NumberText, { upper }: Conversion): NumberText =>
  upper ? { ...text, prefix: text.prefix.toUpperCase(), digits: text.digits.toUpperCase() } : text

function pad(body: string | NumberText, width: number, flags: string, left: boolean): string {
  if (typeof body === "string") {
    const blanks = " ".repeat(Math.max(width - codePoints(body).length, 0))
    return left ? body + blanks : blanks + body
  }
  const { prefix, digits, zeros } = body
  const missing = Math.max(width - prefix.length - digits.length, 0)
  if (left) return prefix + digits + " ".repeat(missing)
  return flags.includes("0") && zeros ? prefix + "0".repeat(missing) + digits : " ".repeat(missing) + prefix + digits
}
