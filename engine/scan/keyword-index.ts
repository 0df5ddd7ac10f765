import type { Keyword } from "../ir/predicate.ts"

/** What a keyword's text is cut at: what JSON may escape, what may be any run, and what has no one notation. */
const literalPart = /[a-z0-9_.-]+/gi
/** A literal without a letter that only text has may stand in a number that is written in another way. */
const onlyText = /[a-df-z_]/i
const shortest = 3
/** Escapes of, and characters beside, ASCII letters and digits that are read as these in lower case. In UTF-8 seen as Latin-1. */
const disguised = "\\\\u00[4-7]|\\\\u003\\d|\\\\u212a|\\\\u0130|\u00e2\u0084\u00aa|\u00c4\u00b0"

/** Text that must stand in the bytes of a record, in whatever case, where a keyword is found in its text; null when there is none. */
export function literalOf({ text }: Keyword): string | null {
  let best: string | null = null
  for (const [part] of text.matchAll(literalPart))
    if (onlyText.test(part) && part.length > (best?.length ?? shortest - 1)) best = part.toLowerCase()
  return best
}

/** Finds the literals of keywords in blocks of lines. */
export class KeywordIndex {
  private readonly pattern: RegExp | null
  private readonly literals: readonly string[]
  private block: Uint8Array | null = null
  /** Where literals were found in the block, in order, and which: -1 where it may be any. */
  private readonly places: number[] = []
  private readonly found: number[] = []
  private cursor = 0

  constructor(literals: readonly string[]) {
    this.literals = literals
    const escaped = literals.map(literal => literal.replace(/[.-]/g, "\\$&"))
    this.pattern = literals.length === 0 ? null : new RegExp([...escaped, disguised].join("|"), "gi")
  }

  /** Adds the numbers of the literals in a line of a block; -1 stands for all. Lines of a block are asked for in order. */
  match(block: Buffer, start: number, end: number, hits: number[]): void {
    if (this.pattern === null) return
    if (block !== this.block) this.search(block, this.pattern)
    const { places } = this
    while (this.cursor < places.length && (places[this.cursor] ?? 0) < start) this.cursor++
    for (let i = this.cursor; i < places.length && (places[i] ?? 0) < end; i++) hits.push(this.found[i] ?? -1)
  }

  private search(block: Buffer, pattern: RegExp): void {
    this.block = block
    this.cursor = 0
    this.places.length = 0
    this.found.length = 0
    const text = block.toString("latin1")
    pattern.lastIndex = 0
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const { index } = match
      // Several literals may begin at one place.
      let any = false
      this.literals.forEach((literal, number) => {
        if (text.slice(index, index + literal.length).toLowerCase() !== literal) return
        any = true
        this.places.push(index)
        this.found.push(number)
      })
      if (!any) {
        this.places.push(index)
        this.found.push(-1)
      }
      pattern.lastIndex = index + 1
    }
  }
}
