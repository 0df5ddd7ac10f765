import { test } from "uvu"
import * as assert from "uvu/assert"
import { createEnvironment, noLookups } from "../engine/api/environment.ts"
import { RuleError } from "../engine/errors/error.ts"
import { Event } from "../engine/event.ts"
import { compileSearch } from "../engine/exec/compile.ts"
import type { SearchEnvironment } from "../engine/exec/environment.ts"
import { planSearch, type SearchPlan } from "../engine/exec/plan.ts"
import { runOver, sortNewestFirst } from "../engine/exec/search.ts"
import type { Pipeline } from "../engine/ir/stage.ts"
import type { Row } from "../engine/ir/value.ts"
import type { Lookup } from "../engine/lookup.ts"
import { type MacroDefinition, type MacroTable, macroTable, sourceText } from "../engine/spl/macro-expansion.ts"
import { parseAggregation, parseExpression, parsePredicate, parseSpl } from "../engine/spl/parse.ts"
import type { Limits } from "../engine/stages/stage.ts"
import { timeZone } from "../engine/time/time-zone.ts"
import { parseStages } from "../engine/yaml/stages.ts"

export interface HarnessOptions {
  readonly macros?: Readonly<Record<string, { readonly arguments?: readonly string[]; readonly definition: string }>>
  readonly lookup?: (name: string) => Lookup
  readonly now?: number
  readonly warnings?: string[]
  readonly limits?: Partial<Limits>
}

const table = (macros: HarnessOptions["macros"] = {}): MacroTable =>
  macroTable(
    Object.entries(macros).map(
      ([name, macro]): MacroDefinition => ({
        name: name.replace(/\(\d+\)$/, ""),
        arguments: macro.arguments ?? [],
        definition: macro.definition,
        locate: () => undefined,
      }),
    ),
  )

const environmentOf = (rows: readonly Row[], options: HarnessOptions): SearchEnvironment =>
  createEnvironment({
    macros: table(options.macros),
    lookup: options.lookup ?? noLookups,
    limits: options.limits ?? {},
    timeZone: timeZone("UTC"),
    now: () => options.now ?? Math.max(0, ...rows.map(row => Number(row._time ?? 0))),
    checkDataset: () => {},
    warn: message => options.warnings?.push(message),
  })

/** What is known of a pipeline before it runs. */
export const planOf = (pipeline: Pipeline, options: HarnessOptions = {}): SearchPlan => planSearch(pipeline, environmentOf([], options))

/** Runs a pipeline over rows that stand in pipeline order when they have no `_time`. */
export function runPipeline(pipeline: Pipeline, rows: readonly Row[], options: HarnessOptions = {}): Row[] {
  const results: Row[] = []
  const events = sortNewestFirst(rows.map(row => Event.from(row)))
  const environment = environmentOf(rows, options)
  const search = compileSearch(
    pipeline,
    environment,
    {
      push(event) {
        results.push(event.toRow())
        return true
      },
      end() {},
    },
    { newestFirst: true },
  )
  runOver(search.branches, events)
  environment.memory.close()
  return results
}

/** Stages as they stand in YAML: one, or a list. */
export function parseYamlStages(stage: unknown): Pipeline {
  const at = (): undefined => undefined
  return parseStages(Array.isArray(stage) ? stage : [stage], {
    at,
    expr: text => parseExpression(sourceText("<test>", text)),
    search: text => parsePredicate(sourceText("<test>", text)),
    spl: text => parseSpl(sourceText("<test>", text)),
    aggregation: (call, as) => {
      const parsed = parseAggregation(sourceText("<test>", call))
      return as === undefined ? parsed : { ...parsed, as }
    },
  })
}

/** SPL as it stands behind a search: `where x=1 | stats count`. */
export const parseSplStages = (spl: string): Pipeline => parseSpl(sourceText("<test>", spl), { bareSearch: false })
/** A whole search, which may begin with a bare search expression. */
export const parseSearch = (spl: string): Pipeline => parseSpl(sourceText("<test>", spl))

/** A node without its source ranges, for comparison. */
export function withoutRanges(node: unknown): unknown {
  return JSON.parse(JSON.stringify(node, (key, value) => (key === "range" ? undefined : value)))
}

/** SPL with something wrong in it: the code of the error, and what its message says. */
export type Mistake = readonly [spl: string, code: string, message?: RegExp]

/** A test for each mistake that `attempt` must stop at. */
export function testMistakes(attempt: (spl: string) => unknown, mistakes: readonly Mistake[]): void {
  for (const [spl, code, message = /./] of mistakes)
    test(`wrong: ${spl}`, () =>
      assert.throws(
        () => attempt(spl),
        (error: unknown) => error instanceof RuleError && error.code === code && message.test(error.message),
      ))
}
