import { Event } from "../event.ts"
import { type CheckedSearch, checkSearch } from "../exec/check.ts"
import type { SearchEnvironment } from "../exec/environment.ts"
import type { SearchPlan } from "../exec/plan.ts"
import { sourceCompiler } from "../exec/source-compiler.ts"
import { openGeoDatabase } from "../geo/database.ts"
import type { Rule } from "../ir/rule.ts"
import type { Row } from "../ir/value.ts"
import { lazy } from "../lazy.ts"
import { type Content, type ContentFolders, contentFolders, type LoadOptions, loadContent } from "../load.ts"
import type { Lookup } from "../lookup.ts"
import { type LookupStore, type LookupStoreOptions, lookupStore } from "../lookups/index.ts"
import { type Catalog, createCatalog } from "../sources/catalog.ts"
import { Datasets } from "../sources/datasets.ts"
import { RowOrigin } from "../sources/row-origin.ts"
import { defaultMemoryBytes, MemoryBudget } from "../spill/memory-budget.ts"
import type { Limits } from "../stages/stage.ts"
import { type TimeZone, timeZone } from "../time/time-zone.ts"
import { ContentFiles } from "./cache/content-files.ts"
import { PackCache } from "./cache/pack-cache.ts"
import { packKey } from "./cache/pack-key.ts"
import { createEnvironment } from "./environment.ts"
import { buildId } from "./version.ts"

export interface WorkspaceOptions extends LoadOptions {
  /** Zone of times that say none, and of dates that searches print: an IANA name or an offset; UTC when left out. */
  readonly timeZone?: string
  readonly limits?: Partial<Limits>
  /** Folder where collections that `outputlookup` writes are kept between runs; in memory when left out. */
  readonly state?: string
  /** A GeoIP database in MaxMind's format, for `iplocation`. */
  readonly geoDatabase?: string
  /** Lookups that a program gives as they are. */
  readonly givenLookups?: readonly Lookup[]
  /** Where what was found of a pack of rules is kept from run to run; nowhere when left out. */
  readonly cache?: CacheOptions | undefined
}

export interface CacheOptions {
  readonly folder: string
  /** What tells this engine from any other; that of the build when left out. Nothing is kept where there is none. */
  readonly engine?: string
  /** Told what was kept and what was not, and why. */
  report?(message: string): void
}

/** Rules with everything that they refer to, loaded once. */
export interface Workspace {
  readonly content: Content
  /** What earlier runs found of the rules; null where nothing is kept. */
  readonly cache: PackCache | null
  readonly catalog: Catalog
  readonly timeZone: TimeZone
  readonly lookups: LookupStore
  /** Where all that stages read beside events stands in files; null where there is more. */
  readonly lookupFiles: Pick<LookupStoreOptions, "folders" | "state"> | null
  /** @param memory what all searches of a run may hold together; a budget of its own when left out */
  environment(now: () => number, warn: (message: string) => void, memory?: MemoryBudget): SearchEnvironment
  /** A budget for one run, of the size that the limits say; whoever asks for it closes it. */
  openMemory(): MemoryBudget
  /** An event given as fields rather than as a record of a log: datasets go by its tags. */
  bindRow(row: Readonly<Row>): Event
  /** How a rule's search can be run, or everything that is wrong with it beyond its grammar. */
  check(rule: Rule): CheckedSearch
}

/**
 * Loads rules, macros, lookups, data sources and data models.
 * @throws RuleError "time" for an unknown time zone
 */
export function openWorkspace(options: WorkspaceOptions): Workspace {
  const zone = timeZone(options.timeZone ?? "UTC")
  const folders = contentFolders(options)
  const files = new ContentFiles()
  const content = loadContent(options, folders, files)
  const compiler = sourceCompiler(zone)
  const datasets = lazy(() => new Datasets(content.dataModels, compiler.test))
  const catalog = lazy(() => createCatalog({ sources: content.dataSources, datasets: datasets(), compiler, timeZone: zone }))
  const lookups = lookupStore({ folders: content.lookupFolders, state: options.state, given: options.givenLookups ?? [], timeZone: zone })
  const geo = lazy(() => (options.geoDatabase === undefined ? undefined : openGeoDatabase(options.geoDatabase)))
  const environment: Workspace["environment"] = (now, warn, memory) =>
    createEnvironment({
      macros: content.macros,
      lookup: (name, range, use) => lookups.get(name, range, use),
      geo: geo(),
      timeZone: zone,
      limits: options.limits ?? {},
      memory,
      now,
      warn,
      checkDataset: (name, range) => datasets().check(name, range),
    })
  const checking = environment(
    () => 0,
    () => {},
  )
  const plans = new Map<string, SearchPlan>()
  const cache = lazy(() => packCache(options, folders, files))
  return {
    content,
    get cache() {
      return cache()
    },
    get catalog() {
      return catalog()
    },
    timeZone: zone,
    lookups,
    lookupFiles:
      (options.givenLookups ?? []).length > 0 || options.geoDatabase !== undefined
        ? null
        : { folders: content.lookupFolders, state: options.state },
    environment,
    openMemory: () => new MemoryBudget(options.limits?.memoryBytes ?? defaultMemoryBytes),
    bindRow: row => new Event(new RowOrigin(row, datasets)),
    check: rule => checkSearch(rule.pipeline, checking, plans),
  }
}

/** Programs may give macros and lookups that have no bytes: then nothing is kept. */
function packCache(options: WorkspaceOptions, folders: ContentFolders, files: ContentFiles): PackCache | null {
  const { cache, givenMacros = [], givenLookups = [], state, geoDatabase, timeZone: zone, limits } = options
  if (cache === undefined || givenMacros.length + givenLookups.length > 0) return null
  const engine = cache.engine ?? buildId()
  if (engine === null) return null
  const others = [state, geoDatabase].filter(path => path !== undefined)
  return new PackCache({
    folder: cache.folder,
    key: packKey({ engine, folders, files, others, settings: [zone ?? "UTC", limits, state, geoDatabase] }),
    textOf: file => new TextDecoder().decode(files.read(file)),
    report: message => cache.report?.(message),
  })
}
