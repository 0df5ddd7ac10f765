import type { Row } from "../ir/value.ts"
import type { Lookup } from "../lookup.ts"
import { memoryLookup } from "../lookups/memory.ts"
import { type MacroDefinition, sourceText } from "../spl/macro-expansion.ts"
import type { Limits } from "../stages/stage.ts"
import { openWorkspace, type Workspace } from "./workspace.ts"

/** A macro given by a program. */
export interface MacroOption {
  readonly definition: string
  readonly arguments?: readonly string[]
  /** The same under a shorter name. */
  readonly args?: readonly string[]
}

export interface SearchOptions {
  /** Folders of macros, or macros by name; `name(2)` and `name` both name a macro, whose arguments say how many it takes. */
  readonly macros?: readonly string[] | Readonly<Record<string, MacroOption | string>>
  /** Folders of lookups, or lookups by name: rows. */
  readonly lookups?: readonly string[] | Readonly<Record<string, readonly Row[] | Lookup>>
  /** Epoch seconds or ISO time; the newest event's time when left out. */
  readonly now?: number | string | undefined
  readonly timeZone?: string
  /** Folders of data models beyond those that come with the package. */
  readonly dataModels?: readonly string[]
  readonly dataSources?: readonly string[]
  readonly limits?: Partial<Limits>
  /** Called with notes such as limits that were reached. */
  warn?(message: string): void
}

/** The workspace of a single search: no rules, and macros and lookups from folders or from the program. */
export function searchWorkspace({ macros = [], lookups = [], timeZone, dataModels, dataSources, limits }: SearchOptions): Workspace {
  return openWorkspace({
    rules: [],
    ...(isFolders(macros) ? { macros } : { givenMacros: Object.entries(macros).map(([name, macro]) => macroDefinition(name, macro)) }),
    ...(isFolders(lookups)
      ? { lookups }
      : { givenLookups: Object.entries(lookups).map(([name, lookup]) => (isTable(lookup) ? memoryLookup(name, lookup) : lookup)) }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(dataModels === undefined ? {} : { dataModels }),
    ...(dataSources === undefined ? {} : { dataSources }),
    ...(limits === undefined ? {} : { limits }),
  })
}

function macroDefinition(name: string, macro: MacroOption | string): MacroDefinition {
  const { definition, arguments: names, args } = typeof macro === "string" ? { definition: macro } : macro
  const source = sourceText(`<macro ${name}>`, definition)
  return { name: name.replace(/\(\d+\)$/, ""), arguments: names ?? args ?? [], definition, locate: source.locate }
}

const isFolders = (value: object): value is readonly string[] => Array.isArray(value)
const isTable = (value: readonly Row[] | Lookup): value is readonly Row[] => Array.isArray(value)
