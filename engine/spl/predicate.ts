import { RuleError } from "../errors/error.ts"
import { all, any, type CompareOp, compare, keyword, negation, oneOf, type Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline } from "../ir/stage.ts"
import { readMacroCall } from "../macro-call.ts"
import { closingBracket, skipQuoted, unescapeQuoted } from "./text.ts"

export interface PredicateText {
  readonly text: string
  readonly start: number
  readonly end: number
  /** Lower-case words that end the predicate when they stand alone outside parentheses. */
  readonly until: readonly string[]
  locate(start: number, end: number): SourceRange | undefined
  /** The pipeline between two brackets, given the offsets inside them. */
  subsearch(start: number, end: number): Pipeline
}

const operators: readonly CompareOp[] = ["!=", "<=", ">=", "=", "<", ">"]
const timeBounds = ["earliest", "latest", "_index_earliest", "_index_latest"] as const
const maxDepth = 200

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
    if (depth > maxDepth) throw this.error("search expression is nested too deeply", this.at)
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
    return all(operands, this.input.locate(start, this.at))
  }

  private disjunction(depth: number): Predicate {
    const start = this.skip()
    const operands = [this.negation(depth)]
    while (this.keyword("OR")) {
      if (this.atEnd(depth)) throw this.error('operator "OR" lacks an operand', this.at - 2)
      operands.push(this.negation(depth))
    }
    return any(operands, this.input.locate(start, this.at))
  }

  private negation(depth: number): Predicate {
    const start = this.skip()
    for (const word of ["AND", "OR"]) if (this.peekKeyword(word)) throw this.error(`operator "${word}" lacks an operand`, start)
    if (this.keyword("NOT")) {
      if (depth > maxDepth) throw this.error("search expression is nested too deeply", start)
      if (this.atEnd(depth)) throw this.error('operator "NOT" lacks an operand', start)
      return negation(this.negation(depth + 1), this.input.locate(start, this.at))
    }
    return this.primary(depth)
  }

  private primary(depth: number): Predicate {
    const start = this.skip()
    switch (this.text[start]) {
      case "(": {
        this.at++
        const inner = this.conjunction(depth + 1)
        if (this.text[this.skip()] !== ")") throw this.error('parenthesis "(" is not closed', start, "add a closing parenthesis")
        this.at++
        return inner.kind === "all" && inner.operands.length === 0 ? any([], this.input.locate(start, this.at)) : inner
      }
      case "[": {
        const close = closingBracket(this.text, start, this.input.end)
        if (close === -1) throw this.error('bracket "[" is not closed', start, "add a closing bracket")
        this.at = close + 1
        return { kind: "subsearch", pipeline: this.input.subsearch(start + 1, close), range: this.input.locate(start, this.at) }
      }
      case "]":
        throw this.error('unexpected "]"', start)
      case "`": {
        const { name, args, end } = readMacroCall(this.text, start, this.input.locate)
        this.at = end
        return { kind: "macro_term", name, args, range: this.input.locate(start, end) }
      }
      case "'": {
        const field = this.singleQuotedField()
        if (field !== null) return this.comparison(field, start, depth)
        break
      }
      case '"': {
        const phrase = this.quoted()
        if (this.operator() !== null || this.peekIn()) return this.comparison(phrase, start, depth)
        return keyword(phrase, this.input.locate(start, this.at))
      }
      default:
    }
    const directive = /^(TERM|CASE)\s*\(/.exec(this.text.slice(start, start + 12))
    if (directive !== null) return this.directive(directive[1] === "TERM" ? "TERM" : "CASE", start, start + directive[0].length)
    const token = this.token()
    if (token === "") throw this.error(`unexpected "${this.text.slice(start, Math.min(start + 20, this.input.end))}"`, start)
    if (this.operator() !== null || this.peekIn()) return this.comparison(token, start, depth)
    // A lone wildcard is every event, with or without text.
    return token === "*" ? all([], this.input.locate(start, this.at)) : keyword(unescapeQuoted(token), this.input.locate(start, this.at))
  }

  private comparison(field: string, start: number, depth: number): Predicate {
    if (this.keyword("IN")) {
      const values = this.valueList(start)
      return oneOf(field, values, this.input.locate(start, this.at))
    }
    const op = this.operator()
    if (op === null) throw new Error("a comparison has no operator")
    this.at += op.length
    if (op === "=" && this.text[this.at] === "=") this.at++
    this.skip()
    const range = (): SourceRange | undefined => this.input.locate(start, this.at)
    // `field=(a OR b)` spreads the field over the values.
    if (this.text[this.at] === "(" && op !== "<" && op !== "<=" && op !== ">" && op !== ">=") return this.spread(field, op, start, depth)
    const valueStart = this.at
    const value = this.value()
    if (value === null) throw this.error(`comparison of "${field}" lacks a value`, start, undefined, valueStart)
    const bound = timeBounds.find(name => name === field)
    if (bound !== undefined && op === "=") return { kind: "time", bound, value, range: range() }
    return compare(field, op, value, range())
  }

  private spread(field: string, op: CompareOp, start: number, depth: number): Predicate {
    const open = this.at
    this.at++
    const inner = this.conjunction(depth + 1)
    if (this.text[this.skip()] !== ")") throw this.error('parenthesis "(" is not closed', open, "add a closing parenthesis")
    this.at++
    const range = this.input.locate(start, this.at)
    const apply = (node: Predicate): Predicate => {
      switch (node.kind) {
        case "all":
          return all(node.operands.map(apply), range)
        case "any":
          return any(node.operands.map(apply), range)
        case "not":
          return negation(apply(node.operand), range)
        case "keyword":
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
      if (this.at >= this.input.end) throw this.error('parenthesis "(" is not closed', open, "add a closing parenthesis")
      if (c === ")") {
        this.at++
        break
      }
      const value = this.value(",")
      if (value === null) throw this.error(`unexpected "${this.text.slice(this.at, this.at + 20)}" in the list`, this.at)
      values.push(value)
    }
    if (values.length === 0) throw this.error("IN needs at least one value", start)
    return values
  }

  private directive(form: "TERM" | "CASE", start: number, inside: number): Predicate {
    const closing = this.text[inside] === '"' ? this.text.indexOf(")", skipQuoted(this.text, inside, this.input.end)) : this.text.indexOf(")", inside)
    if (closing === -1 || closing >= this.input.end) throw this.error(`${form}( is not closed`, start, "add a closing parenthesis")
    this.at = closing + 1
    const body = this.text.slice(inside, closing).trim()
    const text = body.startsWith('"') && body.endsWith('"') && body.length > 1 ? unescapeQuoted(body.slice(1, -1)) : body
    return { kind: "keyword", form, text, range: this.input.locate(start, this.at) }
  }

  /** A bare term, or the bare field name of a comparison. */
  private token(): string {
    const start = this.at
    for (; this.at < this.input.end; this.at++) {
      const c = this.text[this.at] ?? ""
      if (c === "\\" && this.text[this.at + 1] === '"') {
        this.at++
        continue
      }
      if (/[\s()|[\]"`,=<>]/.test(c)) break
      if (c === "!" && this.text[this.at + 1] === "=") break
    }
    return this.text.slice(start, this.at)
  }

  /** A value behind an operator: quoted, or bare up to white space or an unmatched parenthesis; null when there is none. */
  private value(separator = ""): string | null {
    if (this.text[this.at] === '"') {
      const start = this.at
      const value = this.quoted()
      // A quote that ends inside a bare word goes on as part of it.
      if (this.at >= this.input.end || /[\s()|,\]]/.test(this.text[this.at] ?? " ")) return value
      this.at = start
    }
    const start = this.at
    let depth = 0
    let raw = ""
    for (; this.at < this.input.end; this.at++) {
      const c = this.text[this.at] ?? ""
      if (/[\s|`]/.test(c) || c === separator) break
      if ((c === "[" || c === "]") && depth === 0) break
      if (c === "(") depth++
      if (c === ")" && --depth < 0) break
      if (c === "\\" && this.text[this.at + 1] === '"') {
        raw += '\\"'
        this.at++
      } else if (c === '"') {
        const close = skipQuoted(this.text, this.at, this.input.end)
        if (close >= this.input.end) throw this.error('quote " is not closed', this.at, "add a closing quote")
        raw += this.text.slice(this.at + 1, close)
        this.at = close
      } else raw += c
    }
    return this.at === start ? null : unescapeQuoted(raw)
  }

  private quoted(): string {
    const start = this.at
    const close = skipQuoted(this.text, start, this.input.end)
    if (close >= this.input.end) throw this.error('quote " is not closed', start, "add a closing quote")
    this.at = close + 1
    return unescapeQuoted(this.text.slice(start + 1, close))
  }

  /** `'name'` in front of an operator; an apostrophe elsewhere is a character like any other. */
  private singleQuotedField(): string | null {
    const match = /^'([^'|]+)'\s*(?:[=<>]|!=|IN\s*\()/.exec(this.text.slice(this.at, Math.min(this.at + 300, this.input.end)))
    if (match?.[1] === undefined) return null
    this.at += match[1].length + 2
    return match[1]
  }

  private operator(): CompareOp | null {
    const before = this.at
    this.skip()
    const at = this.at
    const op = at < this.input.end ? operators.find(symbol => this.text.startsWith(symbol, at)) : undefined
    if (op === undefined) this.at = before
    return op ?? null
  }

  private peekIn(): boolean {
    return /^\s*IN\s*\(/.test(this.text.slice(this.at, Math.min(this.at + 40, this.input.end)))
  }

  private peekKeyword(word: string): boolean {
    this.skip()
    const end = this.at + word.length
    return end <= this.input.end && this.text.startsWith(word, this.at) && (end === this.input.end || /[\s()[\]"`]/.test(this.text[end] ?? " "))
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
    const word = /^[A-Za-z_]+(?=\s|$|\()/.exec(this.text.slice(this.at, Math.min(this.at + 24, this.input.end)))
    return word !== null && this.input.until.includes(word[0].toLowerCase()) && !/^\s*(?:[=<>]|!=)/.test(this.text.slice(this.at + word[0].length))
  }

  /** Skips white space, and commas, which separate terms as white space does. */
  private skip(): number {
    while (this.at < this.input.end && /[\s,]/.test(this.text[this.at] ?? "x")) this.at++
    return this.at
  }

  private error(message: string, start: number, hint?: string, end = this.at): RuleError {
    return new RuleError("syntax", message, { range: this.input.locate(start, Math.max(end, start + 1)), hint })
  }
}
