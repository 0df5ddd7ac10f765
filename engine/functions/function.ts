import type { Evaluator, Result, Test } from "../exec/operator.ts"
import type { Expr } from "../ir/expr.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Row, Value } from "../ir/value.ts"
import type { Regex } from "../regex.ts"
import type { TimeZone } from "../time/time-zone.ts"

/** One argument of a call site. */
export interface Argument {
  readonly evaluate: Evaluator
  readonly expr: Expr
  /** The value when it is the same for every event, so that a regex or a format is compiled once; undefined otherwise. */
  readonly constant: Result | undefined
}

/** What a function may ask of its surroundings when it is compiled. */
export interface FunctionContext {
  /** The whole call, for errors. */
  readonly range: SourceRange | undefined
  readonly timeZone: TimeZone
  /** Epoch seconds; call it while evaluating, never while compiling: it may be the newest event of the input. */
  now(): number
  /** @throws RuleError "regex" at the range */
  regex(pattern: string, range?: SourceRange): Regex
  /** A search predicate given as text, for searchmatch(). */
  predicate(text: string, range?: SourceRange): Test
  /** Compiles an expression with one field bound by `bind`, for mvmap() and mvfilter(). */
  evaluator(expr: Expr): Evaluator
  /** CSV or collection lookups, for lookup(). Null when the lookup has no data. */
  lookup(name: string, range?: SourceRange): ((match: Row) => Row | null) | null
}

export interface FunctionExample {
  /** An expression in the eval language. */
  readonly expr: string
  /** The event it is evaluated on; empty when left out. */
  readonly event?: Row
  readonly result: Result
}

/** One eval function. Names are case-insensitive in SPL. */
export interface FunctionDefinition {
  readonly name: string
  readonly aliases?: readonly string[]
  /** Smallest and largest number of arguments; Infinity where there is no limit. */
  readonly arity: readonly [min: number, max: number]
  /** `boolean` functions are conditions and cannot be assigned to a field; `any` is decided by the arguments, as in if(). */
  readonly returns: "value" | "boolean" | "any"
  /** Reads the clock, so that a search that calls it needs to know "now". */
  readonly readsClock?: true
  /** Gives another result at each call, as random() does. */
  readonly volatile?: true
  readonly docs: {
    readonly category:
      | "bitwise"
      | "comparison"
      | "conversion"
      | "cryptographic"
      | "date and time"
      | "informational"
      | "json"
      | "mathematical"
      | "multivalue"
      | "statistical"
      | "text"
      | "trigonometric"
    /** The call as the reference writes it, such as `substr(text, start, length)`. */
    readonly syntax: string
    readonly summary: string
    readonly examples: readonly [FunctionExample, ...FunctionExample[]]
  }
  /** Called once per call site. Lazy functions (if, case, coalesce) decide which arguments run. */
  compile(args: readonly Argument[], ctx: FunctionContext): Evaluator
}

/** A function of evaluated arguments that needs nothing else. */
export const pure =
  (apply: (...values: Result[]) => Result): FunctionDefinition["compile"] =>
  args => {
    const [first, second] = args
    // One and two arguments are nearly all calls: they avoid the array.
    if (args.length === 1 && first !== undefined) return event => apply(first.evaluate(event))
    if (args.length === 2 && first !== undefined && second !== undefined)
      return event => apply(first.evaluate(event), second.evaluate(event))
    return event => apply(...args.map(argument => argument.evaluate(event)))
  }

/** The same, null as soon as an argument is null. */
export const strict = (apply: (...values: Exclude<Result, null>[]) => Result): FunctionDefinition["compile"] =>
  pure((...values) => {
    const present = values.filter(value => value !== null)
    return present.length === values.length ? apply(...present) : null
  })

/** A condition is true only when it is the boolean true. */
export const isTrue = (result: Result): boolean => result === true

/** The value as a field can hold it: booleans become the text that Splunk prints. */
export const fieldValue = (result: Result): Value => (typeof result === "boolean" ? (result ? "True" : "False") : result)
