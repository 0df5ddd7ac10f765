import { binaryOf, type Decimal, decimalOf, fixed, groupThousands, roundDecimal } from "../decimal-digits.ts"

/** One conversion of a printf format, such as `%-8.2f`. */
export interface Conversion {
  readonly flags: string
  /** `*` is taken from the values. */
  readonly width: number | "*" | undefined
  readonly precision: number | "*" | undefined
  /** In lower case, aliases resolved. */
  readonly letter: "a" | "c" | "d" | "e" | "f" | "g" | "o" | "s" | "u" | "x"
  readonly upper: boolean
}

/** A number taken apart as padding needs it: zeros go between the prefix and the digits. */
export interface NumberText {
  readonly prefix: string
  readonly digits: string
  /** Zero padding is allowed. */
  readonly zeros: boolean
}

const plain = (conversion: Conversion, negative: boolean): string =>
  negative ? "-" : conversion.flags.includes("+") ? "+" : conversion.flags.includes(" ") ? " " : ""

/** `%d`, `%u`, `%o`, `%x` and their kin: decimals are cut off, negative numbers wrap around at 64 bits where there is no sign. */
export function integerText(value: number, conversion: Conversion, precision: number | undefined): NumberText {
  const signed = conversion.letter === "d"
  const whole = BigInt(Math.trunc(value))
  const magnitude = signed ? (whole < 0n ? -whole : whole) : BigInt.asUintN(64, whole)
  const radix = conversion.letter === "o" ? 8 : conversion.letter === "x" ? 16 : 10
  let digits = precision === 0 && magnitude === 0n ? "" : magnitude.toString(radix).padStart(precision ?? 1, "0")
  if (radix === 10 && conversion.flags.includes("'")) digits = groupThousands(digits)
  let prefix = signed ? plain(conversion, whole < 0n) : ""
  if (conversion.flags.includes("#")) {
    if (radix === 8 && !digits.startsWith("0")) digits = `0${digits}`
    if (radix === 16 && magnitude !== 0n) prefix = "0x"
  }
  return { prefix, digits, zeros: precision === undefined }
}

/** `%f`, `%e`, `%g` and `%a`. */
export function floatText(value: number, conversion: Conversion, precision = 6): NumberText {
  const prefix = plain(conversion, value < 0 || Object.is(value, -0))
  if (!Number.isFinite(value)) return { prefix, digits: Number.isNaN(value) ? "nan" : "inf", zeros: false }
  const point = conversion.flags.includes("#")
  const group = (digits: string): string => (conversion.flags.includes("'") ? groupThousands(digits) : digits)
  switch (conversion.letter) {
    case "a":
      return { prefix: `${prefix}0x`, digits: hexadecimal(value, precision, point), zeros: true }
    case "e":
      return { prefix, digits: scientific(roundDecimal(decimalOf(value), precision + 1), precision, point), zeros: true }
    case "g":
      return { prefix, digits: group(shortest(value, Math.max(precision, 1), point)), zeros: true }
    default:
      return { prefix, digits: group(fixed(value, precision) + (point && precision === 0 ? "." : "")), zeros: true }
  }
}

function scientific({ digits, point }: Decimal, precision: number, alwaysPoint: boolean): string {
  const exponent = digits === "" ? 0 : point - 1
  const padded = digits.padEnd(precision + 1, "0")
  const fraction = precision > 0 || alwaysPoint ? `.${padded.slice(1)}` : ""
  return `${padded[0]}${fraction}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`
}

/** Whichever of fixed and scientific C's `%g` takes, without trailing zeros unless they are asked for. */
function shortest(value: number, significant: number, alternate: boolean): string {
  const rounded = roundDecimal(decimalOf(value), significant)
  const exponent = rounded.digits === "" ? 0 : rounded.point - 1
  const places = alternate ? significant - 1 : Math.max(rounded.digits.length - 1, 0)
  if (exponent < -4 || exponent >= significant) return scientific(rounded, places, alternate)
  const text = fixed(value, significant - 1 - exponent)
  if (alternate) return text.includes(".") ? text : `${text}.`
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text
}

function hexadecimal(value: number, precision: number, alwaysPoint: boolean): string {
  let { mantissa, exponent } = binaryOf(value)
  const bits = mantissa === 0n ? 0 : mantissa.toString(2).length - 1
  exponent = mantissa === 0n ? 0 : exponent + bits
  const shift = BigInt(4 * precision - bits)
  if (shift >= 0n) mantissa <<= shift
  else {
    const half = 1n << (-shift - 1n)
    const rest = mantissa & ((half << 1n) - 1n)
    mantissa >>= -shift
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa++
  }
  const digits = mantissa.toString(16).padStart(precision + 1, "0")
  const fraction = precision > 0 || alwaysPoint ? `.${digits.slice(-precision || digits.length)}` : ""
  return `${digits.slice(0, digits.length - precision)}${fraction}p${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`
}
