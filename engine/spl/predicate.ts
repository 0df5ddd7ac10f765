import { RuleError } from "../errors/error.ts"
import { all, any, type CompareOp, compare, keyword, negation, oneOf, type Predicate, type Subsearch, spread } from "../ir/predicate.ts"
import type { Pipeline } from "../ir/stage.ts"
import { checkJsonPath } from "../json-path.ts"
import { readMacroCall } from "../macro-call.ts"
import { standardTimeFormat, timeBoundOf, withTimeBounds } from "../time/time-bound.ts"
import { SearchCursor, type SearchText } from "./search-cursor.ts"
import { closingBracket, maxLevel, unescapeBare } from "./text.ts"

export interface PredicateText extends SearchText {
  /** Lower-case words that end the predicate when they stand alone outside parentheses. */
  readonly until: readonly string[]
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

class PredicateParser extends SearchCursor {
  private readonly input: PredicateText

  constructor(input: PredicateText) {
    super(input)
    this.input = input
  }

  conjunction(depth: number): Predicate {
    if (this.input.level + depth > maxLevel) throw this.error("search expression is nested too deeply", this.at)
    const start = this.skip()
    const operands: Predicate[] = []
    while (!this.atEnd(depth)) {
      const operator = this.at
      if (this.keyword("AND") && (operands.length === 0 || this.atEnd(depth) || this.peekKeyword("AND") || this.peekKeyword("OR")))
        throw this.lacksOperand("AND", operator)
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
    for (let operator = this.skip(); this.keyword("OR"); operator = this.skip()) {
      if (this.atEnd(depth)) throw this.lacksOperand("OR", operator)
      operands.push(this.negation(depth))
    }
    return any(operands, this.rangeFrom(start))
  }

  private negation(depth: number): Predicate {
    const start = this.skip()
    for (const word of ["AND", "OR"]) if (this.peekKeyword(word)) throw this.lacksOperand(word, start)
    if (this.keyword("NOT")) {
      if (this.input.level + depth > maxLevel) throw this.error("search expression is nested too deeply", start)
      if (this.atEnd(depth)) throw this.lacksOperand("NOT", start)
      return negation(this.negation(depth + 1), this.rangeFrom(start))
    }
    return this.primary(depth)
  }

  private lacksOperand(operator: string, start: number): RuleError {
    return this.error(
      `operator "${operator}" lacks an operand`,
      start,
      "put the word in quotes where it is searched for",
      start + operator.length,
    )
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
      case "[":
        return this.subsearch(depth)
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
    if (token === "") throw this.error(`unexpected "${this.text.slice(start, Math.min(start + 20, this.end))}"`, start)
    if (this.isCompared()) return this.comparison(token, start, depth)
    return this.term(token, start)
  }

  private subsearch(depth: number): Subsearch {
    const start = this.at
    const close = closingBracket(this.text, start, this.end)
    if (close === -1) throw this.error('bracket "[" is not closed', start, "add a closing bracket")
    this.at = close + 1
    return { kind: "subsearch", pipeline: this.input.subsearch(start + 1, close, this.input.level + depth), range: this.rangeFrom(start) }
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
    checkJsonPath(field, () => this.rangeFrom(start))
    const negated = this.keyword("NOT")
    if (this.keyword("IN")) {
      const members = oneOf(field, this.valueList(start), this.rangeFrom(start))
      return negated ? negation(members, this.rangeFrom(start)) : members
    }
    const op = this.operator()
    if (op === null) throw new Error("a comparison has no operator")
    this.skipBlanks()
    // `field=(a OR b)` spreads the field over the values.
    if (this.text[this.at] === "(" && (op === "=" || op === "!=")) return this.spreadList(field, op, start, depth)
    if (this.text[this.at] === "[") return { ...this.subsearch(depth), of: { field, op }, range: this.rangeFrom(start) }
    const valueStart = this.at
    const directive = op === "=" || op === "!=" ? this.directive() : null
    if (directive?.form === "CASE") return { ...compare(field, op, directive.text, this.rangeFrom(start)), caseSensitive: true }
    // TERM says how the index is searched; there is none, and the value matches whole in any case.
    const value = directive?.text ?? this.value()
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

  private spreadList(field: string, op: CompareOp, start: number, depth: number): Predicate {
    const open = this.at
    this.at++
    const inner = this.conjunction(depth + 1)
    if (this.text[this.skip()] !== ")") throw this.error('parenthesis "(" is not closed', open, "add a closing parenthesis", open + 1)
    this.at++
    const range = this.rangeFrom(start)
    const terms = spread(inner, field, op, range)
    if (terms === null) throw this.error(`"${field}" is compared with something that is not a value`, open)
    return withTimeBounds(terms)
  }

  private valueList(start: number): string[] {
    if (this.text[this.skip()] !== "(") throw this.error("IN needs a list in parentheses", start)
    const open = this.at
    this.at++
    const values: string[] = []
    for (;;) {
      const c = this.text[this.skip()]
      if (this.at >= this.end) throw this.error('parenthesis "(" is not closed', open, "add a closing parenthesis", open + 1)
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

  private atEnd(depth: number): boolean {
    this.skip()
    if (this.at >= this.end || this.text[this.at] === ")" || this.text[this.at] === "]") return true
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
}

const plainWord = /[A-Za-z_]+(?=\s|$|\()/y
