/**
 * SPL's search patterns: `*` stands for any run of characters, line breaks and nothing included. There is no escape for `*`: a
 * backslash is an ordinary character, so that `\*` is a backslash and whatever follows it.
 */
export const hasWildcard = (pattern: string): boolean => pattern.includes("*")

export interface WildcardOptions {
  /** Default false: both sides are compared in lower case. */
  readonly caseSensitive?: boolean
}

/** Compiles a pattern to a test of whole values. */
export function compileWildcard(pattern: string, { caseSensitive = false }: WildcardOptions = {}): (text: string) => boolean {
  const segments = (caseSensitive ? pattern : pattern.toLowerCase()).split(/\*+/)
  const test = testOf(segments)
  if (caseSensitive || test === anything) return test
  if (segments.length === 1) {
    const [whole = ""] = segments
    // Lowering never shortens a text.
    return text => text === whole || (text.length <= whole.length && text.toLowerCase() === whole)
  }
  return text => test(text.toLowerCase())
}

const anything = (): boolean => true

function testOf(segments: readonly string[]): (text: string) => boolean {
  const first = segments[0] ?? ""
  const last = segments.at(-1) ?? ""
  const middle = segments.slice(1, -1)
  if (segments.length === 1) return text => text === first
  if (middle.length === 0) {
    if (first === "" && last === "") return anything
    if (last === "") return text => text.startsWith(first)
    if (first === "") return text => text.endsWith(last)
    return text => text.length >= first.length + last.length && text.startsWith(first) && text.endsWith(last)
  }
  const [only] = middle
  if (only !== undefined && middle.length === 1 && first === "" && last === "") return text => text.includes(only)
  return text => {
    if (!text.startsWith(first) || !text.endsWith(last)) return false
    // The leftmost place of each segment leaves most room for the next: no backtracking.
    let position = first.length
    for (const segment of middle) {
      const found = text.indexOf(segment, position)
      if (found === -1) return false
      position = found + segment.length
    }
    return position + last.length <= text.length
  }
}

/**
 * Compiles a pattern to what each `*` stands for in a text, for `rename a* AS b*` and `replace "* x" WITH "x *"`; null when the
 * text does not match. Every `*` takes as little as it can, from the left; the last takes the rest. Adjacent stars share: the first
 * of them takes nothing.
 */
export function wildcardCapture(pattern: string, { caseSensitive = false }: WildcardOptions = {}): (text: string) => string[] | null {
  const segments = (caseSensitive ? pattern : pattern.toLowerCase()).split("*")
  const [first = "", ...rest] = segments
  const last = rest.pop()
  return text => {
    const lowered = caseSensitive ? text : text.toLowerCase()
    if (last === undefined) return lowered === first ? [] : null
    const end = lowered.length - last.length
    if (end < first.length || !lowered.startsWith(first) || !lowered.endsWith(last)) return null
    // Where lowering changes the length, positions in the two texts differ; the lowered text is what can be cut.
    const source = lowered.length === text.length ? text : lowered
    const captures: string[] = []
    let position = first.length
    for (const segment of rest) {
      const found = lowered.indexOf(segment, position)
      if (found === -1 || found + segment.length > end) return null
      captures.push(source.slice(position, found))
      position = found + segment.length
    }
    captures.push(source.slice(position, end))
    return captures
  }
}

/** Fills the stars of a replacement with captures, in order; a star without a capture stays. */
export function applyWildcard(replacement: string, captures: readonly string[]): string {
  let index = 0
  return replacement.replace(/\*/g, star => captures[index++] ?? star)
}
