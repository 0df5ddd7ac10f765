import { append } from "../entry.ts"
import { compileWildcard, hasWildcard } from "../wildcard.ts"

/** Which of the patterns match a text: their positions, in order. */
export type PatternIndex = (text: string) => readonly number[]

/** Length of the pieces of text that patterns are found by. */
const gramLength = 3
/** So few patterns are faster tested one by one. */
const fewPatterns = 16

/**
 * An index over many `*` patterns. A pattern that is a plain text is found by hash. Any other that holds a literal of some length is
 * kept under the rarest three characters of it, and tested only against texts that hold those; the rest is tested always.
 * A null is no pattern.
 */
export function wildcardIndex(patterns: readonly (string | null)[], caseSensitive: boolean): PatternIndex {
  const fold = caseSensitive ? (text: string): string => text : (text: string): string => text.toLowerCase()
  const folded = patterns.map(pattern => (pattern === null ? null : fold(pattern)))
  const plain = new Map<string, number[]>()
  const wild: number[] = []
  folded.forEach((pattern, position) => {
    if (pattern === null) return
    if (hasWildcard(pattern)) wild.push(position)
    else append(plain, pattern, position)
  })
  const byGram = new Map<number, number[]>()
  const always = wild.length <= fewPatterns ? wild : keepByRarestGram(wild, folded, byGram)
  const tests: (((text: string) => boolean) | undefined)[] = []
  const matches = (position: number, text: string): boolean => {
    let test = tests[position]
    if (test === undefined) {
      // Of a large table only a few patterns are ever tested.
      test = compileWildcard(folded[position] ?? "", { caseSensitive: true })
      tests[position] = test
    }
    return test(text)
  }
  /** The last text that a pattern was tested against, by its number. */
  const tested = new Uint32Array(patterns.length)
  let query = 0
  return written => {
    const text = fold(written)
    const found = [...(plain.get(text) ?? [])]
    for (const position of always) if (matches(position, text)) found.push(position)
    if (byGram.size > 0) {
      query = (query + 1) >>> 0
      for (let i = 0; i + gramLength <= text.length; i++)
        for (const position of byGram.get(gramAt(text, i)) ?? none) {
          if (tested[position] === query) continue
          tested[position] = query
          if (matches(position, text)) found.push(position)
        }
    }
    return found.length < 2 ? found : found.sort((a, b) => a - b)
  }
}

const none: readonly number[] = []

/** Three characters as a number. Different ones may share it: that only costs a test. */
const gramAt = (text: string, at: number): number =>
  ((text.charCodeAt(at) & 1023) << 20) | ((text.charCodeAt(at + 1) & 1023) << 10) | (text.charCodeAt(at + 2) & 1023)

/** Fills the index; gives the patterns that hold no literal of enough length. */
function keepByRarestGram(wild: readonly number[], patterns: readonly (string | null)[], byGram: Map<number, number[]>): number[] {
  // How common a gram is need not be exact: counts are kept by a hash of it.
  const counts = new Uint32Array(65_536)
  const slot = (gram: number): number => (gram ^ (gram >>> 13)) & 65_535
  for (const position of wild)
    eachGram(patterns[position] ?? "", gram => {
      counts[slot(gram)] = (counts[slot(gram)] ?? 0) + 1
    })
  const always: number[] = []
  for (const position of wild) {
    let rarest = -1
    let least = Number.POSITIVE_INFINITY
    eachGram(patterns[position] ?? "", gram => {
      const count = counts[slot(gram)] ?? 0
      if (count >= least) return
      least = count
      rarest = gram
    })
    if (rarest < 0) always.push(position)
    else append(byGram, rarest, position)
  }
  return always
}

/** Every piece of `gramLength` characters that stands in a literal part of a pattern. */
function eachGram(pattern: string, visit: (gram: number) => void): void {
  let literal = 0
  for (let i = 0; i < pattern.length; i++) {
    literal = pattern.charCodeAt(i) === 0x2a ? 0 : literal + 1
    if (literal >= gramLength) visit(gramAt(pattern, i - gramLength + 1))
  }
}
