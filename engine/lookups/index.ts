import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Lookup } from "../lookup.ts"
import { type TimeZone, utc } from "../time/time-zone.ts"
import { parseYaml } from "../yaml/document.ts"
import { type LookupDeclaration, parseLookupDefinition } from "./definition.ts"
import { readCsvFile, storedTable } from "./stored-table.ts"
import { tableLookup } from "./table-lookup.ts"

export interface LookupStoreOptions {
  /** Folders with lookup definitions and their CSV files. Of several definitions of one lookup the last wins. */
  readonly folders: readonly string[]
  /** Folder where written lookups are kept between runs; in memory when left out. */
  readonly state?: string | undefined
  /** Lookups that are there already; they win over definitions of the same name. */
  readonly given?: readonly Lookup[] | undefined
  /** Zone of the times in time-bounded lookups; UTC when left out. */
  readonly timeZone?: TimeZone | undefined
}

/** A file with something wrong in it. */
export interface LookupProblem {
  readonly file: string
  readonly errors: readonly RuleError[]
}

/** All lookups that searches may name. */
export interface LookupStore {
  /**
   * The lookup of a definition, or of a CSV file. Its rows are read when they are first needed. A name that is declared nowhere is a
   * new lookup when it is to be written.
   * @throws RuleError "unknown_lookup" or "lookup_data" at the range
   */
  get(name: string, range?: SourceRange, use?: "read" | "write"): Lookup
  /** Nothing has been written to the lookup, and nothing came with it. */
  isEmptyYet(name: string): boolean
  names(): readonly string[]
  /** What is wrong with definitions and with CSV files: reads them all. */
  problems(): readonly LookupProblem[]
}

interface Declared {
  readonly declaration: LookupDeclaration
  /** Path of the CSV file. */
  readonly csv: string | null
}

/** Lookups from folders. Definitions are read when the first lookup is asked for. */
export function lookupStore({ folders, state, given = [], timeZone = utc }: LookupStoreOptions): LookupStore {
  const open = new Map<string, Lookup>(given.map(lookup => [lookup.definition.name, lookup]))
  let read: { readonly declared: ReadonlyMap<string, Declared>; readonly problems: readonly LookupProblem[] } | null = null
  const definitions = (): ReadonlyMap<string, Declared> => {
    read ??= readDefinitions(folders)
    return read.declared
  }
  const openLookup = (name: string, { declaration, csv }: Declared): Lookup => {
    const known = open.get(name)
    if (known !== undefined) return known
    const { definition, collection, fields = [] } = declaration
    const file = state === undefined ? null : join(state, `${encodeURIComponent(collection ?? name)}.json`)
    const lookup = tableLookup(definition, storedTable({ csv, state: file, fields }), timeZone)
    open.set(name, lookup)
    return lookup
  }
  const find = (name: string): { readonly name: string; readonly declared: Declared } | null => {
    const declared = definitions().get(name)
    if (declared !== undefined) return { name, declared }
    const lower = name.toLowerCase()
    for (const [known, candidate] of definitions()) if (known.toLowerCase() === lower) return { name: known, declared: candidate }
    return findFile(name, folders)
  }
  return {
    get(name, range, use = "read") {
      const known = open.get(name)
      if (known !== undefined) return known
      const found = find(name)
      if (found !== null) {
        const { csv } = found.declared
        if (csv !== null && !existsSync(csv))
          throw new RuleError("lookup_data", `lookup "${found.name}" lacks its file "${basename(csv)}"`, {
            range,
            hint: `put it into ${dirname(csv)}`,
          })
        return openLookup(found.name, found.declared)
      }
      // What an earlier run has written can be read even though no definition names it.
      if (use === "write" || (state !== undefined && existsSync(join(state, `${encodeURIComponent(name)}.json`))))
        return openLookup(name, undeclared(name))
      throw new RuleError("unknown_lookup", `unknown lookup "${name}"`, {
        range,
        hint: suggest(name, [...definitions().keys(), ...open.keys(), ...csvFiles(folders)]) ?? "declare it in a lookups folder",
      })
    },
    isEmptyYet(name) {
      const known = open.get(name)
      if (known !== undefined && known.definition.source !== "csv") return known.rows().length === 0
      const found = find(name)
      if (found !== null) return found.declared.csv === null && openLookup(found.name, found.declared).rows().length === 0
      return known === undefined
    },
    names: () => [...definitions().keys()],
    problems() {
      const found: LookupProblem[] = []
      for (const { csv } of definitions().values()) {
        if (csv === null || !existsSync(csv)) continue
        const errors = csvErrors(csv)
        if (errors.length > 0) found.push({ file: csv, errors })
      }
      return [...(read?.problems ?? []), ...found]
    },
  }
}

function csvErrors(path: string): readonly RuleError[] {
  try {
    return readCsvFile(path).problems
  } catch (error) {
    if (error instanceof RuleError) return [error]
    throw error
  }
}

/** A lookup that some search writes and no definition names. */
function undeclared(name: string): Declared {
  const isFile = /\.csv(?:\.gz)?$/i.test(name)
  const value = isFile ? { name, filename: name } : { name, collection: name }
  return { declaration: parseLookupDefinition(value, name), csv: null }
}

const csvName = /^[^/\\]+\.csv(?:\.gz)?$/i

/** Names of the CSV files that a search may name as such. */
const csvFiles = (folders: readonly string[]): string[] =>
  folders.filter(folder => existsSync(folder)).flatMap(folder => readdirSync(folder).filter(entry => csvName.test(entry)))

/** A CSV file named as such, as `inputlookup assets.csv` does: it matches exactly. */
function findFile(name: string, folders: readonly string[]): { readonly name: string; readonly declared: Declared } | null {
  if (!csvName.test(name)) return null
  for (const folder of folders.toReversed()) {
    const path = join(folder, name)
    if (existsSync(path)) return { name, declared: { declaration: parseLookupDefinition({ name, filename: name }, name), csv: path } }
  }
  return null
}

function readDefinitions(folders: readonly string[]): { declared: Map<string, Declared>; problems: LookupProblem[] } {
  const declared = new Map<string, Declared>()
  const problems: LookupProblem[] = []
  for (const folder of folders) {
    if (!existsSync(folder)) continue
    for (const entry of readdirSync(folder).sort()) {
      if (!/\.ya?ml$/i.test(entry)) continue
      const file = join(folder, entry)
      const { document, errors } = parseYaml(file, readFileSync(file, "utf8"))
      if (errors.length > 0 || document === null) {
        problems.push({ file, errors })
        continue
      }
      try {
        const declaration = parseLookupDefinition(document.value, file, key => document.range(key === "" ? [] : [key]))
        declared.set(declaration.definition.name, {
          declaration,
          csv: declaration.csv === undefined ? null : join(folder, declaration.csv),
        })
      } catch (error) {
        if (!(error instanceof RuleError)) throw error
        problems.push({ file, errors: [error] })
      }
    }
  }
  return { declared, problems }
}
