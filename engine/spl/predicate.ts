import { RuleError } from "../errors/error.ts"
import { all, any, type CompareOp, compare, type Keyword, keyword, negation, oneOf, type Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline } from "../ir/stage.ts"
import { readMacroCall } from "../macro-call.ts"
import { standardTimeFormat, timeBoundOf } from "../time/time-bound.ts"
import { closingBracket, isBlank, maxLevel, skipQuoted, unescapeBare, unescapeQuoted } from "./text.ts"

export interface PredicateText {
  readonly text: string
  readonly start: number
  readonly end: number
  /** Lower-case words that end the predicate when they stand alone outside parentheses. */
  readonly until: readonly string[]
  locate(start: number, end: number): SourceRange | undefined
  /** Levels of nesting that the text stands in. */
  readonly level: number
  /** The pipeline between two brackets, given the offsets inside them and the levels of nesting above. */
  subsearch(start: number, end: number, level: number): Pipeline
}

/**
 * Reads a search expression: adjacent terms are ANDed, and NOT binds tightest, then OR, then AND. Reads to the end, to an unmatched
 * closing parenthesis or to one of the closing words.
 * @throws RuleError "syntax"
 */
export function parsePredicateAt(input: PredicateText): { readonly predicate: Predicate; readonly end: number } {
  const parser = new PredicateParser(input)
  const predicate = parser.conjunction(0)
  return { predicate, end: parser.at }
}

class PredicateParser {
  at: number
  private readonly input: PredicateText
  private readonly text: string

  constructor(input: PredicateText) {
    this.input = input
    this.text = input.text
    this.at = input.start
  }

  conjunction(depth: number): Predicate {
    if (this.input.level + depth > maxLevel) throw this.error("search expression is nested too deeply", this.at)
    const start = this.skip()
    const operands: Predicate[] = []
    while (!this.atEnd(depth)) {
      if (this.keyword("AND")) {
        const afterAnd = this.skip()
        if (operands.length === 0 || this.atEnd(depth) || this.peekKeyword("AND") || this.peekKeyword("OR"))
          throw this.error('operator "AND" lacks an operand', Math.max(start, afterAnd - 4))
      }
      operands.push(this.disjunction(depth))
    }
    const [only] = operands
    return only !== undefined && operands.length === 1 ? only : all(operands, this.rangeFrom(start))
  }

  private disjunction(depth: number): Predicate {
    const start = this.skip()
    const first = this.negation(depth)
    if (!this.peekKeyword("OR")) return first
    const operands = [first]
    while (this.keyword("OR")) {
      if (this.atEnd(depth)) throw this.error('operator "OR" lacks an operand', this.at - 2)
      operands.push(this.negation(depth))
    }
    return any(operands, this.rangeFrom(start))
  }

  private negation(depth: number): Predicate {
    const start = this.skip()
    for (const word of ["AND", "OR"]) if (this.peekKeyword(word)) throw this.error(`operator "${word}" lacks an operand`, start)
    if (this.keyword("NOT")) {
      if (this.input.level + depth > maxLevel) throw this.error("search expression is nested too deeply", start)
      if (this.atEnd(depth)) throw this.error('operator "NOT" lacks an operand', start)
      return negation(this.negation(depth + 1), this.rangeFrom(start))
    }
    return this.primary(depth)
  }

  private primary(depth: number): Predicate {
    const start = this.skip()
    switch (this.text[start]) {
      case "(": {
        this.at++
        const inner = this.conjunction(depth + 1)
        if (this.text[this.skip()] !== ")") throw this.error('parenthesis "(" is not closed', start, "add a closing parenthesis", start + 1)
        this.at++
        return inner
      }
      case "[": {
        const close = closingBracket(this.text, start, this.input.end)
        if (close === -1) throw this.error('bracket "[" is not closed', start, "add a closing bracket")
        this.at = close + 1
        return {
          kind: "subsearch",
          pipeline: this.input.subsearch(start + 1, close, this.input.level + depth),
          range: this.rangeFrom(start),
        }
      }
      case "`": {
        const { name, args, end } = readMacroCall(this.text, start, this.input.locate)
        this.at = end
        return { kind: "macro_term", name, args, range: this.rangeFrom(start) }
      }
      case "'": {
        const field = this.singleQuotedField()
        if (field !== null) return this.comparison(field, start, depth)
        break
      }
      case '"': {
        const phrase = this.quoted()
        return this.isCompared() ? this.comparison(phrase, start, depth) : keyword(phrase, this.rangeFrom(start))
      }
      default:
    }
    const directive = this.directive()
    if (directive !== null) return { kind: "keyword", ...directive, range: this.rangeFrom(start) }
    const token = this.token()
    if (token === "") throw this.error(`unexpected "${this.text.slice(start, Math.min(start + 20, this.input.end))}"`, start)
    if (this.isCompared()) return this.comparison(token, start, depth)
    return this.term(token, start)
  }

  private term(token: string, start: number): Predicate {
    const range = this.rangeFrom(start)
    // A lone wildcard is every event, with or without text.
    if (token === "*") return all([], range)
    const indexed = /^([A-Za-z_][\w.]*)::(.+)$/s.exec(token)
    if (indexed?.[1] !== undefined && indexed[2] !== undefined && !/^[\da-f:.]+$/i.test(token))
      return compare(indexed[1], "=", unescapeBare(indexed[2]), range)
    return keyword(unescapeBare(token), range)
  }

  private comparison(field: string, start: number, depth: number): Predicate {
    if (this.keyword("IN")) {
      const values = this.valueList(start)
      return oneOf(field, values, this.rangeFrom(start))
    }
    const op = this.operator()
    if (op === null) throw new Error("a comparison has no operator")
    this.skipBlanks()
    // `field=(a OR b)` spreads the field over the values.
    if (this.text[this.at] === "(" && (op === "=" || op === "!=")) return this.spread(field, op, start, depth)
    const valueStart = this.at
    const directive = op === "=" || op === "!=" ? this.directive() : null
    // TERM says how the index is searched; there is none, and the value matches whole in any case.
    if (directive !== null)
      return { ...compare(field, op, directive.text, this.rangeFrom(start)), ...(directive.form === "CASE" ? { caseSensitive: true } : {}) }
    const value = this.value()
    if (value === null) throw this.error(`comparison of "${field}" lacks a value`, start, undefined, valueStart)
    return this.timeTerm(field, op, value, start) ?? compare(field, op, value, this.rangeFrom(start))
  }

  private timeTerm(field: string, op: CompareOp, value: string, start: number): Predicate | null {
    const range = this.rangeFrom(start)
    const bound = timeBoundOf(field, op, value)
    if (bound !== null) return { kind: "time", ...bound, range }
    if (field !== "timeformat" || op !== "=" || !value.includes("%")) return null
    if (value === standardTimeFormat) return all([], range)
    throw new RuleError("unsupported", `time format "${value}" cannot be set`, {
      range,
      hint: `write times as in ${standardTimeFormat}, or use earliest and latest`,
    })
  }

  private spread(field: string, op: CompareOp, start: number, depth: number): Predicate {
    const open = this.at
    this.at++
    const inner = this.conjunction(depth + 1)
    if (this.text[this.skip()] !== ")") throw this.error('parenthesis "(" is not closed', open, "add a closing parenthesis", open + 1)
    this.at++
    const range = this.rangeFrom(start)
    const apply = (node: Predicate): Predicate => {
      switch (node.kind) {
        case "all":
          return node.operands.length === 0 ? compare(field, op, "*", range) : all(node.operands.map(apply), range)
        case "any":
          return any(node.operands.map(apply), range)
        case "not":
          return negation(apply(node.operand), range)
        case "keyword":
          if (node.form === "CASE") return { ...compare(field, op, node.text, range), caseSensitive: true }
          return compare(field, op, node.text, range)
        default:
          throw this.error(`"${field}" is compared with something that is not a value`, open)
      }
    }
    return apply(inner)
  }

  private valueList(start: number): string[] {
    if (this.text[this.skip()] !== "(") throw this.error("IN needs a list in parentheses", start)
    const open = this.at
    this.at++
    const values: string[] = []
    for (;;) {
      const c = this.text[this.skip()]
      if (this.at >= this.input.end) throw this.error('parenthesis "(" is not closed', open, "add a closing parenthesis", open + 1)
      if (c === ")") {
        this.at++
        break
      }
      const value = this.value()
      if (value === null) throw this.error(`unexpected "${this.text.slice(this.at, this.at + 20)}" in the list`, this.at)
      values.push(value)
    }
    if (values.length === 0) throw this.error("IN needs at least one value", start)
    return values
  }

  /** `TERM(...)` or `CASE(...)`, if that is what stands next. */
  private directive(): Pick<Keyword, "form" | "text"> | null {
    const start = this.at
    const c = this.text.charCodeAt(start)
    if (c !== 84 && c !== 67) return null
    directiveStart.lastIndex = start
    const form = directiveStart.exec(this.text)?.[1]
    const inside = directiveStart.lastIndex
    if ((form !== "TERM" && form !== "CASE") || inside > this.input.end) return null
    const closing = this.text.indexOf(")", this.text[inside] === '"' ? skipQuoted(this.text, inside, this.input.end) : inside)
    if (closing === -1 || closing >= this.input.end) throw this.error(`${form}( is not closed`, start, "add a closing parenthesis", inside)
    this.at = closing + 1
    const body = this.text.slice(inside, closing).trim()
    if (body === "") throw this.error(`${form}() names nothing`, start)
    return { form, text: body.startsWith('"') && body.endsWith('"') && body.length > 1 ? unescapeQuoted(body.slice(1, -1)) : body }
  }

  /** A bare term, or the bare field name of a comparison. */
  private token(): string {
    const start = this.at
    const { text } = this
    for (; this.at < this.input.end; this.at++) {
      const c = text.charCodeAt(this.at)
      if (c === 92 && isEscapable(text.charCodeAt(this.at + 1))) this.at++
      else if (endsToken(c) || (c === 33 && text.charCodeAt(this.at + 1) === 61)) break
    }
    this.at = Math.min(this.at, this.input.end)
    return text.slice(start, this.at)
  }

  /** A value behind an operator: quoted, or bare up to white space, a comma or an unmatched parenthesis; null when there is none. */
  private value(): string | null {
    const { text } = this
    const { end } = this.input
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

  private quoted(): string {
    const start = this.at
    const close = skipQuoted(this.text, start, this.input.end)
    if (close >= this.input.end) throw this.error('quote " is not closed', start, "add a closing quote", start + 1)
    this.at = close + 1
    return unescapeQuoted(this.text.slice(start + 1, close))
  }

  /** `'name'` in front of an operator; an apostrophe elsewhere is a character like any other. */
  private singleQuotedField(): string | null {
    const close = this.text.indexOf("'", this.at + 1)
    if (close === -1 || close === this.at + 1 || close >= this.input.end) return null
    const before = this.at
    const name = this.text.slice(before + 1, close)
    this.at = close + 1
    if (!name.includes("|") && this.isCompared()) return name
    this.at = before
    return null
  }

  /** Whether an operator or `IN (` stands next. */
  private isCompared(): boolean {
    const before = this.at
    this.skipBlanks()
    const compared = operatorAt(this.text, this.at, this.input.end) !== null
    const at = this.at
    this.at = before
    if (compared || this.text[at] !== "I") return compared
    inList.lastIndex = at
    return inList.test(this.text) && inList.lastIndex <= this.input.end
  }

  /** Consumes the operator that stands next; `==` is `=`. */
  private operator(): CompareOp | null {
    this.skipBlanks()
    const op = operatorAt(this.text, this.at, this.input.end)
    if (op === null) return null
    this.at += op.length
    if (op === "=" && this.text[this.at] === "=" && this.at < this.input.end) this.at++
    return op
  }

  private peekKeyword(word: string): boolean {
    this.skip()
    const end = this.at + word.length
    return (
      this.text.startsWith(word, this.at) && (end === this.input.end || (end < this.input.end && /[\s()[\]"`]/.test(this.text[end] ?? " ")))
    )
  }

  private keyword(word: string): boolean {
    if (!this.peekKeyword(word)) return false
    this.at += word.length
    return true
  }

  private atEnd(depth: number): boolean {
    this.skip()
    if (this.at >= this.input.end || this.text[this.at] === ")" || this.text[this.at] === "]") return true
    if (depth > 0 || this.input.until.length === 0) return false
    plainWord.lastIndex = this.at
    const word = plainWord.exec(this.text)?.[0]
    if (word === undefined || !this.input.until.includes(word.toLowerCase())) return false
    const before = this.at
    this.at += word.length
    const compared = this.isCompared()
    this.at = before
    return !compared
  }

  /** Skips white space, and commas, which separate terms as white space does. */
  private skip(): number {
    while (this.at < this.input.end) {
      const c = this.text.charCodeAt(this.at)
      if (!isBlank(c) && c !== 44) break
      this.at++
    }
    return this.at
  }
  private skipBlanks(): void {
    while (this.at < this.input.end && isBlank(this.text.charCodeAt(this.at))) this.at++
  }

  private rangeFrom(start: number): SourceRange | undefined {
    return this.input.locate(start, this.at)
  }

  private error(message: string, start: number, hint?: string, end = this.at): RuleError {
    return new RuleError("syntax", message, { range: this.input.locate(start, Math.max(end, start + 1)), hint })
  }
}

const directiveStart = /(TERM|CASE)\s*\(/y
const inList = /IN\s*\(/y
const plainWord = /[A-Za-z_]+(?=\s|$|\()/y

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
