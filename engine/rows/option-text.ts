import { printNumber } from "../ir/value.ts"
import type { SplPrinter } from "../spl/syntax.ts"

/** A command with its options and arguments, in SPL: options without a value are left out, and so is empty text. */
export function commandText(
  ctx: SplPrinter,
  command: string,
  options: Readonly<Record<string, string | number | boolean | undefined>>,
  ...rest: readonly string[]
): string {
  const parts = [command]
  for (const [name, value] of Object.entries(options))
    if (value !== undefined)
      parts.push(`${name}=${typeof value === "string" ? ctx.word(value) : typeof value === "number" ? printNumber(value) : value}`)
  return [...parts, ...rest.filter(text => text !== "")].join(" ")
}
