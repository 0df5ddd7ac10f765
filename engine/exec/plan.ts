import { createHash } from "node:crypto"
import type { Predicate } from "../ir/predicate.ts"
import type { Pipeline } from "../ir/stage.ts"
import { lazy } from "../lazy.ts"
import { watchWrites } from "./ahead.ts"
import { compileSearch } from "./compile.ts"
import type { SearchEnvironment } from "./environment.ts"
import type { LaterFilter } from "./later-filters.ts"
import { compileLater } from "./later-test.ts"
import type { Sink, Test } from "./operator.ts"
import { compilePredicate, unbound, weaken } from "./predicate.ts"
import { type Branch, type CompiledBranch, type CompiledSearch, nowhere } from "./search.ts"

/** What a checked search tells of itself before it is compiled to be run: enough to find the events that it may want. Plain data. */
export interface SearchPlan {
  /** Searches that say the same have the same. */
  readonly identity: string
  readonly branches: readonly PlannedBranch[]
  readonly ordered: boolean
  readonly needsClock: boolean
  readonly idle: boolean
  /** Lookups that it may write, by the names of their definitions. */
  readonly writes: readonly string[]
  /** What compiling it warns of. */
  readonly warnings: readonly string[]
}
/** The predicate holds wherever the branch's own may hold, and needs neither clock nor subsearch. */
export interface PlannedBranch extends Pick<Branch, "dataset" | "predicate"> {
  readonly filter: LaterFilter | null
}

/**
 * Compiles a search to find out about it.
 * @throws RuleError for what is wrong with the search
 */
export function planSearch(pipeline: Pipeline, env: SearchEnvironment, identity = identityOf(pipeline)): SearchPlan {
  const warnings: string[] = []
  const writes = new Set<string>()
  const told = watchWrites({ ...env, warn: message => warnings.push(message) }, writes)
  const { branches, ordered, needsClock, idle } = compileSearch(pipeline, told, nowhere)
  return {
    identity,
    branches: branches.map(({ dataset, predicate, filter }) => ({ dataset, predicate: weaken(predicate), filter: withoutRanges(filter) })),
    ordered,
    needsClock,
    idle,
    writes: [...writes],
    warnings,
  }
}

const plainText = (data: unknown): string => JSON.stringify(data, (key, value: unknown) => (key === "range" ? undefined : value))

/** Plain data that does not drag along the files that it was read from. */
export function withoutRanges<T>(data: T): T {
  const plain: T = JSON.parse(plainText(data))
  return plain
}

/** What a search says, wherever it was read from, as a short text. */
export const identityOf = (pipeline: Pipeline): string => createHash("sha256").update(plainText(pipeline)).digest("base64url").slice(0, 22)

/** Whether one run of a search serves all rules that have the same. */
export const canBeShared = ({ writes, warnings }: SearchPlan): boolean => writes.length === 0 && warnings.length === 0

/** What a planned search is compiled from, once it is. */
export interface PlannedSearch {
  readonly plan: SearchPlan
  pipeline(): Pipeline
  environment(): SearchEnvironment
  /** The same where events are looked at ahead of time: what a search of the run writes cannot be read, which throws a RuleError. */
  ahead(): SearchEnvironment
}

/**
 * A search that is compiled when the first event that it wants comes; at the end when none has come, unless it would give nothing then.
 * One that warns while it is compiled is compiled at once.
 */
export function lazySearch({ plan, pipeline, environment, ahead }: PlannedSearch, out: Sink): CompiledSearch {
  let isOpen = false
  const compile = (): CompiledSearch => compileSearch(pipeline(), environment(), out)
  if (plan.warnings.length > 0) return compile()
  const open = lazy((): readonly Branch[] => {
    isOpen = true
    return compile().branches
  })
  const branchAt = (index: number): Branch => {
    const branch = open()[index]
    if (branch === undefined) throw new Error("a search has not the branches that were planned")
    return branch
  }
  const { idle, branches } = plan
  return {
    ...plan,
    branches: branches.map(({ dataset, predicate, filter }, index): CompiledBranch => {
      const sink = lazy(() => branchAt(index).sink)
      return {
        dataset,
        predicate,
        filter,
        later: filter === null ? null : compileLater(filter, ahead),
        test: branches.length === 1 ? lazyTest(predicate) : event => branchAt(index).test(event),
        sink: {
          push: event => sink().push(event),
          end() {
            if (isOpen || !idle) sink().end()
          },
        },
      }
    }),
  }
}

/** What the only branch of a search asks of events when they come: anything that needs the clock is asked at the end. */
function lazyTest(predicate: Predicate): Test {
  const test = lazy(() => compilePredicate(predicate, unbound))
  return event => test()(event)
}
