/** A non-negative finite number in decimal: 0.DIGITS × 10^point. The digits have no leading zero; zero has none at all. */
export interface Decimal {
  readonly digits: string
  readonly point: number
}

/** The exact decimal expansion of a double, which always ends: at most 767 digits. The sign is left out. */
export function decimalOf(value: number): Decimal {
  const { mantissa, exponent } = binaryOf(value)
  if (mantissa === 0n) return { digits: "", point: 0 }
  // m·2^-k is m·5^k / 10^k.
  const digits = (exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent)).toString()
  return { digits: digits.replace(/0+$/, ""), point: digits.length + Math.min(exponent, 0) }
}

/** The magnitude of a finite double as mantissa × 2^exponent, the mantissa odd or zero. */
export function binaryOf(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, Math.abs(value))
  const raw = bits.getBigUint64(0)
  const biased = Number(raw >> 52n)
  let mantissa = (raw & 0xfffffffffffffn) | (biased === 0 ? 0n : 1n << 52n)
  let exponent = Math.max(biased, 1) - 1075
  if (mantissa === 0n) return { mantissa, exponent: 0 }
  while ((mantissa & 1n) === 0n) {
    mantissa >>= 1n
    exponent++
  }
  return { mantissa, exponent }
}

/** Rounds to a number of digits, an exact half to the even digit, as C does. */
export function roundDecimal({ digits, point }: Decimal, count: number): Decimal {
  if (count < 0) return { digits: "", point: 0 }
  if (digits.length <= count) return { digits, point }
  const kept = digits.slice(0, count)
  const next = digits[count] ?? "0"
  const even = Number(kept.at(-1) ?? "0") % 2 === 0
  const up = next > "5" || (next === "5" && (digits.length > count + 1 || !even))
  const shown = up ? (BigInt(kept || "0") + 1n).toString() : kept
  const significant = shown.replace(/0+$/, "")
  // Rounding up may carry into a further digit: 9.99 becomes 10.
  return significant === "" ? { digits: "", point: 0 } : { digits: significant, point: point + shown.length - count }
}

/** The number without its sign and with this many digits after the point: `fixed(2.5, 0)` is `2`. */
export function fixed(value: number, precision: number): string {
  const exact = decimalOf(value)
  const { digits, point } = roundDecimal(exact, exact.point + precision)
  const whole = point <= 0 ? "0" : digits.slice(0, point).padEnd(point, "0")
  if (precision === 0) return whole
  const fraction = point >= 0 ? digits.slice(point) : "0".repeat(Math.min(-point, precision)) + digits
  return `${whole}.${fraction.padEnd(precision, "0").slice(0, precision)}`
}

/** Commas between the thousands of a run of digits; what follows a point is left alone. */
export const groupThousands = (digits: string): string => {
  const point = digits.indexOf(".")
  const whole = point < 0 ? digits : digits.slice(0, point)
  return whole.replace(/\B(?=(?:\d{3})+$)/g, ",") + digits.slice(whole.length)
}
