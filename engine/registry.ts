import type { ErrorCode } from "./errors/codes.ts"
import { RuleError } from "./errors/error.ts"
import { suggest } from "./errors/suggest.ts"
import type { SourceRange } from "./ir/source.ts"

interface Named {
  readonly name: string
  readonly aliases?: readonly string[]
}

/** An open set of definitions. Names are looked up case-insensitively: SPL's commands and functions are. */
export interface Registry<D extends Named> {
  readonly definitions: readonly D[]
  find(name: string): D | undefined
  /** @throws RuleError with the registry's code and a "did you mean" hint */
  get(name: string, range?: SourceRange): D
}

/** Builds a registry; a name or alias that stands twice is a bug and throws at start-up. */
export function registry<D extends Named>(noun: string, code: ErrorCode, definitions: readonly D[]): Registry<D> {
  const byName = new Map<string, D>()
  for (const definition of definitions)
    for (const name of [definition.name, ...(definition.aliases ?? [])]) {
      const key = name.toLowerCase()
      if (byName.has(key)) throw new Error(`${noun} "${name}" is registered twice`)
      byName.set(key, definition)
    }
  const find = (name: string): D | undefined => byName.get(name) ?? byName.get(name.toLowerCase())
  return {
    definitions,
    find,
    get(name, range) {
      const found = find(name)
      if (found !== undefined) return found
      throw new RuleError(code, `unknown ${noun} "${name}"`, { range, hint: suggest(name, byName.keys()) })
    },
  }
}
