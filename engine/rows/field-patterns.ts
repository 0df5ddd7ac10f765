import type { Event } from "../event.ts"
import { compileWildcard, hasWildcard } from "../wildcard.ts"

/** Fields such as `_time` and `_raw`. A pattern that begins with `*` does not mean them. */
export const isInternal = (name: string): boolean => name.startsWith("_")

/** Compiles a field name, or a pattern of field names with `*` in it, to a test. Names are case-sensitive. */
export function compileFieldPattern(pattern: string): (name: string) => boolean {
  const test = compileWildcard(pattern, { caseSensitive: true })
  return pattern.startsWith("*") ? name => !isInternal(name) && test(name) : test
}

/** A list of field names and patterns. */
export interface FieldPatterns {
  /** No pattern holds a wildcard. */
  readonly exact: boolean
  matches(name: string): boolean
  /** The fields of an event that are meant, in the order of the list; without wildcards, missing ones too. */
  select(event: Event): readonly string[]
}

export function compileFieldPatterns(patterns: readonly string[]): FieldPatterns {
  const names = new Set(patterns.filter(pattern => !hasWildcard(pattern)))
  if (!patterns.some(hasWildcard)) {
    const list = [...names]
    return { exact: true, matches: name => names.has(name), select: () => list }
  }
  const tests = patterns.filter(hasWildcard).map(compileFieldPattern)
  const inOrder = patterns.map(pattern => (hasWildcard(pattern) ? compileFieldPattern(pattern) : pattern))
  return {
    exact: false,
    matches: name => names.has(name) || tests.some(test => test(name)),
    select(event) {
      const present = event.names()
      const selected = new Set<string>()
      for (const item of inOrder)
        if (typeof item === "string") selected.add(item)
        else for (const name of present) if (item(name)) selected.add(name)
      return [...selected]
    },
  }
}
