import type { Keyword } from "../ir/predicate.ts"

/** What a keyword's text is cut at: what JSON may escape, what may be any run, and what has no one notation. */
const literalPart = /[a-z0-9_.-]+/gi
/** A literal without a letter that only text has may stand in a number that is written in another way. */
const onlyText = /[a-df-z_]/i
const shortest = 3
const tableBits = 12

/** Text that must stand in the bytes of a record, in whatever case, where a keyword is found in its text; null when there is none. */
export function literalOf({ text }: Keyword): string | null {
  let best: string | null = null
  for (const [part] of text.matchAll(literalPart))
    if (onlyText.test(part) && part.length > (best?.length ?? shortest - 1)) best = part.toLowerCase()
  return best
}

const folded = (code: number): number => (code >= 0x41 && code <= 0x5a ? code | 0x20 : code)
/** Upper and lower case of a letter have the same number. */
const pairOf = (first: number, second: number): number => ((first & 0x1f) << 7) | (second & 0x5f)

/** Finds literals in bytes, in any case, by looking at few of them: the method of Wu and Manber with pairs of bytes. */
export class LiteralSearch {
  /** By pair how far the end of the window may move; 0 where a literal may end its window. */
  readonly shift: Uint8Array
  readonly byPair = new Map<number, { readonly codes: Uint8Array; readonly number: number }[]>()
  readonly window: number
  readonly literals: readonly string[]

  /** @param literals by number; ASCII in lower case, 2 characters or more */
  constructor(literals: ReadonlyMap<number, string>) {
    this.literals = [...literals.values()]
    this.window = Math.min(255, ...[...literals.values()].map(literal => literal.length))
    this.shift = new Uint8Array(1 << tableBits).fill(this.window - 1)
    for (const [number, literal] of literals) {
      const codes = Uint8Array.from(literal, c => c.charCodeAt(0))
      for (let i = 1; i < this.window; i++) {
        const pair = pairOf(codes[i - 1] ?? 0, codes[i] ?? 0)
        this.shift[pair] = Math.min(this.shift[pair] ?? 0, this.window - 1 - i)
        if (i !== this.window - 1) continue
        const list = this.byPair.get(pair) ?? []
        list.push({ codes, number })
        this.byPair.set(pair, list)
      }
    }
  }

  /** Adds the numbers of the literals that stand between two places. */
  match(bytes: Uint8Array, start: number, end: number, hits: number[]): void {
    const { shift, window } = this
    let i = start + window - 1
    while (i < end) {
      const pair = pairOf(bytes[i - 1] ?? 0, bytes[i] ?? 0)
      const step = shift[pair] ?? 0
      if (step > 0) {
        i += step
        continue
      }
      for (const { codes, number } of this.byPair.get(pair) ?? []) {
        const from = i - window + 1
        let k = 0
        while (k < codes.length && codes[k] === folded(bytes[from + k] ?? 0)) k++
        if (k === codes.length && from + k <= end) hits.push(number)
      }
      i++
    }
  }
}

/** A literal for `LiteralSearch` as JSON has it within a string; null when it has no one notation there, or is too short. */
export function notationOf(literal: string): string | null {
  let notation = ""
  for (let i = 0; i < literal.length; i++) {
    const code = literal.charCodeAt(i)
    if (code === 0x5c || code === 0x22) notation += `\\${literal[i]}`
    else if (code >= 0x20 && code < 0x7f) notation += literal[i]
    else return null
  }
  return notation.length < 2 ? null : notation
}

/** Whether a literal cannot stand in a number, however that is written. */
export const isOnlyText = (literal: string): boolean => onlyText.test(literal)

/** Characters beside ASCII that are read as an ASCII letter in lower case: the Kelvin sign and the dotted capital I. */
export const disguises: readonly Buffer[] = [Buffer.from("\u212a"), Buffer.from("\u0130")]
/** Escapes of ASCII characters that literals have, and of these. */
const disguisedEscape = /^(?:00[4-7]|003\d|002[de]|212a|0130)/i

/** Finds the lines of blocks in which letters do not stand for themselves, so that no literal can be searched for in them. */
export class DisguisedLines {
  private block: Uint8Array | null = null
  private places: readonly number[] = []
  private cursor = 0

  /** Lines of a block are asked for in order. */
  has(block: Buffer, start: number, end: number): boolean {
    if (block !== this.block) {
      this.block = block
      this.places = placesIn(block)
      this.cursor = 0
    }
    const { places } = this
    while (this.cursor < places.length && (places[this.cursor] ?? 0) < start) this.cursor++
    return (places[this.cursor] ?? end) < end
  }
}

function placesIn(block: Buffer): number[] {
  const places: number[] = []
  for (const disguise of disguises) for (let at = block.indexOf(disguise); at !== -1; at = block.indexOf(disguise, at + 1)) places.push(at)
  for (let at = block.indexOf("\\u"); at !== -1; at = block.indexOf("\\u", at + 2))
    if (disguisedEscape.test(block.toString("latin1", at + 2, at + 6))) places.push(at)
  return places.sort((a, b) => a - b)
}
