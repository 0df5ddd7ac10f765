import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import { functions } from "../functions/index.ts"
import { binary, call, chain, type Expr, field, literal, unary } from "../ir/expr.ts"
import type { Pipeline } from "../ir/stage.ts"
import { checkJsonPath } from "../json-path.ts"
import { readMacroCall } from "../macro-call.ts"
import { type CursorText, ExprCursor } from "./cursor.ts"
import { bareField, maxDepth, maxHeight, maxSubsearchDepth, notStrength, signStrength, strength, words } from "./syntax.ts"

export interface ExprText extends CursorText {
  /** Levels of nesting that the text stands in; none when left out. */
  readonly level?: number
  /** The text comes from log data: what looks like a macro call in it is none, and there is no limit to a chain of ANDs or ORs. */
  readonly returned?: boolean
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
export function parseExpr(text: string, locate: ExprText["locate"] = () => undefined, options: Pick<ExprText, "returned"> = {}): Expr {
  const { expr, end } = parseExprAt({ text, offset: 0, locate, ...options })
  const rest = /\S/.exec(text.slice(end))
  if (rest !== null) {
    const start = end + rest.index
    throw new RuleError("syntax", `unexpected "${text.slice(start, start + 20)}" after the expression`, {
      range: locate(start, text.length),
    })
  }
  return expr
}

class ExprParser extends ExprCursor {
  /** Height of the expression that was read last. */
  private height = 0
  private readonly input: ExprText

  constructor(input: ExprText) {
    super(input)
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
      if (this.input.returned === true && (op === "and" || op === "or")) {
        left = this.chain(op, left, height, start, depth)
        height = this.height
        continue
      }
      const right = this.binary(strength[op], depth + 1)
      height = this.above(height)
      left = binary(op, left, right, this.locate(start, this.at))
    }
  }

  /** The rest of a chain behind its first operator. */
  private chain(op: "and" | "or", first: Expr, firstHeight: number, start: number, depth: number): Expr {
    const operands: [Expr, ...Expr[]] = [first]
    let height = firstHeight
    let before: number
    do {
      operands.push(this.binary(strength[op], depth + 1))
      height = Math.max(height, this.height)
      before = this.at
    } while (this.operator() === op)
    this.at = before
    this.height = this.above(height + Math.ceil(Math.log2(operands.length)) - 1)
    return chain(op, operands, this.locate(start, this.at))
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
        if (this.text[this.at] !== ")") throw this.notClosed(start, '")"')
        this.at++
        return inner
      }
      case '"':
        return literal(this.quoted('"'), this.locate(start, this.at))
      case "'": {
        const name = this.quoted("'")
        const range = this.locate(start, this.at)
        checkJsonPath(name, () => range)
        return field(name, range)
      }
      case "[": {
        const subsearch = this.subsearch(start, depth)
        if (subsearch === null) break
        return subsearch
      }
      case "`": {
        if (this.input.returned === true) break
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
      // An address is no decimal number joined with another.
      const more = number.includes(".") ? this.match(/(?:\.\d+)+/y) : null
      if (more !== null) throw this.error(`malformed number "${number}${more}"`, start, "put it in quotes")
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
      if (c !== ",") throw this.notClosed(open, '"," or ")"')
      this.at++
    }
  }
}

function arityText(min: number, max: number): string {
  const noun = (n: number): string => `${n === 0 ? "no" : n} argument${n === 1 ? "" : "s"}`
  if (min === max) return noun(min)
  return max === Number.POSITIVE_INFINITY ? `at least ${noun(min)}` : `${min} to ${noun(max)}`
}
