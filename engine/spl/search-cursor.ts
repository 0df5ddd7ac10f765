import { RuleError } from "../errors/error.ts"
import type { CompareOp, Keyword } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import { isBlank, skipQuoted, unescapeBare, unescapeQuoted } from "./text.ts"

/** Text of a search expression between two offsets. */
export interface SearchText {
  readonly text: string
  readonly start: number
  readonly end: number
  locate(start: number, end: number): SourceRange | undefined
}

/** Reads the words, values and operators of a search expression. */
export class SearchCursor {
  at: number
  protected readonly text: string
  protected readonly end: number
  protected readonly locate: SearchText["locate"]

  constructor({ text, start, end, locate }: SearchText) {
    this.text = text
    this.at = start
    this.end = end
    this.locate = locate
  }

  /** `TERM(...)` or `CASE(...)`, if that is what stands next. */
  protected directive(): Pick<Keyword, "form" | "text"> | null {
    const start = this.at
    const c = this.text.charCodeAt(start)
    if (c !== 84 && c !== 67) return null
    directiveStart.lastIndex = start
    const form = directiveStart.exec(this.text)?.[1]
    const inside = directiveStart.lastIndex
    if ((form !== "TERM" && form !== "CASE") || inside > this.end) return null
    const closing = this.text.indexOf(")", this.text[inside] === '"' ? skipQuoted(this.text, inside, this.end) : inside)
    if (closing === -1 || closing >= this.end) throw this.error(`${form}( is not closed`, start, "add a closing parenthesis", inside)
    this.at = closing + 1
    const body = this.text.slice(inside, closing).trim()
    if (body === "") throw this.error(`${form}() names nothing`, start)
    return { form, text: body.startsWith('"') && body.endsWith('"') && body.length > 1 ? unescapeQuoted(body.slice(1, -1)) : body }
  }

  /** A bare term, or the bare field name of a comparison. */
  protected token(): string {
    const start = this.at
    const { text } = this
    for (; this.at < this.end; this.at++) {
      const c = text.charCodeAt(this.at)
      if (c === 92 && isEscapable(text.charCodeAt(this.at + 1))) this.at++
      else if (endsToken(c) || (c === 33 && text.charCodeAt(this.at + 1) === 61)) break
    }
    this.at = Math.min(this.at, this.end)
    return text.slice(start, this.at)
  }

  /** A value behind an operator: quoted, or bare up to white space, a comma or an unmatched parenthesis; null when there is none. */
  protected value(): string | null {
    const { text } = this
    const { end } = this
    const start = this.at
    if (text.charCodeAt(start) === 34) {
      const value = this.quoted()
      // A quote that ends inside a bare word goes on as part of it.
      if (this.at >= end || endsValue(text.charCodeAt(this.at)) || text[this.at] === ")") return value
      this.at = start
    }
    let depth = 0
    let raw = ""
    let from = start
    for (; this.at < end; this.at++) {
      const c = text.charCodeAt(this.at)
      if (c === 92 && isEscapable(text.charCodeAt(this.at + 1))) this.at++
      else if (c === 34) {
        const close = skipQuoted(text, this.at, end)
        if (close >= end) throw this.error('quote " is not closed', this.at, "add a closing quote")
        raw += text.slice(from, this.at) + text.slice(this.at + 1, close)
        this.at = close
        from = close + 1
      } else if (endsValue(c)) {
        if ((c !== 91 && c !== 93) || depth === 0) break
      } else if (c === 40) depth++
      else if (c === 41 && --depth < 0) break
    }
    this.at = Math.min(this.at, end)
    return this.at === start ? null : unescapeBare(raw + text.slice(from, this.at))
  }

  protected quoted(): string {
    const start = this.at
    const close = skipQuoted(this.text, start, this.end)
    if (close >= this.end) throw this.error('quote " is not closed', start, "add a closing quote", start + 1)
    this.at = close + 1
    return unescapeQuoted(this.text.slice(start + 1, close))
  }

  /** `'name'` in front of an operator; an apostrophe elsewhere is a character like any other. */
  protected singleQuotedField(): string | null {
    const close = this.text.indexOf("'", this.at + 1)
    if (close === -1 || close === this.at + 1 || close >= this.end) return null
    const before = this.at
    const name = this.text.slice(before + 1, close)
    this.at = close + 1
    if (!name.includes("|") && this.isCompared()) return name
    this.at = before
    return null
  }

  /** Whether an operator, `IN (` or `NOT IN (` stands next. */
  protected isCompared(): boolean {
    const before = this.at
    this.skipBlanks()
    const compared = operatorAt(this.text, this.at, this.end) !== null
    const at = this.at
    this.at = before
    if (compared || (this.text[at] !== "I" && this.text[at] !== "N")) return compared
    inList.lastIndex = at
    return inList.test(this.text) && inList.lastIndex <= this.end
  }

  /** Consumes the operator that stands next; `==` is `=`. */
  protected operator(): CompareOp | null {
    this.skipBlanks()
    const op = operatorAt(this.text, this.at, this.end)
    if (op === null) return null
    this.at += op.length
    if (op === "=" && this.text[this.at] === "=" && this.at < this.end) this.at++
    return op
  }

  protected peekKeyword(word: string): boolean {
    this.skip()
    const end = this.at + word.length
    return this.text.startsWith(word, this.at) && (end === this.end || (end < this.end && /[\s()[\]"`]/.test(this.text[end] ?? " ")))
  }

  protected keyword(word: string): boolean {
    if (!this.peekKeyword(word)) return false
    this.at += word.length
    return true
  }

  /** Skips white space, and commas, which separate terms as white space does. */
  protected skip(): number {
    while (this.at < this.end) {
      const c = this.text.charCodeAt(this.at)
      if (!isBlank(c) && c !== 44) break
      this.at++
    }
    return this.at
  }
  protected skipBlanks(): void {
    while (this.at < this.end && isBlank(this.text.charCodeAt(this.at))) this.at++
  }

  protected rangeFrom(start: number): SourceRange | undefined {
    return this.locate(start, this.at)
  }

  protected error(message: string, start: number, hint?: string, end = this.at): RuleError {
    return new RuleError("syntax", message, { range: this.locate(start, Math.max(end, start + 1)), hint })
  }
}

const directiveStart = /(TERM|CASE)\s*\(/y
const inList = /(?:NOT\s+)?IN\s*\(/y

function operatorAt(text: string, at: number, end: number): CompareOp | null {
  if (at >= end) return null
  const equals = at + 1 < end && text.charCodeAt(at + 1) === 61
  switch (text.charCodeAt(at)) {
    case 61:
      return "="
    case 33:
      return equals ? "!=" : null
    case 60:
      return equals ? "<=" : "<"
    case 62:
      return equals ? ">=" : ">"
    default:
      return null
  }
}

/** A quote, a bar or a backslash behind a backslash. */
const isEscapable = (c: number): boolean => c === 34 || c === 124 || c === 92
/** White space and `, | [ ] \``. */
const endsValue = (c: number): boolean => c === 44 || c === 124 || c === 91 || c === 93 || c === 96 || isBlank(c)
/** What ends a value, and `( ) " = < >`. */
const endsToken = (c: number): boolean => c === 40 || c === 41 || c === 34 || (c >= 60 && c <= 62) || endsValue(c)
