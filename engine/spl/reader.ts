import { findAggregate, getAggregate } from "../aggregates/index.ts"
import { RuleError } from "../errors/error.ts"
import { parseExprAt } from "../expr/parse.ts"
import type { Expr } from "../ir/expr.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline } from "../ir/stage.ts"
import { readMacroCall } from "../macro-call.ts"
import { ArgumentCursor, MacroInPlace } from "./argument-cursor.ts"
import { parsePredicateAt } from "./predicate.ts"
import type { ParsedAggregation, SplReader } from "./syntax.ts"
import { closingBracket, type SplText } from "./text.ts"

export interface ReaderInput {
  readonly text: SplText
  readonly start: number
  readonly end: number
  /** Levels of nesting that the command stands in; none when left out. */
  readonly level?: number
  pipeline(start: number, end: number, level: number): Pipeline
}

export class CommandReader extends ArgumentCursor implements SplReader {
  private readonly input: ReaderInput
  private readonly level: number

  constructor(input: ReaderInput) {
    super(input.text, input.start, input.end)
    this.input = input
    this.level = input.level ?? 0
  }

  expr(): Expr {
    // The text is cut at the end of the command, so that the expression cannot read on into the next one.
    const { expr, end } = parseExprAt({
      text: this.text.slice(0, this.end),
      offset: this.skip(),
      locate: this.source.locate,
      level: this.level,
      subsearch: (open, level) => {
        this.at = open
        const { start, end: close } = this.brackets()
        return { pipeline: this.input.pipeline(start, close, level), end: this.at }
      },
    })
    this.at = end
    return expr
  }
  predicate(...until: readonly string[]): Predicate {
    const { predicate, end } = parsePredicateAt({
      text: this.text,
      start: this.skip(),
      end: this.end,
      until,
      locate: this.source.locate,
      level: this.level,
      subsearch: this.input.pipeline,
    })
    this.at = end
    return predicate
  }

  aggregation(): ParsedAggregation {
    this.macroInPlace()
    const start = this.offset
    const name = /^[A-Za-z_]+(?:\d+(?:\.\d+)?)?/.exec(this.text.slice(start, this.end))?.[0]
    if (name === undefined) throw this.error(`expected an aggregate, found ${this.found()}`)
    this.at += name.length
    const range = this.rangeFrom(start)
    const found = findAggregate(name) ?? getAggregate(name, range)
    // `count (x)` is read as count of x, as Splunk does.
    const argument = this.peek("(") ? this.aggregateArgument() : undefined
    if (argument === undefined && found.definition.argument === "required")
      throw new RuleError("wrong_arity", `aggregate "${name}" takes an argument`, { range, hint: `write ${found.definition.docs.syntax}` })
    const written = this.text.slice(start, this.at).replace(/\s+/g, " ").trim()
    const as = this.accept("as") ? this.columnName() : written
    return {
      function: found.definition.name,
      ...(found.parameter === undefined || Number.isNaN(found.parameter) ? {} : { parameter: found.parameter }),
      ...(argument === undefined ? {} : { argument }),
      as,
      range: this.rangeFrom(start),
    }
  }

  /** The name behind AS; unlike other field names it may hold parentheses, as in `aceFlags(inheritance)`. */
  private columnName(): string {
    const quoted = this.peekQuoted()
    const name = this.field()
    const rest = quoted ? null : /^\([^()\s]*\)[\w.]*/.exec(this.text.slice(this.at, this.end))
    if (rest === null) return name
    this.at += rest[0].length
    return name + rest[0]
  }

  private aggregateArgument(): Expr | undefined {
    const open = this.offset
    this.expect("(")
    if (this.accept(")")) return undefined
    let argument: Expr
    const start = this.offset
    if (/^eval\s*\(/i.test(this.text.slice(start, start + 12))) {
      this.at += 4
      this.expect("(")
      argument = this.expr()
      this.expect(")")
    } else {
      const name = this.aggregatedField()
      argument = { kind: "field", name, range: this.rangeFrom(start) }
    }
    if (!this.accept(")"))
      throw this.error('parenthesis "(" is not closed', "add a closing parenthesis", this.source.locate(open, open + 1))
    return argument
  }

  /** A field inside an aggregate: quoted, or everything up to the closing parenthesis (`Processes.x`, `a{}.b`, `tcp.*`, `count(x),1h`). */
  private aggregatedField(): string {
    this.skip()
    if (this.text[this.at] === '"' || this.text[this.at] === "'") return this.field()
    const start = this.at
    let depth = 0
    for (; this.at < this.end; this.at++) {
      const c = this.text[this.at]
      if (c === "`") throw new MacroInPlace(this.source.locate(this.at, this.at + 1))
      if (c === "(") depth++
      else if (c === ")" && --depth < 0) break
      else if (c === "|" || c === '"') break
    }
    const name = this.text.slice(start, this.at).trim()
    if (name === "") throw this.error("expected a field name")
    return name
  }

  aggregations(...until: readonly string[]): ParsedAggregation[] {
    const list: ParsedAggregation[] = []
    const stops = ["by", ...until]
    while (!this.done) {
      if (this.accept(",")) continue
      if (stops.some(word => this.peek(word)) || this.peekOption() !== null || this.peek("[")) break
      list.push(this.aggregation())
    }
    return list
  }

  peekSubsearch(): boolean {
    return this.peek("[")
  }
  subsearch(): Pipeline {
    const { start, end } = this.brackets()
    return this.input.pipeline(start, end, this.level)
  }
  bracketText(): string {
    const { start, end } = this.brackets()
    return this.text.slice(start, end).trim()
  }
  private brackets(): { start: number; end: number } {
    const start = this.offset
    if (!this.peek("[")) throw this.error(`expected a subsearch in brackets, found ${this.found()}`)
    const close = closingBracket(this.text, start, this.end)
    if (close === -1) throw this.error('bracket "[" is not closed', "add a closing bracket", this.source.locate(start, start + 1))
    this.at = close + 1
    return { start: start + 1, end: close }
  }

  macro(): { readonly name: string; readonly args: readonly string[]; readonly range: SourceRange | undefined } | null {
    if (this.text[this.skip()] !== "`" || this.at >= this.end) return null
    const start = this.at
    const { name, args, end } = readMacroCall(this.text, start, this.source.locate)
    this.at = end
    return { name, args, range: this.rangeFrom(start) }
  }
}
