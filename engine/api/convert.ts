import type { Rule } from "../ir/rule.ts"
import { printSpl, splPrinter } from "../spl/print.ts"
import { withSearch } from "../yaml/document.ts"
import { renderStages } from "../yaml/stages.ts"
import type { Workspace } from "./workspace.ts"
import { asWritten } from "./written.ts"

/**
 * A rule's file with its search in the other form: SPL text, or a list of stages. Everything else of the file stays as it is.
 * @throws RuleError "unsupported" for a stage that SPL has no form for
 */
export function convertRule(rule: Rule, workspace: Workspace, to: "spl" | "yaml"): string {
  const pipeline = asWritten(rule, workspace.content.macros)
  return withSearch(rule.source.text, to === "spl" ? printSpl(pipeline) : renderStages(pipeline, splPrinter.subsearch))
}
