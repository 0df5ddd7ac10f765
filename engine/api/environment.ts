import { RuleError } from "../errors/error.ts"
import { defaultLimits, type SearchEnvironment } from "../exec/environment.ts"
import type { GeoLookup } from "../geo/place.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline } from "../ir/stage.ts"
import type { Lookup } from "../lookup.ts"
import { MemoryBudget } from "../spill/memory-budget.ts"
import { expandMacroCall, expandMacroText, type MacroTable } from "../spl/macro-expansion.ts"
import { parseExpression, parsePredicate, parseSpl } from "../spl/parse.ts"
import type { SplText } from "../spl/text.ts"
import type { ExpandContext, Limits } from "../stages/stage.ts"
import type { TimeZone } from "../time/time-zone.ts"

export interface EnvironmentOptions {
  readonly macros: MacroTable
  lookup(name: string, range?: SourceRange, use?: "read" | "write"): Lookup
  readonly geo?: GeoLookup | undefined
  readonly timeZone: TimeZone
  readonly limits?: Partial<Limits>
  /** What the searches of a run may hold together; each environment has its own when left out. */
  readonly memory?: MemoryBudget | undefined
  now(): number
  warn(message: string): void
  /** @throws RuleError "unknown_data_model" */
  checkDataset(name: string, range: SourceRange | undefined): void
}

/** Wires the front-ends to the executor: what a search may parse, look up and ask while it is compiled and run. */
export function createEnvironment(options: EnvironmentOptions): SearchEnvironment {
  const at = (text: string, range: SourceRange | undefined): SplText => ({ text, locate: () => range })
  const limits: Limits = { ...defaultLimits, ...options.limits }
  return {
    timeZone: options.timeZone,
    limits,
    memory: options.memory ?? new MemoryBudget(limits.memoryBytes),
    macros: expandContext(options.macros),
    lookup: options.lookup,
    geo: options.geo,
    expandMacros: (spl, range) => expandMacroText(at(spl, range), options.macros).text,
    parse: (spl, range, first) => parseSpl(at(spl, range), { bareSearch: first }),
    parsePredicate: (text, range) => parsePredicate(at(text, range)),
    now: options.now,
    warn: options.warn,
    checkDataset: options.checkDataset,
  }
}

/** What macros stand for, each read as what it stands in the place of. */
export function expandContext(macros: MacroTable): ExpandContext {
  const nothing = (name: string, args: readonly string[]): boolean =>
    args.length === 0 && name.endsWith("_filter") && macros.arities(name).length === 0
  return {
    pipeline(name, args, range): Pipeline {
      if (nothing(name, args)) return { stages: [] }
      return parseSpl(expandMacroCall(name, args, range, macros), { bareSearch: false })
    },
    predicate: (name, args, range) => parsePredicate(expandMacroCall(name, args, range, macros)),
    expr: (name, args, range) => parseExpression(expandMacroCall(name, args, range, macros)),
    text: (name, args, range) => expandMacroCall(name, args, range, macros).text,
  }
}

/** A lookup function for searches that have none. */
export const noLookups = (name: string, range?: SourceRange): Lookup => {
  throw new RuleError("unknown_lookup", `unknown lookup "${name}"`, { range, hint: "declare it in a lookups folder" })
}
