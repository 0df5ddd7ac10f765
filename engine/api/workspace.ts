import type { RuleError } from "../errors/error.ts"
import { Event } from "../event.ts"
import { checkSearch, type SearchEnvironment } from "../exec/compile.ts"
import { compileExpr } from "../exec/expr.ts"
import { compilePredicate } from "../exec/predicate.ts"
import { openGeoDatabase } from "../geo/database.ts"
import type { Rule } from "../ir/rule.ts"
import type { Row } from "../ir/value.ts"
import { lazy } from "../lazy.ts"
import { type Content, type LoadOptions, loadContent } from "../load.ts"
import type { Lookup } from "../lookup.ts"
import { type LookupStore, lookupStore } from "../lookups/index.ts"
import { compileRegex } from "../regex.ts"
import { type Catalog, createCatalog, type SourceCompiler } from "../sources/catalog.ts"
import { Datasets } from "../sources/datasets.ts"
import { RowOrigin } from "../sources/row-origin.ts"
import { defaultMemoryBytes, MemoryBudget } from "../spill/memory-budget.ts"
import type { Limits } from "../stages/stage.ts"
import { type TimeZone, timeZone } from "../time/time-zone.ts"
import { createEnvironment } from "./environment.ts"

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
}

/** Rules with everything that they refer to, loaded once. */
export interface Workspace {
  readonly content: Content
  readonly catalog: Catalog
  readonly timeZone: TimeZone
  readonly lookups: LookupStore
  /** @param memory what all searches of a run may hold together; a budget of its own when left out */
  environment(now: () => number, warn: (message: string) => void, memory?: MemoryBudget): SearchEnvironment
  /** A budget for one run, of the size that the limits say; whoever asks for it closes it. */
  openMemory(): MemoryBudget
  /** An event given as fields rather than as a record of a log: datasets go by its tags. */
  bindRow(row: Readonly<Row>): Event
  /** Everything that is wrong with a rule's search beyond its grammar. */
  check(rule: Rule): readonly RuleError[]
}

/**
 * Loads rules, macros, lookups, data sources and data models.
 * @throws RuleError "time" for an unknown time zone
 */
export function openWorkspace(options: WorkspaceOptions): Workspace {
  const zone = timeZone(options.timeZone ?? "UTC")
  const content = loadContent(options)
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
  return {
    content,
    get catalog() {
      return catalog()
    },
    timeZone: zone,
    lookups,
    environment,
    openMemory: () => new MemoryBudget(options.limits?.memoryBytes ?? defaultMemoryBytes),
    bindRow: row => new Event(new RowOrigin(row, datasets)),
    check: rule => checkSearch(rule.pipeline, checking),
  }
}

/** Data sources may use the whole expression language, and no clock, lookup or subsearch. */
function sourceCompiler(zone: TimeZone): SourceCompiler {
  const refuse = (what: string) => (): never => {
    throw new Error(`${what} cannot be used in a data source`)
  }
  const predicates = {
    timeZone: zone,
    now: refuse("the clock"),
    readsClock: refuse("the clock"),
    subsearch: refuse("a subsearch"),
    formatRows: refuse("a subsearch"),
  }
  const exprs = {
    timeZone: zone,
    now: refuse("the clock"),
    readsClock: refuse("the clock"),
    regex: (pattern: string) => compileRegex(pattern, {}),
    predicate: refuse("searchmatch()"),
    lookup: refuse("lookup()"),
    subsearch: refuse("a subsearch"),
    formatRows: refuse("a subsearch"),
    test: refuse("a subsearch"),
  }
  return {
    evaluator: expr => compileExpr(expr, exprs),
    test: predicate => compilePredicate(predicate, predicates),
    regex: pattern => compileRegex(pattern, {}),
  }
}
