import { RuleError } from "../errors/error.ts"
import { aheadOf } from "../exec/ahead.ts"
import { defaultLimits, type SearchEnvironment } from "../exec/environment.ts"
import { lookupStore } from "../lookups/index.ts"
import { MemoryBudget } from "../spill/memory-budget.ts"
import { timeZone } from "../time/time-zone.ts"
import type { ScanSettings } from "./settings.ts"

/**
 * What a thread needs to look at events ahead of time: lookups, and nothing else of what searches are made of. Whatever asks for more is left to the
 * searches. Null where the thread has not all that they have.
 */
export function aheadEnvironment({ lookups, written, timeZone: name }: ScanSettings): SearchEnvironment | null {
  if (lookups === null) return null
  const zone = timeZone(name)
  const store = lookupStore({ ...lookups, timeZone: zone })
  const refuse = (): never => {
    throw new RuleError("unsupported", "a thread that scans has no searches")
  }
  const env: SearchEnvironment = {
    timeZone: zone,
    limits: defaultLimits,
    macros: { pipeline: refuse, predicate: refuse, expr: refuse, text: refuse },
    lookup: (lookup, range, use) => store.get(lookup, range, use),
    expandMacros: refuse,
    parse: refuse,
    parsePredicate: refuse,
    now: refuse,
    memory: new MemoryBudget(defaultLimits.memoryBytes),
    warn: () => {},
    checkDataset: refuse,
  }
  return aheadOf(env, new Set(written))
}
