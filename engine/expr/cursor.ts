import { RuleError } from "../errors/error.ts"
import type { BinaryOp } from "../ir/expr.ts"
import type { SourceRange } from "../ir/source.ts"
import { symbols, words } from "./syntax.ts"

/** Text of an expression. */
export interface CursorText {
  readonly text: string
  /** Where to start reading. */
  readonly offset: number
  /** Maps offsets in `text` to the source that the user sees. */
  locate(start: number, end: number): SourceRange | undefined
}

/** Reads the words, operators and quoted texts of an expression. */
export class ExprCursor {
  at: number
  protected readonly text: string
  protected readonly locate: CursorText["locate"]

  constructor({ text, offset, locate }: CursorText) {
    this.text = text
    this.at = offset
    this.locate = locate
  }

  /** Something else than what may stand next within a parenthesis, or nothing. */
  protected notClosed(open: number, expected: string): RuleError {
    const found = this.text.slice(this.at, this.at + 20)
    return found === ""
      ? this.error('parenthesis "(" is not closed', open, "add a closing parenthesis", open + 1)
      : this.error(`expected ${expected}, found "${found}"`, this.at, undefined, this.at + 1)
  }

  protected operator(): BinaryOp | null {
    this.skip()
    for (const [symbol, op] of symbols)
      if (this.text.startsWith(symbol, this.at)) {
        this.at += symbol.length
        return op
      }
    for (const [word, op] of words) if (this.word(word)) return op
    return null
  }

  /** A quoted text: the quote and the backslash are escaped with a backslash, which is itself before anything else. */
  protected quoted(quote: string): string {
    const start = this.at
    let text = ""
    for (let i = start + 1; i < this.text.length; i++) {
      const c = this.text[i]
      const next = this.text[i + 1]
      if (c === "\\" && (next === quote || next === "\\")) {
        text += next
        i++
      } else if (c === quote) {
        this.at = i + 1
        return text
      } else text += c
    }
    throw this.error(`quote ${quote} is not closed`, start, "add a closing quote")
  }

  protected word(word: string): boolean {
    this.skip()
    const end = this.at + word.length
    if (this.text.slice(this.at, end).toLowerCase() !== word || /[\p{L}\p{N}_]/u.test(this.text[end] ?? " ")) return false
    this.at = end
    return true
  }

  protected match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found === null) return null
    this.at += found[0].length
    return found[0]
  }

  protected skip(): number {
    while (/\s/.test(this.text[this.at] ?? "x")) this.at++
    return this.at
  }

  protected error(message: string, start: number, hint?: string, end = this.at): RuleError {
    return new RuleError("syntax", message, { range: this.locate(start, Math.max(end, start + 1)), hint })
  }
}
