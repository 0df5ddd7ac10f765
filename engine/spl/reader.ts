import { aggregates, findAggregate } from "../aggregates/index.ts"
import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import { parseExprAt } from "../expr/parse.ts"
import type { Expr } from "../ir/expr.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline } from "../ir/stage.ts"
import { readMacroCall } from "../macro-call.ts"
import { parsePredicateAt } from "./predicate.ts"
import type { OptionKind, OptionValues, ParsedAggregation, SplReader } from "./syntax.ts"
import { closingBracket, isBlank, type SplText, skipQuoted, unescapeQuoted } from "./text.ts"

/** Thrown when a macro stands where only its text can be read: the search must be parsed with its macros put in place. */
export class MacroInPlace extends RuleError {
  constructor(range: SourceRange | undefined) {
    super("syntax", "a macro call stands where its text is needed", { range, hint: "close the quotes in front of it" })
  }
}

export interface ReaderInput {
  readonly text: SplText
  readonly start: number
  readonly end: number
  /** Levels of nesting that the command stands in; none when left out. */
  readonly level?: number
  pipeline(start: number, end: number, level: number): Pipeline
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ["t", true],
  ["true", true],
  ["1", true],
  ["yes", true],
  ["f", false],
  ["false", false],
  ["0", false],
  ["no", false],
])

const optionName = /([A-Za-z_][\w.-]{0,79})\s*=(?!=)/y

export class CommandReader implements SplReader {
  private at: number
  private readonly input: ReaderInput
  private readonly text: string
  private readonly end: number
  private readonly level: number

  constructor(input: ReaderInput) {
    this.level = input.level ?? 0
    this.input = input
    this.text = input.text.text
    this.at = input.start
    this.end = input.end
  }

  get done(): boolean {
    return this.skip() >= this.end
  }
  get offset(): number {
    return this.skip()
  }
  rangeFrom(start: number): SourceRange | undefined {
    return this.input.text.locate(start, Math.max(this.at, start))
  }

  peek(text: string): boolean {
    this.skip()
    const stop = this.at + text.length
    // Most words differ in their first letter, which bit 5 keeps apart by case.
    if (((this.text.charCodeAt(this.at) ^ text.charCodeAt(0)) & ~32) !== 0) return false
    if (stop > this.end || this.text.slice(this.at, stop).toLowerCase() !== text.toLowerCase()) return false
    // A keyword must end where a word ends; punctuation stands for itself.
    return !/\w$/.test(text) || stop === this.end || !/[\w.:{}*@]/.test(this.text[stop] ?? " ")
  }
  accept(text: string): boolean {
    if (!this.peek(text)) return false
    this.at += text.length
    return true
  }
  expect(text: string): void {
    if (!this.accept(text)) throw this.error(`expected "${text}", found ${this.found()}`)
  }

  peekOption(): string | null {
    this.skip()
    optionName.lastIndex = this.at
    const match = optionName.exec(this.text)
    return match?.[1] === undefined || optionName.lastIndex > this.end ? null : match[1].toLowerCase()
  }
  peekQuoted(): boolean {
    return this.text[this.skip()] === '"' && this.at < this.end
  }

  word(): string {
    return this.peekQuoted() ? this.string() : this.bare(/[\s,=()[\]|"`]/, "a word")
  }
  field(): string {
    this.skip()
    const c = this.text[this.at]
    if (c === '"') return this.string()
    if (c === "'") {
      const close = this.text.indexOf("'", this.at + 1)
      if (close === -1 || close >= this.end) throw this.error("quote ' is not closed", "add a closing quote")
      const name = this.text.slice(this.at + 1, close)
      this.at = close + 1
      return name
    }
    if (c === "$") {
      const token = /^\$[^\s$]+\$/.exec(this.text.slice(this.at, Math.min(this.at + 100, this.end)))
      if (token !== null) {
        this.at += token[0].length
        return token[0]
      }
    }
    return this.bare(/[\s,=()[\]|"'`<>!]/, "a field name")
  }
  fields(...until: readonly string[]): string[] {
    const names: string[] = []
    while (!this.done) {
      if (this.accept(",")) continue
      if (/[()[\]]/.test(this.text[this.at] ?? "") || until.some(word => this.peek(word))) break
      if (this.peekOption() !== null) break
      names.push(this.field())
    }
    return names
  }

  string(): string {
    if (!this.peekQuoted()) return this.bare(/[\s,()[\]|`]/, "a string")
    return unescapeQuoted(this.quotedText())
  }
  pattern(): string {
    if (!this.peekQuoted()) {
      this.macroInPlace()
      const raw = this.text.slice(this.at, this.end).trimEnd()
      if (raw === "") throw this.error("expected a regular expression, found the end")
      this.at += raw.length
      return raw
    }
    return unescapeQuoted(this.quotedText())
  }
  integer(): number {
    const start = this.offset
    const word = this.bare(/[\s,=()[\]|"`]/, "a whole number")
    if (!/^[+-]?\d+$/.test(word)) throw this.error(`expected a whole number, found "${word}"`, undefined, this.rangeFrom(start))
    return Number(word)
  }
  number(): number {
    const start = this.offset
    const word = this.bare(/[\s,=()[\]|"`]/, "a number")
    if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(word))
      throw this.error(`expected a number, found "${word}"`, undefined, this.rangeFrom(start))
    return Number(word)
  }
  boolean(): boolean {
    const start = this.offset
    const word = this.word()
    const truth = truths.get(word.toLowerCase())
    if (truth === undefined) throw this.error(`expected true or false, found "${word}"`, undefined, this.rangeFrom(start))
    return truth
  }

  options<const S extends Readonly<Record<string, OptionKind>>>(spec: S, into: OptionValues<S> = {}): OptionValues<S> {
    const values: Record<string, unknown> = { ...into }
    for (;;) {
      while (this.accept(",")) {
        // Commas between options carry no meaning.
      }
      const name = this.peekOption()
      if (name === null) break
      const start = this.at
      const kind = Object.hasOwn(spec, name) ? spec[name] : undefined
      this.at += name.length
      if (kind === undefined)
        throw this.error(`unknown option "${name}"`, suggest(name, Object.keys(spec)) ?? this.known(spec), this.rangeFrom(start))
      if (Object.hasOwn(values, name) && !Object.hasOwn(into, name))
        throw this.error(`option "${name}" stands twice`, "leave one of them out", this.rangeFrom(start))
      this.expect("=")
      values[name] = this.option(kind)
    }
    return values as OptionValues<S> // Every value was read by the kind that the specification gives for its name.
  }

  private known(spec: Readonly<Record<string, OptionKind>>): string {
    const names = Object.keys(spec)
    return names.length === 0 ? "the command takes no options" : `options are ${names.join(", ")}`
  }
  private option(kind: OptionKind): boolean | number | string {
    switch (kind) {
      case "boolean":
        return this.boolean()
      case "integer":
        return this.integer()
      case "number":
        return this.number()
      case "string":
        return this.string()
      case "field":
        return this.field()
    }
  }

  expr(): Expr {
    // The text is cut at the end of the command, so that the expression cannot read on into the next one.
    const { expr, end } = parseExprAt({
      text: this.text.slice(0, this.end),
      offset: this.skip(),
      locate: this.input.text.locate,
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
      locate: this.input.text.locate,
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
    const found = findAggregate(name)
    if (found === undefined)
      throw new RuleError("unknown_aggregate", `unknown aggregate "${name}"`, {
        range,
        hint: suggest(
          name,
          aggregates.definitions.map(definition => definition.name),
        ),
      })
    let argument: Expr | undefined
    // `count (x)` is read as count of x, as Splunk does.
    if (this.peek("(")) {
      argument = this.aggregateArgument()
    } else if (found.definition.argument === "required")
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
    if (!this.accept(")")) throw this.error('parenthesis "(" is not closed', "add a closing parenthesis", this.rangeFrom(open))
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
      if (c === "`") throw new MacroInPlace(this.input.text.locate(this.at, this.at + 1))
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
    if (close === -1) throw this.error('bracket "[" is not closed', "add a closing bracket")
    this.at = close + 1
    return { start: start + 1, end: close }
  }

  macro(): { readonly name: string; readonly args: readonly string[]; readonly range: SourceRange | undefined } | null {
    if (this.text[this.skip()] !== "`" || this.at >= this.end) return null
    const start = this.at
    const { name, args, end } = readMacroCall(this.text, start, this.input.text.locate)
    this.at = end
    return { name, args, range: this.rangeFrom(start) }
  }

  rest(): string {
    this.skip()
    const text = this.text.slice(this.at, this.end).trim()
    this.at = this.end
    return text
  }

  error(message: string, hint?: string, range?: SourceRange): RuleError {
    const start = Math.min(this.skip(), this.end)
    return new RuleError("syntax", message, {
      range: range ?? this.input.text.locate(start, Math.min(start + this.foundLength(), this.end)),
      hint,
    })
  }

  private found(): string {
    return this.done ? "the end" : `"${this.text.slice(this.at, this.at + this.foundLength())}"`
  }
  private foundLength(): number {
    return /^\S{1,30}/.exec(this.text.slice(this.at, this.end))?.[0].length ?? 0
  }

  private quotedText(): string {
    const start = this.offset
    const close = skipQuoted(this.text, start, this.end)
    if (close >= this.end) throw this.error('quote " is not closed', "add a closing quote")
    this.at = close + 1
    const text = this.text.slice(start + 1, close)
    return text
  }
  private bare(stop: RegExp, expected: string): string {
    this.macroInPlace()
    const start = this.at
    while (this.at < this.end && !stop.test(this.text[this.at] ?? " ")) this.at++
    if (this.at === start) throw this.error(`expected ${expected}, found ${this.found()}`)
    return this.text.slice(start, this.at)
  }
  private macroInPlace(): void {
    if (this.text[this.skip()] === "`" && this.at < this.end) throw new MacroInPlace(this.input.text.locate(this.at, this.at + 1))
  }
  private skip(): number {
    while (this.at < this.end && isBlank(this.text.charCodeAt(this.at))) this.at++
    return this.at
  }
}
