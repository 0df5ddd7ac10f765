const backslash = 0x5c

/**
 * Where the quote that ends a quoted text stands, -1 when none does; `from` is where the text begins. A quote behind an odd number of
 * backslashes is part of the text.
 */
export function endOfQuotedText(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (at - slashes > from && text.charCodeAt(at - slashes - 1) === backslash) slashes++
    if (slashes % 2 === 0) return at
  }
  return -1
}
