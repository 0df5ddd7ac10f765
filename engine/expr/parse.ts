import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import { functions } from "../functions/index.ts"
import { type BinaryOp, binary, call, type Expr, field, literal, unary } from "../ir/expr.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline } from "../ir/stage.ts"
import { readMacroCall } from "../macro-call.ts"
import { bareField, maxDepth, maxHeight, maxSubsearchDepth, notStrength, signStrength, strength, symbols, words } from "./syntax.ts"

export interface ExprText {
  readonly text: string
  /** Where to start reading. */
  readonly offset: number
  /** Maps offsets in `text` to the source that the user sees. */
  locate(start: number, end: number): SourceRange | undefined
  /** Levels of nesting that the text stands in; none when left out. */
  readonly level?: number
  /** Reads the subsearch whose bracket opens at an offset, below some levels of nesting; left out where none may stand. */
  subsearch?(open: number, level: number): { readonly pipeline: Pipeline; readonly end: number }
}

/** Words that end an expression inside a command: `eval(...) AS name`, `... BY field`. */
const terminators: ReadonlySet<string> = new Set(["as", "by"])

/**
 * Reads one expression and stops before the first thing that cannot go on with it.
 * @throws RuleError "syntax", "unknown_function", "wrong_arity"
 */
export function parseExprAt(input: ExprText): { readonly expr: Expr; readonly end: number } {
  const parser = new ExprParser(input)
  const expr = parser.binary(0, input.level ?? 0)
  return { expr, end: parser.at }
}

/** Reads a text that is one whole expression. */
export function parseExpr(text: string, locate: ExprText["locate"] = () => undefined): Expr {
  const { expr, end } = parseExprAt({ text, offset: 0, locate })
  const rest = /\S/.exec(text.slice(end))
  if (rest !== null) {
    const start = end + rest.index
    throw new RuleError("syntax", `unexpected "${text.slice(start, start + 20)}" after the expression`, {
      range: locate(start, text.length),
    })
  }
  return expr
}

class ExprParser {
  at: number
  /** Height of the expression that was read last. */
  private height = 0
  private readonly text: string
  private readonly locate: ExprText["locate"]
  private readonly input: ExprText

  constructor(input: ExprText) {
    this.text = input.text
    this.at = input.offset
    this.locate = input.locate
    this.input = input
  }

  binary(min: number, depth: number): Expr {
    const start = this.skip()
    let left = this.unary(depth)
    let { height } = this
    for (;;) {
      const before = this.at
      const membership = this.membership(left, start, depth, min)
      if (membership !== null) {
        left = membership
        height = this.above(height)
        continue
      }
      const op = this.operator()
      if (op === null || strength[op] <= min) {
        this.at = before
        this.height = height
        return left
      }
      const right = this.binary(strength[op], depth + 1)
      height = this.above(height)
      left = binary(op, left, right, this.locate(start, this.at))
    }
  }

  /** Height of an expression over two others, of which one was read last. */
  private above(height: number): number {
    const sum = Math.max(height, this.height) + 1
    if (sum > maxHeight) throw this.error("expression is too long", this.at, "take it apart, or write a list with IN")
    return sum
  }

  /** `x IN (a, b)` and `x NOT IN (a, b)`. */
  private membership(left: Expr, start: number, depth: number, min: number): Expr | null {
    if (strength["="] <= min) return null
    const before = this.at
    const negated = this.word("not")
    if (!this.word("in")) {
      this.at = before
      return null
    }
    this.skip()
    const subsearch = this.subsearch(start, depth, left)
    if (subsearch !== null) return negated ? unary("not", subsearch, this.locate(start, this.at)) : subsearch
    if (this.text[this.at] !== "(") {
      this.at = before
      return null
    }
    const args = this.args(depth)
    if (args.length === 0) throw this.error("IN needs at least one value", before)
    const found = call("in", [left, ...args], this.locate(start, this.at))
    return negated ? unary("not", found, this.locate(start, this.at)) : found
  }

  private subsearch(start: number, depth: number, of?: Expr): Expr | null {
    if (this.text[this.at] !== "[" || this.input.subsearch === undefined) return null
    const { pipeline, end } = this.input.subsearch(this.at, depth)
    this.at = end
    this.height = maxHeight - maxSubsearchDepth
    return { kind: "subsearch", pipeline, ...(of === undefined ? {} : { of }), range: this.locate(start, end) }
  }

  private unary(depth: number): Expr {
    if (depth > maxDepth) throw this.error("expression is nested too deeply", this.at)
    const start = this.skip()
    if (this.word("not")) return unary("not", this.binary(notStrength, depth + 1), this.locate(start, this.at))
    const c = this.text[this.at]
    if (c === "-" || c === "+") {
      this.at++
      const operand = this.binary(signStrength, depth + 1)
      if (operand.kind === "literal" && typeof operand.value === "number" && c === "-")
        return {
          ...literal(-operand.value, this.locate(start, this.at)),
          ...(operand.text === undefined ? {} : { text: `-${operand.text}` }),
        }
      return unary(c, operand, this.locate(start, this.at))
    }
    return this.operand(depth)
  }

  private operand(depth: number): Expr {
    const start = this.skip()
    this.height = 1
    const c = this.text[this.at]
    switch (c) {
      case undefined:
        throw this.error("expected an expression, found the end", start)
      case "(": {
        this.at++
        const inner = this.binary(0, depth + 1)
        this.skip()
        if (this.text[this.at] !== ")") throw this.error('parenthesis "(" is not closed', start, "add a closing parenthesis")
        this.at++
        return inner
      }
      case '"':
        return literal(this.quoted('"'), this.locate(start, this.at))
      case "'":
        return field(this.quoted("'"), this.locate(start, this.at))
      case "[": {
        const subsearch = this.subsearch(start, depth)
        if (subsearch === null) break
        return subsearch
      }
      case "`": {
        const { name, args, end } = readMacroCall(this.text, start, this.locate)
        this.at = end
        return { kind: "macro_call", name, args, range: this.locate(start, end) }
      }
      case "$": {
        // A token of map or of a drill-down, replaced before the search runs.
        const token = /^\$[^\s$]+\$/.exec(this.text.slice(start, start + 200))
        if (token === null) break
        this.at += token[0].length
        return field(token[0], this.locate(start, this.at))
      }
      default:
    }
    const number = this.match(/\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?/y)
    if (number !== null) {
      const value = Number(number)
      const range = this.locate(start, this.at)
      return String(value) === number ? literal(value, range) : { ...literal(value, range), text: number }
    }
    const name = this.match(bareField)
    if (name === null) throw this.error(`expected an expression, found "${this.text.slice(start, start + 20)}"`, start)
    const isCall = /^\s*\(/.test(this.text.slice(this.at, this.at + 20)) && functions.find(name) !== undefined
    if (!isCall && (words.has(name.toLowerCase()) || terminators.has(name.toLowerCase())))
      throw this.error(`expected an expression, found "${name}"`, start, `a field of that name needs single quotes: '${name}'`)
    const afterName = this.at
    this.skip()
    if (this.text[this.at] === "(") return this.call(name, start, depth)
    this.at = afterName
    return field(name, this.locate(start, afterName))
  }

  private call(name: string, start: number, depth: number): Expr {
    const nameEnd = start + name.length
    const definition = functions.find(name)
    if (definition === undefined)
      throw new RuleError("unknown_function", `unknown function "${name}"`, {
        range: this.locate(start, nameEnd),
        hint: suggest(
          name,
          functions.definitions.map(d => d.name),
        ),
      })
    const args = this.args(depth)
    const [min, max] = definition.arity
    const range = this.locate(start, this.at)
    if (args.length < min || args.length > max)
      throw new RuleError("wrong_arity", `function "${name}" takes ${arityText(min, max)}, found ${args.length}`, {
        range,
        hint: `write ${definition.docs.syntax}`,
      })
    return call(definition.name, args, range)
  }

  private args(depth: number): Expr[] {
    const open = this.at
    this.at++
    const args: Expr[] = []
    let height = 0
    this.skip()
    if (this.text[this.at] === ")") {
      this.at++
      this.height = 1
      return args
    }
    for (;;) {
      args.push(this.binary(0, depth + 1))
      height = Math.max(height, this.height)
      this.skip()
      const c = this.text[this.at]
      if (c === ")") {
        this.at++
        this.height = this.above(height)
        return args
      }
      if (c !== ",")
        throw c === undefined
          ? this.error('parenthesis "(" is not closed', open, "add a closing parenthesis")
          : this.error(`expected "," or ")", found "${this.text.slice(this.at, this.at + 20)}"`, this.at)
      this.at++
    }
  }

  private operator(): BinaryOp | null {
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
  private quoted(quote: string): string {
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

  private word(word: string): boolean {
    this.skip()
    const end = this.at + word.length
    if (this.text.slice(this.at, end).toLowerCase() !== word || /[\p{L}\p{N}_]/u.test(this.text[end] ?? " ")) return false
    this.at = end
    return true
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found === null) return null
    this.at += found[0].length
    return found[0]
  }

  private skip(): number {
    while (/\s/.test(this.text[this.at] ?? "x")) this.at++
    return this.at
  }

  private error(message: string, start: number, hint?: string): RuleError {
    return new RuleError("syntax", message, { range: this.locate(start, Math.max(this.at, start + 1)), hint })
  }
}

function arityText(min: number, max: number): string {
  const noun = (n: number): string => `${n === 0 ? "no" : n} argument${n === 1 ? "" : "s"}`
  if (min === max) return noun(min)
  return max === Number.POSITIVE_INFINITY ? `at least ${noun(min)}` : `${min} to ${noun(max)}`
}
