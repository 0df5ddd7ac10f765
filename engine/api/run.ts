import { aheadOf } from "../exec/ahead.ts"
import type { SearchEnvironment } from "../exec/environment.ts"
import { PackRun } from "../exec/pack.ts"
import { canBeShared, lazySearch, type SearchPlan } from "../exec/plan.ts"
import type { Rule } from "../ir/rule.ts"
import { defaultMemoryBytes, MemoryBudget } from "../spill/memory-budget.ts"
import { Spool, type SpoolFormat } from "../spill/spool.ts"
import { restoreRow, rowBytes, type StoredFields, storeRow } from "../spill/stored-row.ts"
import { type FeedInput, feed, type RunOptions } from "./feed.ts"
import { assembleFinding, createFinding, type Finding } from "./finding.ts"
import type { Workspace } from "./workspace.ts"

/** A rule that has been checked and is ready to run, any number of times. Where `rule` was checked by an earlier run, it is read when asked for. */
export interface CompiledRule {
  readonly rule: Rule
  readonly workspace: Workspace
  readonly plan: SearchPlan
}

/** What a run did; complete once its findings have been read to the end. */
export interface RunSummary {
  /** Events that were run through the rules. */
  events: number
  /** Events outside the time range. */
  eventsOutside: number
  findings: number
  rulesRun: number
  /** Notes such as limits that were reached, each with how often. */
  readonly warnings: Map<string, number>
}

/** Findings as they come, and what the run did. */
export interface Run extends AsyncIterable<Finding> {
  readonly summary: RunSummary
}

/**
 * Runs rules over events in one pass. Findings of rules that look at one event come in the order of the input, those of rules that
 * need the whole input at its end, search by search. Rules with equal searches share one, and their findings stand side by side.
 * @param input events in the order of the input
 */
export function runRules(rules: readonly CompiledRule[], input: FeedInput, options: RunOptions = {}): Run {
  const summary: RunSummary = { events: 0, eventsOutside: 0, findings: 0, rulesRun: rules.length, warnings: new Map() }
  async function* findings(): AsyncGenerator<Finding> {
    const [first] = rules
    const memory = first?.workspace.openMemory() ?? new MemoryBudget(defaultMemoryBytes)
    const ready = new Spool(memory, findingFormat(rules))
    const now = (): number => options.now ?? pack.now()
    const written = new Set(rules.flatMap(({ plan }) => plan.writes))
    const searches = sharedSearches(rules).map(numbers => {
      const members = numbers.map(number => ({ number, compiled: ruleAt(rules, number) }))
      const { workspace, plan } = ruleAt(rules, numbers[0])
      const warnFor = ({ rule }: CompiledRule, message: string): void => {
        const text = `${rule.name}: ${message}`
        summary.warnings.set(text, (summary.warnings.get(text) ?? 0) + 1)
      }
      const warn = (message: string): void => {
        for (const { compiled } of members) warnFor(compiled, message)
      }
      const environment = (): SearchEnvironment => workspace.environment(now, warn, memory)
      const planned = {
        plan,
        pipeline: () => ruleAt(rules, numbers[0]).rule.pipeline,
        environment,
        ahead: () => aheadOf(environment(), written),
      }
      return lazySearch(planned, {
        push(event) {
          for (const { number, compiled } of members) {
            const { rule } = compiled
            const finding = createFinding(rule, event)
            for (const { field } of rule.riskObjects)
              if (!event.has(field)) warnFor(compiled, `risk object "${field}" is not a field of its results`)
            ready.add({ rule: number, finding })
          }
          return true
        },
        end() {},
      })
    })
    const pack = new PackRun(searches)
    function* take(): Iterable<Finding> {
      for (const { finding } of ready) {
        summary.findings++
        yield finding
      }
      ready.clear()
    }
    try {
      for await (const _ of feed(pack, input, { ...options, written: [...written] }, summary)) if (!ready.isEmpty) yield* take()
      pack.end()
      yield* take()
    } finally {
      memory.close()
    }
  }
  return { summary, [Symbol.asyncIterator]: findings }
}

/** Numbers of rules that one search serves, in the order of the first of each. */
function sharedSearches(rules: readonly CompiledRule[]): readonly number[][] {
  const known = new Map<Workspace, Map<string, number[]>>()
  const searches: number[][] = []
  rules.forEach(({ workspace, plan }, number) => {
    const ofWorkspace = known.get(workspace) ?? new Map<string, number[]>()
    known.set(workspace, ofWorkspace)
    const same = canBeShared(plan) ? ofWorkspace.get(plan.identity) : undefined
    if (same !== undefined) {
      same.push(number)
      return
    }
    const numbers = [number]
    ofWorkspace.set(plan.identity, numbers)
    searches.push(numbers)
  })
  return searches
}

function ruleAt(rules: readonly CompiledRule[], number: number | undefined): CompiledRule {
  const compiled = number === undefined ? undefined : rules[number]
  if (compiled === undefined) throw new Error("a search belongs to no rule of the run")
  return compiled
}

interface NumberedFinding {
  /** Of its rule in the run. */
  readonly rule: number
  readonly finding: Finding
}

/** About what a finding takes in memory beside its fields. */
const findingBytes = 1_500

/** Findings that wait for whoever reads them: what the rule alone says is not written. */
const findingFormat = (rules: readonly CompiledRule[]): SpoolFormat<NumberedFinding> => ({
  encode: ({ rule, finding: { fields, time, risk, threat } }) => JSON.stringify([rule, storeRow(fields), { time, risk, threat }]),
  decode(line) {
    const [number, fields, own]: readonly [number, StoredFields, Pick<Finding, "time" | "risk" | "threat">] = JSON.parse(line)
    return { rule: number, finding: assembleFinding(ruleAt(rules, number).rule, { ...own, fields: restoreRow(fields) }) }
  },
  bytes: ({ finding }) => findingBytes + rowBytes(finding.fields),
})
