import type { Accumulator, AggregateDefinition } from "../aggregates/aggregate.ts"
import type { Unsupported } from "../errors/capability.ts"
import { Event } from "../event.ts"
import type { Evaluator, Operator, Test } from "../exec/operator.ts"
import type { GeoLookup } from "../geo/place.ts"
import type { Expr } from "../ir/expr.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline, Stage } from "../ir/stage.ts"
import type { Row, Value } from "../ir/value.ts"
import type { Lookup } from "../lookup.ts"
import type { Regex } from "../regex.ts"
import type { MemoryBudget } from "../spill/memory-budget.ts"
import type { ParsedAggregation, SplPrinter, SplReader } from "../spl/syntax.ts"
import type { TimeZone } from "../time/time-zone.ts"

export type JsonSchema = Readonly<Record<string, unknown>>

export interface StageExample {
  readonly title: string
  /** The stage as it stands in YAML, such as `{ where: "bytes > 10" }`; several stages as a list. */
  readonly stage: unknown
  /** The same in SPL; both must give the same node. Left out where SPL has no form. */
  readonly spl?: string
  /** In pipeline order. Empty for generating stages. */
  readonly input: readonly Row[]
  readonly output: readonly Row[]
  readonly lookups?: Readonly<Record<string, readonly Row[]>>
  readonly macros?: Readonly<Record<string, { readonly arguments?: readonly string[]; readonly definition: string }>>
}
export interface StageDocs {
  readonly summary: string
  readonly description?: string
  readonly examples: readonly [StageExample, ...StageExample[]]
}

/** What a stage does to fields; drives column pruning, the linter and `explain`. Names may hold `*`. */
export interface FieldEffects {
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  /** False when only `writes` leave the stage. */
  readonly keepsOthers: boolean
  /** Fields that the stage removes. */
  readonly removes?: readonly string[]
}

/** What reading a stage from YAML needs. Paths lead from the stage's value to the part at hand, such as `["aggregate", "n"]`. */
export interface YamlContext {
  readonly range: SourceRange | undefined
  /** Range of the value at a path, or of its key. */
  at(path: readonly (string | number)[], part?: "value" | "key"): SourceRange | undefined
  expr(source: string, path?: readonly (string | number)[]): Expr
  /** The `match` form (map, string of search text) as a predicate. */
  predicate(value: unknown, path?: readonly (string | number)[]): Predicate
  /** `count`, `dc(user)`, `count(eval(x > 1))`. */
  aggregation(call: string, as: string | undefined, path?: readonly (string | number)[]): ParsedAggregation
  /** A nested list of stages, or SPL text. */
  pipeline(value: unknown, path?: readonly (string | number)[]): Pipeline
  macro(call: string, path?: readonly (string | number)[]): { readonly name: string; readonly args: readonly string[] }
}
/** What writing a stage to YAML needs: the inverse of YamlContext. */
export interface YamlPrinter {
  expr(expr: Expr): string
  predicate(predicate: Predicate): unknown
  /** The call without its AS. */
  aggregation(aggregation: ParsedAggregation): string
  pipeline(pipeline: Pipeline): unknown
  macro(name: string, args: readonly string[]): string
}

/** Results of a nested pipeline over the whole input, there by the time the outer stage ends. */
export interface SubsearchResult extends Iterable<Event> {
  /** In pipeline order, at most as many as the limit that was asked for; those for which there is no memory are read from disk each time. */
  [Symbol.iterator](): Iterator<Event>
  /** The same, all of them in memory. */
  rows(): readonly Event[]
}
/** Results for a stage, which says when it is done with them. */
export interface SubsearchRows extends SubsearchResult {
  /** The rows are not needed any more. */
  clear(): void
}

/** Settable limits, after Splunk's limits.conf. */
export interface Limits {
  /** Rows of a subsearch in a search expression (10,000). */
  readonly subsearchRows: number
  /** Rows of join, append and their kin (50,000). */
  readonly joinRows: number
  /** Searches that one map runs (10). */
  readonly mapSearches: number
  /** Open transactions (5,000). */
  readonly openTransactions: number
  /** Events of one transaction (1,000). */
  readonly transactionEvents: number
  /** Values that list() keeps (100). */
  readonly listValues: number
  /** Rows that sort keeps when the search gives no number (10,000). */
  readonly sortRows: number
  /** Bytes that the stages of a run may hold together before they write to disk (128 MB). An estimate: the process takes more. */
  readonly memoryBytes: number
}

/** What compiling a stage needs. */
export interface ExecContext {
  readonly timeZone: TimeZone
  readonly limits: Limits
  /** Epoch seconds; ask while running, never while compiling. Marks the search as one that needs to know "now". */
  clock(): () => number
  evaluator(expr: Expr): Evaluator
  /** An expression whose value goes into a field. @throws RuleError "wrong_type" when it is boolean */
  value(expr: Expr): (event: Event) => Value
  /** A condition: true, false, and false for null. @throws RuleError "wrong_type" when the expression cannot be a condition */
  condition(expr: Expr): Test
  test(predicate: Predicate): Test
  /** @throws RuleError "unknown_aggregate", "wrong_arity" or "wrong_argument" */
  aggregate(aggregation: ParsedAggregation): CompiledAggregation
  regex(pattern: string, range?: SourceRange): Regex
  /**
   * A lookup that is to be written need not be declared.
   * @throws RuleError "unknown_lookup" with a hint when it is declared nowhere
   */
  lookup(name: string, range?: SourceRange, use?: "read" | "write"): Lookup
  /** The stages of a nested pipeline that works on the rows at hand (appendpipe, foreach): it has no source of its own. */
  operator(pipeline: Pipeline): Operator
  /** A pipeline of its own over the whole input (join, append). Registers a second source; limits the rows. */
  subsearch(pipeline: Pipeline, maxRows: number): SubsearchRows
  /**
   * A search template with `$field$` in it, for map: what it may need of the input is kept, and `run` gives the results with
   * the tokens replaced from a row.
   */
  template(text: string, range?: SourceRange): { run(row: Event): readonly Event[] }
  /** SPL text with its macros put in their places. It comes before anything of log data is put into the text. */
  expandMacros(spl: string, range?: SourceRange): string
  /** Parses SPL stages whose text is known only at run time (foreach). */
  parse(spl: string, range?: SourceRange): Pipeline
  /** What the stages of the run may hold together. */
  readonly memory: MemoryBudget
  /** Names, without wildcards, that stages of the search at hand read fields by; ask while compiling. */
  reads(): readonly string[]
  /** Where IP addresses are; undefined when there is no geographic database. */
  readonly geo?: GeoLookup | undefined
  /** A note for the summary, such as a limit that was reached; repeated ones are counted. */
  warn(message: string): void
}

export interface CompiledAggregation {
  readonly definition: AggregateDefinition
  readonly as: string
  create(bucketSeconds?: number): Accumulator
  /** The argument's value: null when missing or, for `eval(...)`, not true; 1 when there is no argument. */
  readonly argument: (event: Event) => Value
}

/** A filter, as far as it can be taken apart: each part is a filter itself, and the fields that it reads. */
export type FilterParts =
  | { readonly kind: "all" | "any"; readonly operands: readonly FilterParts[] }
  | { readonly kind: "part"; readonly stage: Stage; readonly reads: readonly string[] }

/** Where a generating stage's events come from. */
export type StageSource =
  /** Events of the input that satisfy the predicate; `dataset` such as `Endpoint.Processes` restricts and names their fields. */
  | {
      readonly kind: "events"
      readonly dataset: string | null
      readonly predicate: Predicate
      /** Where the dataset is named. */
      readonly range?: SourceRange | undefined
    }
  /** The stage makes its own rows when its sink ends (makeresults, inputlookup). */
  | { readonly kind: "none" }

interface Definition<S extends Stage> {
  /** YAML key, file name, and SPL command where one exists. */
  readonly name: S["kind"]
  readonly docs: StageDocs
  readonly yaml: {
    /** Schema of the value under the key. */
    readonly schema: JsonSchema
    parse(value: unknown, ctx: YamlContext): S
    render(stage: S, ctx: YamlPrinter): unknown
  }
}

/** A stage that implements all back-ends itself. */
export interface CoreStage<S extends Stage = Stage> extends Definition<S> {
  /** Splunk's terms. */
  readonly type: "streaming" | "transforming" | "generating"
  /**
   * `any`: the order of events makes no difference to the set of results; `sensitive`: it does, so events must arrive newest first;
   * `sorted`: it does not, and results leave in an order of the stage's own.
   */
  order(stage: S): "any" | "sensitive" | "sorted"
  /** Only generating stages, and stages that can stand first. */
  source?(stage: S): StageSource
  /** Only generating stages: it adds its events to those that come in (`append=true`), so that it may stand anywhere. */
  appends?(stage: S): boolean
  fields(stage: S): FieldEffects
  /**
   * Whether the stage makes of each event what it makes of it whatever events come beside it, and does nothing else: it may be run over single
   * events ahead of time. Left out where it does not.
   */
  perRow?(stage: S): boolean
  /** The stage only lets events through, those for which this holds. */
  filters?(stage: S): FilterParts
  /** Fields such that each row holds what events with the same values of them gave and nothing else; null when there are none. Left out where a row may hold more. */
  groups?(stage: S): readonly string[] | null
  /** Of a stage that only renames, keeps or removes fields: for each field behind it, the one of the given fields that it was before. */
  moves?(stage: S, names: readonly string[]): ReadonlyMap<string, string>
  /** Whether it gives nothing, and does nothing else, where no event comes in and its nested pipelines give nothing. Left out where it may. */
  idle?(stage: S): boolean
  /** Called once per rule. All work that does not depend on the event belongs here. @throws RuleError */
  exec(stage: S, ctx: ExecContext): Operator
  readonly spl:
    | {
        /** Command names; the first is the one that rendering gives. */
        readonly commands: readonly [string, ...string[]]
        /** Reads all arguments; what is left over is a syntax error of the caller. */
        parse(args: SplReader, command: string): S
        /** The command with its arguments, without a leading bar. */
        render(stage: S, ctx: SplPrinter): string
      }
    | Unsupported
  /** What the stage does, in plain words, for `explain`. */
  describe(stage: S, ctx: SplPrinter): string
}

/** Sugar: rewritten to core stages before any back-end sees it. */
export interface DerivedStage<S extends Stage = Stage> extends Definition<S> {
  expand(stage: S, ctx: ExpandContext): readonly Stage[]
  /** A derived stage may have an SPL form of its own; parsing gives it only where SPL tells it apart. */
  readonly spl: { render(stage: S, ctx: SplPrinter): string } | Unsupported
}
/** What macros stand for. Each throws RuleError "unknown_macro", "wrong_arity" or "macro_recursion" at the range. */
export interface ExpandContext {
  pipeline(name: string, args: readonly string[], range: SourceRange | undefined): Pipeline
  predicate(name: string, args: readonly string[], range: SourceRange | undefined): Predicate
  expr(name: string, args: readonly string[], range: SourceRange | undefined): Expr
  text(name: string, args: readonly string[], range: SourceRange | undefined): string
}

/** A macro that stands for options of a command, as `security_content_summariesonly` does in tstats; text once expanded. */
export type OptionsMacro =
  | { readonly kind: "macro_options"; readonly name: string; readonly args: readonly string[]; readonly range?: SourceRange | undefined }
  | { readonly kind: "option_text"; readonly text: string }

/** A command that is known and needs what is not here: a server, a trained model. Loading says so. */
export interface UnsupportedCommand {
  readonly name: string
  readonly commands: readonly [string, ...string[]]
  readonly unsupported: string
}

export type StageDefinition<S extends Stage = Stage> = CoreStage<S> | DerivedStage<S>

/** Passes on what `apply` gives for each event; null drops it. */
export const mapEvents =
  (apply: (event: Event) => Event | null): Operator =>
  next => ({
    push(event) {
      const result = apply(event)
      return result === null || next.push(result)
    },
    end: () => next.end(),
  })

/** Where an operator that only moves fields takes each of them from. */
export function movesOf(operator: Operator, names: readonly string[]): ReadonlyMap<string, string> {
  const origins = new Map<string, string>()
  const sink = operator({
    push(event) {
      for (const name of event.names()) origins.set(name, String(event.get(name)))
      return true
    },
    end() {},
  })
  sink.push(new Event(null, new Map(names.map(name => [name, name]))))
  return origins
}

/** Collects all events and passes on what `apply` gives for them in the end. */
export const collectEvents =
  (apply: (events: Event[]) => Iterable<Event>): Operator =>
  next => {
    const events: Event[] = []
    return {
      push(event) {
        events.push(event)
        return true
      },
      end() {
        for (const event of apply(events)) if (!next.push(event)) break
        next.end()
      },
    }
  }
