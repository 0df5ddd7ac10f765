import { RuleError } from "./errors/error.ts"
import { expandContext } from "./environment.ts"
import type { Rule } from "./ir/rule.ts"
import type { Pipeline } from "./ir/stage.ts"
import type { MacroTable } from "./spl/macro-expansion.ts"
import { parseSpl } from "./spl/parse.ts"
import { MacroInPlace } from "./spl/reader.ts"
import { expandPipeline } from "./stages/expand.ts"

/**
 * A rule's search as it was written, its macro calls standing for themselves. Splunk puts a macro's text in place before it parses, so
 * that `` NOT `m` `` need not mean what it seems to; where a macro's text and the macro as a unit differ, and where a call stands for a
 * part of a command, the search with its macros put in place is what was written.
 */
export function asWritten(rule: Rule, macros: MacroTable): Pipeline {
  if (rule.spl === null || !rule.spl.includes("`")) return rule.pipeline
  try {
    const kept = parseSpl({ text: rule.spl, locate: () => undefined })
    return samePipeline(expandPipeline(kept, expandContext(macros)), expandPipeline(rule.pipeline, expandContext(macros))) ? kept : rule.pipeline
  } catch (error) {
    if (error instanceof MacroInPlace || error instanceof RuleError) return rule.pipeline
    throw error
  }
}

/** Whether two pipelines are the same but for where they stand, and for stages that keep everything. */
export const samePipeline = (a: Pipeline, b: Pipeline): boolean => canonical(a) === canonical(b)

function canonical({ stages }: Pipeline): string {
  return JSON.stringify(
    stages.filter(stage => !keepsAll(stage)),
    (key, value) => (key === "range" ? undefined : value),
  )
}

/** `search *`, which an unused filter macro stands for. */
function keepsAll(stage: object): boolean {
  if (!("kind" in stage) || stage.kind !== "match" || !("predicate" in stage)) return false
  const { predicate } = stage
  return typeof predicate === "object" && predicate !== null && "operands" in predicate && "kind" in predicate && predicate.kind === "all" && isEmpty(predicate.operands)
}
const isEmpty = (list: unknown): boolean => Array.isArray(list) && list.length === 0
