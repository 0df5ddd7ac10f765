import type { Event } from "../event.ts"
import { compileSearch } from "../exec/compile.ts"
import { PackRun } from "../exec/pack.ts"
import type { Rule } from "../ir/rule.ts"
import { numberOf } from "../ir/value.ts"
import { Scanner } from "../scan/scanner.ts"
import { defaultMemoryBytes, MemoryBudget } from "../spill/memory-budget.ts"
import { Spool, type SpoolFormat } from "../spill/spool.ts"
import { restoreRow, rowBytes, type StoredFields, storeRow } from "../spill/stored-row.ts"
import { assembleFinding, createFinding, type Finding } from "./finding.ts"
import type { EventInput } from "./input-events.ts"
import type { Workspace } from "./workspace.ts"

/** A rule that has been checked and is ready to run, any number of times. */
export interface CompiledRule {
  readonly rule: Rule
  readonly workspace: Workspace
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
    const searches = rules.map(({ rule, workspace }, number) => {
      const warn = (message: string): void => {
        const text = `${rule.name}: ${message}`
        summary.warnings.set(text, (summary.warnings.get(text) ?? 0) + 1)
      }
      return compileSearch(rule.pipeline, workspace.environment(now, warn, memory), {
        push(event) {
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
        const scan = new Scanner({
          branches: pack.branches,
          time:
            options.from !== undefined || options.to !== undefined
              ? "each"
              : pack.tracksTime && options.now === undefined
                ? "newest"
                : "nothing",
          onTime(time) {
            if (isWithin(time, options)) pack.see(time)
            else {
              summary.eventsOutside++
              summary.events--
            }
          },
        })
        for await (const { events, selections, left } of input.scanned(scan)) {
          summary.events += left
          events.forEach((event, index) => {
            if (!inRange(event, options)) {
              summary.eventsOutside++
              return
            }
            summary.events++
            const { branches, bucket } = selections[index] ?? { branches: null, bucket: null }
            if (branches === null) pack.push(event)
            else {
              const taken = pack.pushTo(event, branches)
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

const inRange = (event: Event, options: RunOptions): boolean =>
  (options.from === undefined && options.to === undefined) || isWithin(numberOf(event.get("_time")), options)

/** An event without a time cannot be told to lie outside. */
export const isWithin = (time: number | null, { from, to }: RunOptions): boolean =>
  time === null || ((from === undefined || time >= from) && (to === undefined || time < to))

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
