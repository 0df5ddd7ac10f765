import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import type { SourceRange } from "../ir/source.ts"
import type { OptionKind, OptionValues } from "./syntax.ts"
import { isBlank, type SplText, skipQuoted, unescapeQuoted } from "./text.ts"

/** Thrown when a macro stands where only its text can be read: the search must be parsed with its macros put in place. */
export class MacroInPlace extends RuleError {
  constructor(range: SourceRange | undefined) {
    super("syntax", "a macro call stands where its text is needed", { range, hint: "close the quotes in front of it" })
  }
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

/** Reads the words, fields, texts, numbers and options of one command. */
export class ArgumentCursor {
  protected at: number
  protected readonly source: SplText
  protected readonly text: string
  protected readonly end: number

  constructor(source: SplText, start: number, end: number) {
    this.source = source
    this.text = source.text
    this.at = start
    this.end = end
  }

  get done(): boolean {
    return this.skip() >= this.end
  }
  get offset(): number {
    return this.skip()
  }
  rangeFrom(start: number): SourceRange | undefined {
    return this.source.locate(start, Math.max(this.at, start))
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
      if (close === -1 || close >= this.end) throw this.quoteNotClosed()
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
    if (!Number.isSafeInteger(Number(word))) throw this.error(`number ${word} is too large`, undefined, this.rangeFrom(start))
    return Number(word)
  }
  number(): number {
    const start = this.offset
    const word = this.bare(/[\s,=()[\]|"`]/, "a number")
    if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(word))
      throw this.error(`expected a number, found "${word}"`, undefined, this.rangeFrom(start))
    if (!Number.isFinite(Number(word))) throw this.error(`number ${word} is too large`, undefined, this.rangeFrom(start))
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

  rest(): string {
    this.skip()
    const text = this.text.slice(this.at, this.end).trim()
    this.at = this.end
    return text
  }

  error(message: string, hint?: string, range?: SourceRange): RuleError {
    const start = Math.min(this.skip(), this.end)
    return new RuleError("syntax", message, {
      range: range ?? this.source.locate(start, Math.min(start + this.foundLength(), this.end)),
      hint,
    })
  }

  protected found(): string {
    return this.done ? "the end" : `"${this.text.slice(this.at, this.at + this.foundLength())}"`
  }
  protected foundLength(): number {
    return /^\S{1,30}/.exec(this.text.slice(this.at, this.end))?.[0].length ?? 0
  }

  protected quotedText(): string {
    const start = this.offset
    const close = skipQuoted(this.text, start, this.end)
    if (close >= this.end) throw this.quoteNotClosed()
    this.at = close + 1
    const text = this.text.slice(start + 1, close)
    return text
  }
  private quoteNotClosed(): RuleError {
    return this.error(`quote ${this.text[this.at]} is not closed`, "add a closing quote", this.source.locate(this.at, this.at + 1))
  }
  private bare(stop: RegExp, expected: string): string {
    this.macroInPlace()
    const start = this.at
    while (this.at < this.end && !stop.test(this.text[this.at] ?? " ")) this.at++
    if (this.at === start) throw this.error(`expected ${expected}, found ${this.found()}`)
    return this.text.slice(start, this.at)
  }
  protected macroInPlace(): void {
    if (this.text[this.skip()] === "`" && this.at < this.end) throw new MacroInPlace(this.source.locate(this.at, this.at + 1))
  }
  protected skip(): number {
    while (this.at < this.end && isBlank(this.text.charCodeAt(this.at))) this.at++
    return this.at
  }
}
