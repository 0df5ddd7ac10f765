import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import type { Expr } from "../ir/expr.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline, Stage } from "../ir/stage.ts"
import { compileRegex } from "../regex.ts"
import { spillNote } from "../spill/event-sorter.ts"
import { Spool } from "../spill/spool.ts"
import { EventFormat } from "../spill/stored-row.ts"
import { type ExpandedStage, expand } from "../stages/expand.ts"
import type { ExecContext, StageSource, SubsearchResult, SubsearchRows } from "../stages/stage.ts"
import { compileAggregation } from "./aggregation.ts"
import type { SearchEnvironment } from "./environment.ts"
import { compileCondition, compileExpr, compileValue, type ExprEnvironment } from "./expr.ts"
import { formatRows } from "./format-rows.ts"
import { laterFilter, type RowSteps } from "./later-filters.ts"
import { lookupRow } from "./lookup-row.ts"
import type { Operator, Sink, Test } from "./operator.ts"
import { compilePredicate, type PredicateEnvironment, weaken } from "./predicate.ts"
import { regrouped } from "./regrouped.ts"
import { type CompiledBranch, type CompiledSearch, deferred } from "./search.ts"
import { literalReads, onlyReads, orderOf, showsDataset, splitSource } from "./source.ts"
import { type CompiledTemplate, compileTemplate } from "./template.ts"
import { loosenTokens } from "./tokens.ts"

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
  const ordered = compiler.start(pipeline, out, options.newestFirst ?? false)
  const { branches, needsClock } = compiler
  return { branches, ordered, needsClock, idle: compiler.idle }
}

/**
 * Compiles what is to be seen of an event ahead of time: the test is false where nothing is left of it, and true where that cannot be told.
 * @throws RuleError
 */
export function compileSteps(steps: readonly RowSteps[], env: SearchEnvironment): Test {
  const compiler = new SearchCompiler(env)
  let isLeft = false
  const keep = (): void => {
    isLeft = true
  }
  const whole = steps.reduceRight<Sink>(
    (next, { keys, stages }) => {
      const sink = compiler.steps(stages)(next)
      return keys === null ? sink : regrouped(keys, sink, keep)
    },
    {
      push() {
        keep()
        return false
      },
      end() {},
    },
  )
  if (compiler.needsClock || compiler.branches.length > 0) return () => true
  return event => {
    isLeft = false
    whole.push(event.fork())
    return isLeft
  }
}

class SearchCompiler {
  readonly branches: CompiledBranch[] = []
  needsClock = false
  /** No part of the search that has been compiled gives anything where no event comes. */
  idle = true
  private started = false
  /** Results of the subsearches in conditions and expressions, by what they are. */
  private readonly known = new Map<string, SubsearchResult>()
  /** A condition of the search at hand depends on a subsearch: its events wait until that has ended. */
  private waits = false
  /** Names that stages of the search at hand read fields by. */
  private reads: readonly string[] = []
  private readonly env: SearchEnvironment
  private readonly anyValue: boolean
  private readonly ctx: ExecContext
  private readonly exprs: ExprEnvironment
  private readonly predicates: PredicateEnvironment

  /** @param anyValue whether `$field$` in the search stands for any value */
  constructor(env: SearchEnvironment, anyValue = false) {
    this.env = env
    this.anyValue = anyValue
    // The text comes from log data: a macro call in it is none.
    const asPredicate = (rows: readonly Event[]): Predicate => formatRows(rows, text => env.parsePredicate(text, undefined))
    const readsClock = (): void => {
      this.needsClock = true
    }
    this.predicates = {
      timeZone: env.timeZone,
      now: () => env.now(),
      readsClock,
      subsearch: pipeline => this.waitFor(pipeline),
      formatRows: result => asPredicate(result.rows()),
    }
    this.exprs = {
      timeZone: env.timeZone,
      now: () => env.now(),
      readsClock,
      subsearch: pipeline => this.waitFor(pipeline),
      formatRows: asPredicate,
      warn: message => env.warn(message),
      regex: (pattern, range) => compileRegex(pattern, range === undefined ? {} : { range }),
      predicate: (text, range) => compilePredicate(env.parsePredicate(env.expandMacros(text, range), range), this.predicates),
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
      aggregate: aggregation => compileAggregation(aggregation, this.exprs),
      regex: this.exprs.regex,
      lookup: (name, range, use) => env.lookup(name, range, use),
      operator: nested => this.operators(expand(nested, env.macros)),
      subsearch: (nested, maxRows) => this.subsearch(nested, maxRows),
      template: (text, range) => this.template(text, range),
      expandMacros: (spl, range) => env.expandMacros(spl, range),
      parse: (spl, range) => env.parse(spl, range, false),
      memory: env.memory,
      reads: () => this.reads,
      geo: env.geo,
      warn: message => env.warn(message),
    }
  }

  /** Compiles the search that the compiler is there for. What is compiled later, as foreach does, can have no branches of its own. */
  start(pipeline: Pipeline, out: Sink, newestFirst: boolean): boolean {
    const ordered = this.search(pipeline, out, newestFirst)
    this.started = true
    return ordered
  }

  /** Stages that work on rows at hand. */
  steps(stages: readonly Stage[]): Operator {
    return this.operators(expand({ stages }, this.env.macros))
  }

  /** Compiles a whole search; gives whether its results leave in an order. */
  private search(pipeline: Pipeline, out: Sink, newestFirst: boolean): boolean {
    const stages = expand(pipeline, this.env.macros)
    const { source: written, rest } = splitSource(stages)
    const source: StageSource = this.anyValue && written.kind === "events" ? loosenTokens(written) : written
    const sensitivity = orderOf(rest)
    const clockBefore = this.needsClock
    const waitsBefore = this.waits
    const readsBefore = this.reads
    this.needsClock = false
    this.waits = false
    // What leaves a nested search is read by the stages around it.
    this.reads = [...new Set([...literalReads(rest), ...readsBefore])]
    const operator = this.operators(rest, rest.length === stages.length)
    const sink = operator(out)
    if (source.kind === "none") {
      this.idle = false
      this.branches.push({ dataset: null, predicate: { kind: "any", operands: [] }, filter: null, test: () => false, sink })
      this.needsClock ||= clockBefore
      this.waits = waitsBefore
      this.reads = readsBefore
      return true
    }
    if (source.dataset !== null) this.env.checkDataset(source.dataset, source.range ?? stages[0]?.stage.range)
    const now = weaken(source.predicate)
    const later = now !== source.predicate
    const full = compilePredicate(source.predicate, this.predicates)
    const holdBack = later || this.needsClock || this.waits || sensitivity === "sensitive" || (newestFirst && sensitivity === "any")
    const { waits, reads } = this
    const spills = !later && !waits && !showsDataset(rest)
    this.needsClock ||= clockBefore
    this.waits = waitsBefore
    this.reads = readsBefore
    this.branches.push({
      dataset: source.dataset,
      predicate: source.predicate,
      // What stands for a value may also be the name of a field.
      filter: this.anyValue ? null : laterFilter(rest),
      test: later ? compilePredicate(now, this.predicates) : full,
      sink: holdBack
        ? deferred(later ? full : null, sink, {
            memory: this.env.memory,
            reads,
            warn: message => this.env.warn(message),
            spills,
            only: spills ? onlyReads(rest) : null,
          })
        : sink,
    })
    return holdBack || sensitivity === "transformed"
  }

  /** @param first whether nothing stands before the stages */
  private operators(stages: readonly ExpandedStage[], first = false): Operator {
    const operators = stages.map(({ stage, definition }, index) => {
      // A stage that makes its own events has no use for those that come in: in the middle it would lose them.
      if (definition.type === "generating" && !(first && index === 0) && definition.appends?.(stage) !== true)
        throw new RuleError("syntax", `stage "${definition.name}" makes its own events and can only stand first`, {
          range: stage.range,
          hint: "put it into an append or a join",
        })
      if (definition.idle?.(stage) !== true) this.idle = false
      return definition.exec(stage, this.ctx)
    })
    return sink => operators.reduceRight<Sink>((next, operator) => operator(next), sink)
  }

  /** A subsearch that must have ended before events of the search at hand are looked at. */
  private waitFor(pipeline: Pipeline): SubsearchResult {
    const key = JSON.stringify(pipeline, (name, value: unknown) => (name === "range" ? undefined : value))
    const known = this.known.get(key)
    if (this.started && known === undefined)
      throw new RuleError("unsupported", "a subsearch cannot differ from field to field", { range: pipeline.stages[0]?.range })
    this.waits = true
    const result = known ?? this.subsearch(pipeline, this.env.limits.subsearchRows)
    this.known.set(key, result)
    return result
  }

  private subsearch(pipeline: Pipeline, maxRows: number): SubsearchRows {
    // What the search at hand reads of its fields, it reads of these rows too.
    const rows = new Spool<Event>(this.env.memory, new EventFormat(this.reads))
    let count = 0
    const out: Sink = {
      push: event => {
        if (count >= maxRows) {
          this.env.warn(`a subsearch gave more than ${maxRows} results; the others were left out`)
          return false
        }
        count++
        rows.add(event)
        return true
      },
      end: () => {},
    }
    this.search(pipeline, out, true)
    let reported = false
    const read = (): Iterator<Event> => {
      if (!reported && rows.bytesWritten > 0) {
        reported = true
        this.env.warn(spillNote("a subsearch", "events", rows.bytesWritten))
      }
      return rows[Symbol.iterator]()
    }
    const results = { [Symbol.iterator]: read }
    return { ...results, rows: () => Array.from(results), clear: () => rows.clear() }
  }

  private template(text: string, range: SourceRange | undefined): CompiledTemplate {
    // Values may bring bounds of time into the searches, and those may ask for "now" anyway.
    this.needsClock = true
    this.idle = false
    const template = compileTemplate(text, range, this.env, (pipeline, out, tokens) => {
      const compiler = new SearchCompiler(this.env, tokens === "anyValue")
      compiler.start(pipeline, out, true)
      return compiler.branches
    })
    this.branches.push(...template.branches.map(branch => ({ ...branch, filter: null })))
    return template
  }
}
