import { RuleError } from "../errors/error.ts"
import type { SearchEnvironment } from "./environment.ts"

/** The same environment, which takes note of the lookups that a search may write, by the names of their definitions. */
export const watchWrites = (env: SearchEnvironment, writes: Set<string>): SearchEnvironment => ({
  ...env,
  lookup(name, range, use) {
    const lookup = env.lookup(name, range, use)
    if (use === "write") writes.add(lookup.definition.name)
    return lookup
  },
})

/**
 * An environment for looking at events ahead of time: lookups that change while searches run cannot be read, nor can those without data, of which
 * the search itself tells when an event comes. Both throw a RuleError.
 * @param written lookups that searches of the run write
 */
export const aheadOf = (env: SearchEnvironment, written: ReadonlySet<string>): SearchEnvironment => ({
  ...env,
  lookup(name, range, use) {
    const lookup = env.lookup(name, range, use)
    if (written.has(lookup.definition.name) || (lookup.definition.source !== "csv" && lookup.rows().length === 0))
      throw new RuleError("unsupported", `lookup "${name}" changes while searches run, or has no data`, { range })
    return lookup
  },
})
