import { RuleError } from "../errors/error.ts"
import type { Rule } from "../ir/rule.ts"
import type { Pipeline } from "../ir/stage.ts"
import { expandMacroText, type MacroTable, macrosCalled } from "../spl/macro-expansion.ts"
import { parseSpl } from "../spl/parse.ts"
import { printSpl } from "../spl/print.ts"
import type { SplText } from "../spl/text.ts"
import { expandPipeline } from "../stages/expand.ts"
import { expandContext } from "./environment.ts"

/**
 * A rule's search as it was written, with macro calls standing for themselves wherever they can. Splunk puts a macro's text in place
 * before it parses, so that `` NOT `m` `` need not mean what it seems to: a macro whose text and whose meaning as a unit differ, and
 * one that stands for a part of a command, is put in place.
 */
export function asWritten(rule: Rule, macros: MacroTable): Pipeline {
  const { spl } = rule
  if (spl === null || !spl.includes("`")) return rule.pipeline
  const text: SplText = { text: spl, locate: () => undefined }
  const meant = meaningOf(rule.pipeline, macros)
  const keeping = (keep: (name: string) => boolean): Pipeline | null => {
    const kept = attempt(() => parseSpl(expandMacroText(text, macros, keep)))
    return kept !== null && meaningOf(kept, macros) === meant ? kept : null
  }
  const whole = keeping(() => true)
  if (whole !== null) return whole
  const keepable = new Set(macrosCalled(text).filter(name => keeping(other => other === name) !== null))
  return keeping(name => keepable.has(name)) ?? rule.pipeline
}

/** What a pipeline comes to with every macro in its place, as text that is the same for the same meaning; null when it means nothing. */
function meaningOf(pipeline: Pipeline, macros: MacroTable): string | null {
  return attempt(() => {
    const printed = printSpl(expandPipeline(pipeline, expandContext(macros)))
    // Reading it once more takes nested conjunctions apart, and puts macros in place that stand in text.
    const { stages } = parseSpl(expandMacroText({ text: printed, locate: () => undefined }, macros))
    return JSON.stringify(
      stages.filter(stage => !keepsAll(stage)),
      (key, value) => (key === "range" ? undefined : value),
    )
  })
}

function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof RuleError) return null
    throw error
  }
}

/** `search *`, which an unused filter macro stands for. */
function keepsAll(stage: object): boolean {
  if (!("kind" in stage) || stage.kind !== "match" || !("predicate" in stage)) return false
  const { predicate } = stage
  return (
    typeof predicate === "object" &&
    predicate !== null &&
    "operands" in predicate &&
    "kind" in predicate &&
    predicate.kind === "all" &&
    isEmpty(predicate.operands)
  )
}
const isEmpty = (list: unknown): boolean => Array.isArray(list) && list.length === 0
