import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import type { SearchEnvironment } from "../exec/environment.ts"
import { PackRun } from "../exec/pack.ts"
import { lazySearch, type SearchPlan } from "../exec/plan.ts"
import type { Rule } from "../ir/rule.ts"
import { numberOf } from "../ir/value.ts"
import { plainBranches } from "../parallel/settings.ts"
import { Scanner, type ScannerOptions } from "../scan/scanner.ts"
import { defaultMemoryBytes, MemoryBudget } from "../spill/memory-budget.ts"
import { Spool, type SpoolFormat } from "../spill/spool.ts"
import { restoreRow, rowBytes, type StoredFields, storeRow } from "../spill/stored-row.ts"
import { isWithin } from "../time/time-range.ts"
import { assembleFinding, createFinding, type Finding } from "./finding.ts"
import type { EventInput, ParallelOptions } from "./input-events.ts"
import type { Workspace } from "./workspace.ts"

/** A rule that has been checked and is ready to run, any number of times. Where `rule` was checked by an earlier run, it is read when asked for. */
export interface CompiledRule {
  readonly rule: Rule
  readonly workspace: Workspace
  readonly plan: SearchPlan
}

export interface RunOptions {
  /** Epoch seconds that searches take for "now"; the newest event of the input when left out. */
  readonly now?: number | undefined
  /** Only events of this time and later, in epoch seconds. */
  readonly from?: number | undefined
  /** Only events before this time. */
  readonly to?: number | undefined
  /** False tests every rule against every event, which is slow and gives the same findings. */
  readonly scan?: boolean | undefined
  /** False leaves out the part of the scanner that is compiled to WebAssembly. */
  readonly wasm?: boolean | undefined
  /** How many threads scan files that are large, one when left out. Findings are the same, however many there are. */
  readonly jobs?: number | undefined
  /** How files are cut and threads started where that shall be done in another way; also where there is one thread. */
  readonly parallel?: Partial<Pick<ParallelOptions, "leastBytes" | "leastMilliseconds" | "pieceBytes" | "startThreads">> | undefined
}

const parallelDefaults = {
  /** Smaller inputs are read as if there were one thread. */
  leastBytes: 64 * 2 ** 20,
  /** Starting a thread costs about half of it here, where data sources are read for it, and there. */
  leastMilliseconds: 1_000,
  pieceBytes: 8 * 2 ** 20,
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
 * need the whole input at its end, rule by rule.
 * @param input events in the order of the input
 */
export function runRules(
  rules: readonly CompiledRule[],
  input: EventInput | { readonly batches: AsyncIterable<readonly Event[]> },
  options: RunOptions = {},
): Run {
  const summary: RunSummary = { events: 0, eventsOutside: 0, findings: 0, rulesRun: rules.length, warnings: new Map() }
  async function* findings(): AsyncGenerator<Finding> {
    const [first] = rules
    const memory = first?.workspace.openMemory() ?? new MemoryBudget(defaultMemoryBytes)
    const ready = new Spool(memory, findingFormat(rules))
    const now = (): number => options.now ?? pack.now()
    const written = new Set(rules.flatMap(({ plan }) => plan.writes))
    const searches = rules.map((compiled, number) => {
      const { workspace, plan } = compiled
      const warn = (message: string): void => {
        const text = `${compiled.rule.name}: ${message}`
        summary.warnings.set(text, (summary.warnings.get(text) ?? 0) + 1)
      }
      const environment = (): SearchEnvironment => workspace.environment(now, warn, memory)
      const planned = { plan, pipeline: () => compiled.rule.pipeline, environment, ahead: () => withoutWritten(environment(), written) }
      return lazySearch(planned, {
        push(event) {
          const { rule } = compiled
          const finding = createFinding(rule, event)
          for (const { field } of rule.riskObjects) if (!event.has(field)) warn(`risk object "${field}" is not a field of its results`)
          ready.add({ rule: number, finding })
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
      if (options.scan !== false && "scanned" in input) {
        const time: ScannerOptions["time"] =
          options.from !== undefined || options.to !== undefined
            ? "each"
            : pack.tracksTime && options.now === undefined
              ? "newest"
              : "nothing"
        const scanner = new Scanner({
          branches: pack.branches,
          wasm: options.wasm,
          time,
          onTime(time) {
            if (isWithin(time, options)) pack.see(time)
            else {
              summary.eventsOutside++
              summary.events--
            }
          },
        })
        const jobs = options.jobs ?? 1
        const parallel: ParallelOptions = {
          jobs,
          ...parallelDefaults,
          ...options.parallel,
          settings: () => ({
            branches: plainBranches(pack.branches),
            time,
            range: { from: options.from, to: options.to },
            wasm: options.wasm !== false,
          }),
        }
        for await (const { events, selections, left, elsewhere } of input.scanned({
          scanner,
          ...(jobs > 1 || options.parallel !== undefined ? { parallel } : {}),
        })) {
          summary.events += left
          if (elsewhere !== undefined) {
            summary.events -= elsewhere.outside
            summary.eventsOutside += elsewhere.outside
            pack.see(elsewhere.newest)
          }
          events.forEach((event, index) => {
            if (!inRange(event, options)) {
              summary.eventsOutside++
              return
            }
            summary.events++
            const { branches, bucket } = selections[index] ?? { branches: null, bucket: null }
            if (branches === null) pack.push(event)
            else {
              const taken = pack.pushTo(event, branches, bucket?.certain)
              if (bucket?.guards === null) bucket.observe(event)
              else if (!taken) bucket?.disappoint()
            }
          })
          if (!ready.isEmpty) yield* take()
        }
        pack.end()
        yield* take()
        return
      }
      for await (const batch of input.batches) {
        let wanted = true
        for (const event of batch) {
          if (!inRange(event, options)) {
            summary.eventsOutside++
            continue
          }
          summary.events++
          // Once no rule wants more, events are still counted.
          if (wanted) wanted = pack.push(event)
        }
        if (!ready.isEmpty) yield* take()
      }
      pack.end()
      yield* take()
    } finally {
      memory.close()
    }
  }
  return { summary, [Symbol.asyncIterator]: findings }
}

/**
 * For looking at events ahead of time: lookups that change while searches run cannot be read, nor can those without data, of which the search itself
 * tells when an event comes.
 */
const withoutWritten = (env: SearchEnvironment, written: ReadonlySet<string>): SearchEnvironment => ({
  ...env,
  lookup(name, range, use) {
    const lookup = env.lookup(name, range, use)
    if (written.has(lookup.definition.name) || (lookup.definition.source !== "csv" && lookup.rows().length === 0))
      throw new RuleError("unsupported", `lookup "${name}" changes while searches run, or has no data`, { range })
    return lookup
  },
})

const inRange = (event: Event, options: RunOptions): boolean =>
  (options.from === undefined && options.to === undefined) || isWithin(numberOf(event.get("_time")), options)

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
    const compiled = rules[number]
    if (compiled === undefined) throw new Error("a finding on disk belongs to no rule of the run")
    return { rule: number, finding: assembleFinding(compiled.rule, { ...own, fields: restoreRow(fields) }) }
  },
  bytes: ({ finding }) => findingBytes + rowBytes(finding.fields),
})
