import type { RuleError } from "../errors/error.ts"
import type { Expr } from "../ir/expr.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline } from "../ir/stage.ts"

/** How the value of a `name=value` option is read. */
export type OptionKind = "boolean" | "integer" | "number" | "string" | "field"
export type OptionValue<K> = K extends "boolean" ? boolean : K extends "integer" | "number" ? number : string
export type OptionValues<S extends Readonly<Record<string, OptionKind>>> = { [N in keyof S]?: OptionValue<S[N]> }

/** An aggregation as it stands in stats and its kin. */
export interface ParsedAggregation {
  /** Lower-case name without its number. */
  readonly function: string
  /** The number in the name, as in perc95. */
  readonly parameter?: number | undefined
  readonly argument?: Expr | undefined
  /** Name of the column; as written when there is no AS. */
  readonly as: string
  readonly range?: SourceRange | undefined
}

/**
 * Cursor over the arguments of one command. Stage parsers see this, never raw text. Keywords are matched case-insensitively and
 * only as whole words. Every method skips leading white space; the ones that read throw RuleError "syntax" with a range.
 */
export interface SplReader {
  /** Nothing is left. */
  readonly done: boolean
  /** Where the next argument starts; give it to `rangeFrom`. */
  readonly offset: number
  rangeFrom(start: number): SourceRange | undefined
  /** Is the next thing this keyword or punctuation? Consumes nothing. */
  peek(text: string): boolean
  /** Consumes this keyword or punctuation if it is next. */
  accept(text: string): boolean
  expect(text: string): void
  /** Is the next thing `name=` (an option)? Its name in lower case, or null. Consumes nothing. */
  peekOption(): string | null
  /** Is the next thing quoted with double quotes? */
  peekQuoted(): boolean
  /** A bare word up to white space or one of `, = ( ) [ ] | "`, or a quoted string without its quotes. */
  word(): string
  /** A field name: bare (dots, colons, braces, `*`, `@`, `-`), 'in single quotes' or "in double quotes". */
  field(): string
  /** One or more field names, separated by commas or white space, up to one of the keywords, an option, `(`, `[` or the end. */
  fields(...until: readonly string[]): string[]
  /** A double-quoted string with its escapes undone, or a bare word. */
  string(): string
  /** A regular expression: a quoted string with its escapes undone, or all that is left. */
  pattern(): string
  integer(): number
  number(): number
  boolean(): boolean
  /** All `name=value` options that stand next, in any order; an unknown or repeated name is an error. May be called repeatedly. */
  options<const S extends Readonly<Record<string, OptionKind>>>(spec: S, into?: OptionValues<S>): OptionValues<S>
  /** An eval expression: reads as far as it goes. */
  expr(): Expr
  /** A search predicate: reads to the end, to an unmatched `)` or to one of the keywords. */
  predicate(...until: readonly string[]): Predicate
  /** `count`, `dc(x) as y`, `count(eval(...))`, `perc95(x)`: one aggregation. */
  aggregation(): ParsedAggregation
  /** Aggregations separated by commas or white space, up to `by` or the end. */
  aggregations(...until: readonly string[]): ParsedAggregation[]
  /** Is the next thing a subsearch? */
  peekSubsearch(): boolean
  /** `[ ... ]` as a pipeline. */
  subsearch(): Pipeline
  /** `[ ... ]` as text, for templates such as those of foreach and map; escapes and macros as written. */
  bracketText(): string
  /** `` `name(args)` `` when the next thing is a macro that stands alone, else null. */
  macro(): { readonly name: string; readonly args: readonly string[]; readonly range: SourceRange | undefined } | null
  /** What is left, trimmed. */
  rest(): string
  /** A syntax error at the next argument, or over `range`. */
  error(message: string, hint?: string, range?: SourceRange): RuleError
}

/** What rendering to SPL needs. */
export interface SplPrinter {
  expr(expr: Expr): string
  /** `afterSearch`: the text stands behind `search` or `where`, so that nothing needs enclosing parentheses. */
  predicate(predicate: Predicate): string
  /** A field name as the commands read it: quoted where needed. */
  field(name: string): string
  fields(names: readonly string[]): string
  /** A double-quoted string. */
  string(text: string): string
  /** A bare word where that is safe, else a double-quoted string. */
  word(text: string): string
  /** A double-quoted regular expression: the inverse of SplReader.pattern. */
  pattern(text: string): string
  aggregation(aggregation: ParsedAggregation): string
  /** A pipeline in brackets. */
  subsearch(pipeline: Pipeline): string
  macro(name: string, args: readonly string[]): string
}
