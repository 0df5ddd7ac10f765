import type { Rule } from "../ir/rule.ts"
import type { Stage } from "../ir/stage.ts"
import { splPrinter } from "../spl/print.ts"
import { expand } from "../stages/expand.ts"
import type { FieldEffects } from "../stages/stage.ts"
import type { Workspace } from "./workspace.ts"
import { asWritten } from "./written.ts"

export interface ExplainedStage {
  /** The stage's name; `macro` with what it stands for. */
  readonly name: string
  /** What it does, in plain words. */
  readonly text: string
  readonly effects: FieldEffects
}
export interface Explanation {
  /** `any` when the order of events makes no difference to any stage. */
  readonly order: "any" | "newest first"
  /** Which events are read. */
  readonly stages: readonly ExplainedStage[]
  /** Fields of the results, where the search says which. */
  readonly resultFields: readonly string[] | null
}

/**
 * What a rule's search does, stage by stage.
 * @throws RuleError for a macro that is not defined
 */
export function explainRule(rule: Rule, workspace: Workspace): Explanation {
  const macros = workspace.environment(
    () => 0,
    () => {},
  ).macros
  const stages: ExplainedStage[] = []
  let ordered = false
  let resultFields: string[] | null = null
  for (const written of asWritten(rule, workspace.content.macros).stages) {
    const expanded = expand({ stages: [written] }, macros)
    const name = "name" in written && written.kind === "macro" ? `macro ${String(written.name)}` : written.kind
    if (expanded.length === 0)
      stages.push({ name, text: "does nothing: the macro is empty", effects: { reads: [], writes: [], keepsOthers: true } })
    for (const { stage, definition } of expanded) {
      const effects = definition.fields(stage)
      ordered ||= definition.order(stage) === "sensitive"
      stages.push({ name, text: definition.describe(stage, splPrinter), effects })
      resultFields = nextFields(resultFields, effects, stage)
    }
  }
  return { order: ordered ? "newest first" : "any", stages, resultFields }
}

function nextFields(before: readonly string[] | null, { writes, keepsOthers, removes = [] }: FieldEffects, _stage: Stage): string[] | null {
  if (!keepsOthers) return [...new Set(writes)]
  if (before === null) return null
  return [...new Set([...before.filter(name => !removes.includes(name)), ...writes])]
}
