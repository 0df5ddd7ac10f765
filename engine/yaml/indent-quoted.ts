/** Text as it is parsed, and where its offsets stand in the file. */
export interface ParsedText {
  readonly text: string
  original(offset: number): number
}

/**
 * Continuation lines of a quoted scalar must be indented, says YAML; published files have some that are not, and other parsers take
 * them. Indents such lines by one blank, which folding takes away again.
 */
export function indentQuoted(text: string): ParsedText {
  let quote: string | null = null
  const inserted: number[] = []
  let length = 0
  const lines = text.split("\n").map(line => {
    const continues = quote !== null
    let at = continues ? 0 : (/^[\w-]+:\s+(?=['"])/.exec(line)?.[0].length ?? line.length)
    for (; at < line.length; at++) {
      const c = line[at]
      if (quote === null) {
        if (c === "'" || c === '"') quote = c
        else break
      } else if (quote === '"' && c === "\\") at++
      else if (c === quote) quote = null
    }
    const indented = continues && /^\S/.test(line)
    if (indented) inserted.push(length)
    length += line.length + (indented ? 2 : 1)
    return indented ? ` ${line}` : line
  })
  return { text: lines.join("\n"), original: offset => offset - countBelow(inserted, offset) }
}

/** How many of the ascending numbers are less than `limit`. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? limit) < limit) low = middle + 1
    else high = middle
  }
  return low
}
