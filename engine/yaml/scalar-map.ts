import type { SourceRange } from "../ir/source.ts"

/** A text of a YAML file, and how it is written there. */
export interface WrittenScalar {
  readonly value: string
  /** Offsets of its text, quotes and block header included. */
  readonly start: number
  readonly end: number
  readonly style: "plain" | "single" | "double" | "block"
}

/** Maps offsets in the value of a text to where its characters stand. */
export function scalarLocator(
  text: string,
  { value, start, end, style }: WrittenScalar,
  range: (start: number, end: number) => SourceRange,
): (start: number, end: number) => SourceRange {
  let places: Int32Array | undefined
  return (from, to) => {
    places ??= mapScalar(text, start, end, value, style)
    const first = places[Math.min(from, places.length - 1)] ?? start
    const last = places[Math.min(Math.max(to - 1, from), places.length - 1)] ?? first
    return range(first, last + 1)
  }
}

/**
 * Where each character of a scalar's value stands in the file. A YAML scalar's value differs from its text by indentation, folding,
 * chomping and escapes; all of those keep the order of characters, so that one walk along both finds every place.
 *
 * @param source the whole file
 * @param start offset of the scalar's first character (quote or block indicator included)
 * @param end offset behind its last character
 * @param style how the scalar is written
 * @returns for each index of `value`, and one more for its end, an offset into `source`
 */
export function mapScalar(source: string, start: number, end: number, value: string, style: WrittenScalar["style"]): Int32Array {
  const places = new Int32Array(value.length + 1)
  let at = start
  if (style === "single" || style === "double") at++
  if (style === "block") {
    const header = source.indexOf("\n", start)
    at = header === -1 || header >= end ? end : header + 1
  }
  for (let i = 0; i < value.length; i++) {
    const c = value.charAt(i)
    if (c === " " || c === "\n") {
      // A blank of the value is a blank here, or stands for a line break and the indentation around it.
      places[i] = at
      const next = value.charAt(i + 1)
      if (style === "double" && source[at] === "\\") {
        at += escapeLength(source, at)
        continue
      }
      if (source[at] === " " || source[at] === "\t") {
        at++
        // Trailing blanks before a folded line break belong to the break.
        const rest = /^[ \t]*\r?\n/.exec(source.slice(at, at + 400))
        if (rest !== null && style !== "block" && next !== " " && next !== "\n") at = skipBlank(source, at + rest[0].length, end)
      } else {
        if (source[at] === "\r") at++
        if (source[at] === "\n") at++
        if (next !== "\n") at = style === "block" ? skipIndent(source, at, end, value, i + 1) : skipBlank(source, at, end)
      }
      continue
    }
    while (at < end && source[at] !== c) {
      if (style === "double" && source[at] === "\\") {
        if (/^\\\r?\n/.test(source.slice(at, at + 3))) {
          at = skipBlank(source, at + 1, end)
          continue
        }
        break
      }
      at++
    }
    places[i] = at
    if (style === "double" && source[at] === "\\") at += escapeLength(source, at)
    else if (style === "single" && c === "'") at += 2
    else at++
  }
  places[value.length] = Math.min(at, end)
  return places
}

function escapeLength(source: string, at: number): number {
  switch (source[at + 1]) {
    case "x":
      return 4
    case "u":
      return 6
    case "U":
      return 10
    default:
      return 2
  }
}

function skipBlank(source: string, from: number, end: number): number {
  let at = from
  while (at < end && /\s/.test(source[at] ?? "x")) at++
  return at
}

/** Skips a block scalar's indentation: blanks up to the value's own leading blanks on that line. */
function skipIndent(source: string, from: number, end: number, value: string, index: number): number {
  let at = from
  while (at < end && source[at] === " ") at++
  let own = 0
  while (value[index + own] === " ") own++
  return Math.max(from, at - own)
}
