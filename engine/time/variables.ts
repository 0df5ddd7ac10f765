/** One piece of a time format: literal text, or a variable such as `%Y` or `%3N`. */
export type FormatToken =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "variable"
      /** The letter, `Ez` for Splunk's own variable. */
      readonly name: string
      /** GNU's padding and case flags: any of `-`, `_`, `0`, `^`, `#`. */
      readonly flags: string
      /** The number before the letter, as in `%3N`. */
      readonly width: number | null
      /** How many colons stand before `z`. */
      readonly colons: number
    }

/** Variables that stand for others, in the form that Splunk documents for US English. */
const composites: Readonly<Record<string, string>> = {
  c: "%a %b %e %H:%M:%S %Y",
  "+": "%a %b %e %H:%M:%S %Z %Y",
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  R: "%H:%M",
  r: "%I:%M:%S %p",
  T: "%H:%M:%S",
  v: "%e-%b-%Y",
  X: "%H:%M:%S",
  x: "%m/%d/%Y",
}

const simple = new Set("aAbBhCdeGgHIjklmMNfnpPQsStuUVwWyYzZ")
const variable = /%([-_0^#]*)(\d{0,2})(Ez|(:{0,3})(?:[EO](?=[A-Za-z]))?([A-Za-z+%]))/g

/**
 * Splits a strftime/strptime format of Splunk's "Date and time format variables". Composites such as `%T` are spelled out; what is
 * no variable stays as text, as in C.
 */
export function parseTimeFormat(format: string): FormatToken[] {
  const tokens: FormatToken[] = []
  let text = ""
  let end = 0
  const flush = (): void => {
    if (text !== "") tokens.push({ kind: "text", text })
    text = ""
  }
  for (const match of format.matchAll(variable)) {
    const [whole, flags = "", digits = "", body = "", colons = "", letter = ""] = match
    text += format.slice(end, match.index)
    end = match.index + whole.length
    const composite = Object.hasOwn(composites, letter) ? composites[letter] : undefined
    if (letter === "%") text += "%"
    else if (composite !== undefined && colons === "") {
      flush()
      tokens.push(...parseTimeFormat(composite))
    } else if (body === "Ez" || (simple.has(letter) && (colons === "" || letter === "z"))) {
      flush()
      const width = digits === "" ? null : Number(digits)
      tokens.push({ kind: "variable", name: body === "Ez" ? body : letter, flags, width, colons: colons.length })
    } else text += whole
  }
  text += format.slice(end)
  flush()
  return tokens
}

/** How many digits of a second `%N`, `%Q` and `%f` stand for. */
export function subsecondDigits(name: string, width: number | null): number {
  const digits = width ?? (name === "N" ? 9 : name === "Q" ? 3 : 6)
  return Math.min(Math.max(digits, 1), 9)
}
