import type { SplText } from "./text.ts"

/** One text made of several, of which every character still leads to where it was written. */
export function joinPieces(pieces: readonly SplText[]): SplText {
  const [only] = pieces
  if (only !== undefined && pieces.length === 1) return only
  const starts: number[] = []
  let length = 0
  for (const piece of pieces) {
    starts.push(length)
    length += piece.text.length
  }
  /** The piece that was asked for last: places are mostly asked for in the order of the text. */
  let current = 0
  const indexAt = (offset: number): number => {
    if ((starts[current] ?? 0) <= offset && offset < (starts[current + 1] ?? length)) return current
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    current = low
    return low
  }
  return {
    text: pieces.map(piece => piece.text).join(""),
    locate(start, end) {
      const index = indexAt(start)
      const piece = pieces[index]
      if (piece === undefined) return undefined
      const from = starts[index] ?? 0
      const first = piece.locate(start - from, Math.min(end - from, piece.text.length))
      if (first === undefined || end <= from + piece.text.length) return first
      // A range over several pieces of one source covers them all; over several sources it shows the first.
      const lastIndex = indexAt(end - 1)
      const lastFrom = starts[lastIndex] ?? 0
      const last = pieces[lastIndex]?.locate(Math.max(0, end - 1 - lastFrom), end - lastFrom)
      return last !== undefined && last.source === first.source && last.end >= first.end ? { ...first, end: last.end } : first
    },
  }
}
