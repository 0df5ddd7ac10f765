import { RuleError } from "../errors/error.ts"
import type { Pipeline } from "../ir/stage.ts"
import { compileSearch } from "./compile.ts"
import type { SearchEnvironment } from "./environment.ts"
import { identityOf, planSearch, type SearchPlan } from "./plan.ts"
import { nowhere } from "./search.ts"

/** A search that was looked through: how it can be run, or else everything that is wrong with it. */
export type CheckedSearch =
  | { readonly plan: SearchPlan; readonly errors: readonly [] }
  | { readonly plan: null; readonly errors: readonly RuleError[] }

/**
 * Looks through a search: what is wrong with one stage hides nothing of the others.
 * @param known plans of searches that were found to be right in the same environment, by what they say
 */
export function checkSearch(pipeline: Pipeline, env: SearchEnvironment, known = new Map<string, SearchPlan>()): CheckedSearch {
  const errors: RuleError[] = []
  const attempt = (check: () => void): void => {
    try {
      check()
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      errors.push(error)
    }
  }
  const identity = identityOf(pipeline)
  let plan = known.get(identity) ?? null
  attempt(() => {
    plan ??= planSearch(pipeline, env, identity)
    known.set(identity, plan)
  })
  const [first] = errors
  if (plan !== null) return { plan, errors: [] }
  if (first === undefined || pipeline.stages.length === 1) return { plan, errors }
  // Something is wrong: stage by stage, everything that is.
  errors.length = 0
  for (const stage of pipeline.stages) attempt(() => compileSearch({ stages: [stage] }, env, nowhere))
  // Stages that are right each by itself may still not go together.
  if (errors.length === 0) errors.push(first)
  return { plan, errors }
}
