import { aggregates, findAggregate } from "../aggregates/index.ts"
import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import type { Event } from "../event.ts"
import type { GeoLookup } from "../geo/place.ts"
import type { Expr } from "../ir/expr.ts"
import { all, type Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline, Stage } from "../ir/stage.ts"
import type { Row } from "../ir/value.ts"
import type { Lookup } from "../lookup.ts"
import { compileRegex } from "../regex.ts"
import { defaultMemoryBytes, type MemoryBudget } from "../spill/memory-budget.ts"
import type { ParsedAggregation } from "../spl/syntax.ts"
import { type ExpandedStage, expand } from "../stages/expand.ts"
import type { CompiledAggregation, ExecContext, ExpandContext, Limits, SubsearchResult } from "../stages/stage.ts"
import type { TimeZone } from "../time/time-zone.ts"
import { assignable, compileCondition, compileExpr, compileValue, type ExprEnvironment } from "./expr.ts"
import { formatRows } from "./format-rows.ts"
import type { Operator, Sink } from "./operator.ts"
import { compilePredicate, type PredicateEnvironment, weaken } from "./predicate.ts"
import { type Branch, type CompiledSearch, deferred, sortNewestFirst } from "./search.ts"
import { fillTokens } from "./tokens.ts"

/** Splunk's documented defaults. */
export const defaultLimits: Limits = {
  subsearchRows: 10_000,
  joinRows: 50_000,
  mapSearches: 10,
  openTransactions: 5_000,
  transactionEvents: 1_000,
  listValues: 100,
  sortRows: 10_000,
  memoryBytes: defaultMemoryBytes,
}

/** What a search may use. The same object serves many searches. */
export interface SearchEnvironment {
  readonly timeZone: TimeZone
  readonly limits: Limits
  readonly macros: ExpandContext
  /** @throws RuleError "unknown_lookup" */
  lookup(name: string, range?: SourceRange, use?: "read" | "write"): Lookup
  /** SPL text as a pipeline, its macros put in their places. `first`: it may begin with a bare search. */
  parse(spl: string, range: SourceRange | undefined, first: boolean): Pipeline
  parsePredicate(text: string, range: SourceRange | undefined): Predicate
  /** Epoch seconds; asked only while events run through. */
  now(): number
  /** What the stages of all searches of a run may hold together. */
  readonly memory: MemoryBudget
  /** Where IP addresses are; left out when there is no geographic database. */
  readonly geo?: GeoLookup | undefined
  warn(message: string): void
  /** @throws RuleError "unknown_data_model" when a data model or dataset is defined nowhere */
  checkDataset(name: string, range: SourceRange | undefined): void
}

export interface CompileOptions {
  /** Results must leave newest first even where the search itself does not mind. */
  readonly newestFirst?: boolean
}

/**
 * Compiles a pipeline to branches that take events; results go to `out`.
 * @throws RuleError for everything that is wrong with the search
 */
export function compileSearch(pipeline: Pipeline, env: SearchEnvironment, out: Sink, options: CompileOptions = {}): CompiledSearch {
  const compiler = new SearchCompiler(env)
  const ordered = compiler.search(pipeline, out, options.newestFirst ?? false)
  return { branches: compiler.branches, ordered, needsClock: compiler.needsClock }
}

class SearchCompiler {
  readonly branches: Branch[] = []
  needsClock = false
  /** A condition of the search at hand depends on a subsearch: its events wait until that has ended. */
  private waits = false
  /** Names that stages of the search at hand read fields by. */
  private reads: readonly string[] = []
  private readonly env: SearchEnvironment
  private readonly ctx: ExecContext
  private readonly exprs: ExprEnvironment
  private readonly predicates: PredicateEnvironment

  constructor(env: SearchEnvironment) {
    this.env = env
    const readsClock = (): void => {
      this.needsClock = true
    }
    this.predicates = {
      timeZone: env.timeZone,
      now: () => env.now(),
      readsClock,
      subsearch: pipeline => {
        this.waits = true
        return this.subsearch(pipeline, env.limits.subsearchRows)
      },
      formatRows: result => formatRows(result.rows(), text => env.parsePredicate(text, undefined)),
    }
    this.exprs = {
      timeZone: env.timeZone,
      now: () => env.now(),
      readsClock,
      subsearch: pipeline => this.predicates.subsearch(pipeline),
      formatRows: result => this.predicates.formatRows(result),
      test: predicate => compilePredicate(predicate, this.predicates),
      regex: (pattern, range) => compileRegex(pattern, range === undefined ? {} : { range }),
      predicate: (text, range) => compilePredicate(env.parsePredicate(text, range), this.predicates),
      lookup: (name, range) => lookupRow(env.lookup(name, range)),
    }
    this.ctx = {
      timeZone: env.timeZone,
      limits: env.limits,
      clock: () => {
        readsClock()
        return () => env.now()
      },
      evaluator: (expr: Expr) => compileExpr(expr, this.exprs),
      value: (expr: Expr) => compileValue(expr, this.exprs),
      condition: (expr: Expr) => compileCondition(expr, this.exprs),
      test: (predicate: Predicate) => compilePredicate(predicate, this.predicates),
      aggregate: aggregation => this.aggregate(aggregation),
      regex: this.exprs.regex,
      lookup: (name, range, use) => env.lookup(name, range, use),
      operator: nested => this.operators(expand(nested, env.macros)),
      subsearch: (nested, maxRows) => this.subsearch(nested, maxRows),
      template: (text, range) => this.template(text, range),
      parse: (spl, range) => env.parse(spl, range, false),
      memory: env.memory,
      reads: () => this.reads,
      geo: env.geo,
      warn: message => env.warn(message),
    }
  }

  /** Compiles a whole search; gives whether its results leave in an order. */
  search(pipeline: Pipeline, out: Sink, newestFirst: boolean): boolean {
    const stages = expand(pipeline, this.env.macros)
    const { source, rest } = splitSource(stages)
    const sensitivity = orderOf(rest)
    const clockBefore = this.needsClock
    const waitsBefore = this.waits
    const readsBefore = this.reads
    this.needsClock = false
    this.waits = false
    this.reads = literalReads(rest)
    const operator = this.operators(rest, true)
    const sink = operator(out)
    if (source.kind === "none") {
      this.branches.push({ dataset: null, predicate: { kind: "any", operands: [] }, test: () => false, sink })
      this.needsClock ||= clockBefore
      this.waits = waitsBefore
      this.reads = readsBefore
      return true
    }
    if (source.dataset !== null) this.env.checkDataset(source.dataset, stages[0]?.stage.range)
    const now = weaken(source.predicate)
    const later = !samePredicate(now, source.predicate)
    const full = compilePredicate(source.predicate, this.predicates)
    const holdBack = later || this.needsClock || this.waits || sensitivity === "sensitive" || (newestFirst && sensitivity === "any")
    const { waits, reads } = this
    this.needsClock ||= clockBefore
    this.waits = waitsBefore
    this.reads = readsBefore
    this.branches.push({
      dataset: source.dataset,
      predicate: source.predicate,
      test: later ? compilePredicate(now, this.predicates) : full,
      sink: holdBack
        ? deferred(later ? full : null, sink, {
            memory: this.env.memory,
            reads,
            warn: message => this.env.warn(message),
            spills: !later && !waits && !showsDataset(rest),
          })
        : sink,
    })
    return holdBack || sensitivity === "transformed"
  }

  private operators(stages: readonly ExpandedStage[], first = false): Operator {
    const operators = stages.map(({ stage, definition }, index) => {
      // A stage that makes its own events has no use for those that come in: in the middle it would lose them.
      if (definition.type === "generating" && !(first && index === 0) && !appends(stage))
        throw new RuleError("syntax", `stage "${definition.name}" makes its own events and can only stand first`, {
          range: stage.range,
          hint: "put it into an append or a join",
        })
      return definition.exec(stage, this.ctx)
    })
    return sink => operators.reduceRight<Sink>((next, operator) => operator(next), sink)
  }

  private subsearch(pipeline: Pipeline, maxRows: number): SubsearchResult {
    const rows: Event[] = []
    const out: Sink = {
      push: event => {
        if (rows.length >= maxRows) {
          this.env.warn(`a subsearch gave more than ${maxRows} results; the others were left out`)
          return false
        }
        rows.push(event)
        return true
      },
      end: () => {},
    }
    this.search(pipeline, out, true)
    return { rows: () => rows }
  }

  /**
   * The searches of map differ only in the tokens: events that could satisfy any of them are kept, and each run goes over those.
   */
  private template(text: string, range: SourceRange | undefined): { run(row: Event): readonly Event[] } {
    const loose = this.env.parse(text, range, true)
    const kept: Event[] = []
    for (const { dataset, predicate } of sourcesOf(loose, this.env.macros)) {
      const test = compilePredicate(weaken(loosenTokens(predicate)), this.predicates)
      this.branches.push({
        dataset,
        predicate: weaken(loosenTokens(predicate)),
        test,
        sink: {
          push(event) {
            kept.push(event)
            return true
          },
          end() {},
        },
      })
    }
    return {
      run: row => {
        const results: Event[] = []
        const compiler = new SearchCompiler(this.env)
        const out: Sink = {
          push: event => {
            results.push(event)
            return true
          },
          end: () => {},
        }
        try {
          compiler.search(
            this.env.parse(
              fillTokens(text, name => row.get(name)),
              range,
              true,
            ),
            out,
            true,
          )
        } catch (error) {
          // One row whose values do not fit the template must not stop the others.
          if (!(error instanceof RuleError)) throw error
          this.env.warn(`a search of map could not be read with the values of a row: ${error.message}`)
          return []
        }
        runOver(compiler.branches, sortNewestFirst([...new Set(kept)]))
        return results
      },
    }
  }

  private aggregate(aggregation: ParsedAggregation): CompiledAggregation {
    const { range, argument, as } = aggregation
    const name = aggregation.function
    const definition = aggregates.find(name) ?? findAggregate(name)?.definition
    if (definition === undefined)
      throw new RuleError("unknown_aggregate", `unknown aggregate "${name}"`, {
        range,
        hint: suggest(
          name,
          aggregates.definitions.map(d => d.name),
        ),
      })
    if (definition.argument === "none" && argument !== undefined)
      throw new RuleError("wrong_arity", `aggregate "${name}" takes no argument`, { range })
    if (definition.argument === "required" && argument === undefined)
      throw new RuleError("wrong_arity", `aggregate "${name}" takes an argument`, { range, hint: `write ${definition.docs.syntax}` })
    const parameter = aggregation.parameter ?? Number.NaN
    if (definition.parameter !== undefined && !(parameter >= definition.parameter.min && parameter <= definition.parameter.max))
      throw new RuleError(
        "wrong_argument",
        `aggregate "${name}" takes a number from ${definition.parameter.min} to ${definition.parameter.max}`,
        { range },
      )
    return {
      definition,
      as,
      create: (bucketSeconds = Number.NaN) => definition.create({ parameter, timeZone: this.env.timeZone, bucketSeconds }),
      argument: argument === undefined ? () => 1 : this.argument(argument),
    }
  }

  /** A bare field reads the field; `eval(...)` evaluates, and its false and null count as missing. */
  private argument(expr: Expr): CompiledAggregation["argument"] {
    if (expr.kind === "field") return event => event.get(expr.name)
    const evaluate = compileExpr(expr, this.exprs)
    return event => {
      const value = evaluate(event)
      return value === false ? null : value === true ? 1 : assignable(value)
    }
  }
}

/**
 * Everything that is wrong with a search: what is wrong with one stage hides nothing of the others.
 */
export function checkSearch(pipeline: Pipeline, env: SearchEnvironment): RuleError[] {
  const errors: RuleError[] = []
  const attempt = (check: () => void): void => {
    try {
      check()
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      errors.push(error)
    }
  }
  const nowhere: Sink = { push: () => true, end: () => {} }
  attempt(() => compileSearch(pipeline, env, nowhere))
  const [first] = errors
  if (first === undefined || pipeline.stages.length === 1) return errors
  // Something is wrong: stage by stage, everything that is.
  errors.length = 0
  for (const stage of pipeline.stages) attempt(() => compileSearch({ stages: [stage] }, env, nowhere))
  // Stages that are right each by itself may still not go together.
  if (errors.length === 0) errors.push(first)
  return errors
}

/** Feeds events to branches and ends them. */
export function runOver(branches: readonly Branch[], events: Iterable<Event>): void {
  const open = new Set(branches)
  for (const event of events) {
    for (const branch of open)
      if ((branch.dataset === null || event.inDataset(branch.dataset)) && branch.test(event) && !branch.sink.push(event.fork()))
        open.delete(branch)
    if (open.size === 0) break
  }
  for (const branch of branches) branch.sink.end()
}

type Source = { readonly kind: "none" } | { readonly kind: "events"; readonly dataset: string | null; readonly predicate: Predicate }

/** Takes the leading stages that say which events are read. Consecutive matches at the start are one predicate. */
function splitSource(stages: readonly ExpandedStage[]): { source: Source; rest: readonly ExpandedStage[] } {
  const [first] = stages
  if (first?.definition.type === "generating" || (first !== undefined && first.definition.source !== undefined && !isMatch(first.stage))) {
    const source = first.definition.source?.(first.stage) ?? { kind: "none" }
    return { source, rest: stages }
  }
  const predicates: Predicate[] = []
  let i = 0
  for (; i < stages.length; i++) {
    const stage = stages[i]?.stage
    if (stage === undefined || !isMatch(stage)) break
    predicates.push(stage.predicate)
  }
  return { source: { kind: "events", dataset: null, predicate: all(predicates) }, rest: stages.slice(i) }
}

/** `inputlookup append=true` and its kin add to what comes in. */
const appends = (stage: Stage): boolean =>
  ("append" in stage && stage.append === true) ||
  ("given" in stage && typeof stage.given === "object" && stage.given !== null && "append" in stage.given && stage.given.append === true)

interface MatchLike extends Stage {
  readonly kind: "match"
  readonly predicate: Predicate
}
const isMatch = (stage: Stage): stage is MatchLike => stage.kind === "match" && "predicate" in stage

/** All event sources of a pipeline, subsearches aside. */
function sourcesOf(pipeline: Pipeline, macros: ExpandContext): { dataset: string | null; predicate: Predicate }[] {
  const { source } = splitSource(expand(pipeline, macros))
  return source.kind === "events" ? [source] : []
}

/** Values with `$token$` in them may turn out to be anything. */
function loosenTokens(predicate: Predicate): Predicate {
  const holdsToken = (text: string): boolean => /\$[^\s$]+\$/.test(text)
  switch (predicate.kind) {
    case "all":
    case "any":
      return { ...predicate, operands: predicate.operands.map(loosenTokens) }
    case "not":
      // A negation with a token inside could be satisfied by any event.
      return JSON.stringify(predicate.operand, (key, value) => (key === "range" ? undefined : value)).includes("$") ? all([]) : predicate
    case "compare":
      return holdsToken(predicate.value) || holdsToken(predicate.field) ? all([]) : predicate
    case "in":
      return predicate.values.some(holdsToken) ? all([]) : predicate
    case "keyword":
      return holdsToken(predicate.text) ? all([]) : predicate
    default:
      return predicate
  }
}

/** How a pipeline behind its source minds the order of events: up to its first transforming stage, only stages before it see it. */
function orderOf(stages: readonly ExpandedStage[]): "any" | "sensitive" | "transformed" {
  for (const { stage, definition } of stages) {
    const order = definition.order(stage)
    if (order === "sensitive") return "sensitive"
    if (definition.type === "transforming" || order === "sorted") return "transformed"
    if (definition.type === "generating") return "transformed"
  }
  return "any"
}
/** Names that the stages read fields by, wildcards aside: those mean only fields that an event lists. */
const literalReads = (stages: readonly ExpandedStage[]): string[] => [
  ...new Set(stages.flatMap(({ stage, definition }) => definition.fields(stage).reads.filter(name => !name.includes("*")))),
]

/** Whether the first stage shows events as a dataset has them, whose fields it reads under names that nobody wrote down. */
const showsDataset = ([first]: readonly ExpandedStage[]): boolean =>
  first?.definition.type === "generating" && first.definition.fields(first.stage).reads.includes("*")

const samePredicate = (a: Predicate, b: Predicate): boolean => stripped(a) === stripped(b)
const stripped = (predicate: Predicate): string => JSON.stringify(predicate, (key, value) => (key === "range" ? undefined : value))

function lookupRow(lookup: Lookup): ((match: Row) => Row | null) | null {
  const rows = lookup.rows()
  if (rows.length === 0) return null
  const matchers = new Map<string, ReturnType<Lookup["matcher"]>>()
  return match => {
    const fields = Object.keys(match)
    const key = fields.join("\u0000")
    let matcher = matchers.get(key)
    if (matcher === undefined) {
      matcher = lookup.matcher(fields)
      matchers.set(key, matcher)
    }
    return (
      matcher(
        fields.map(name => match[name] ?? null),
        null,
      )[0] ?? null
    )
  }
}
