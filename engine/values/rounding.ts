/**
 * Rounds to so many decimals, halves away from zero; a negative number of decimals rounds to tens, hundreds and so on. Works on the
 * decimal digits that the number prints with, so that 2.555 to two decimals is 2.56 although the double lies below.
 */
export function roundTo(value: number, decimals: number): number {
  const rounded = shift(Math.round(shift(Math.abs(value), decimals)), -decimals)
  // Not finite: the digits asked for lie beyond what a double holds.
  if (!Number.isFinite(rounded)) return value
  return value < 0 ? -rounded : rounded
}

/** Moves the decimal point without arithmetic. */
function shift(value: number, places: number): number {
  const [mantissa = "", exponent = "0"] = String(value).split("e")
  return Number(`${mantissa}e${Number(exponent) + places}`)
}
