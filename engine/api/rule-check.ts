import type { RuleError } from "../errors/error.ts"
import type { Rule } from "../ir/rule.ts"
import type { SourceRange, SourceText } from "../ir/source.ts"
import type { LoadProblem } from "../load.ts"
import type { CompiledRule } from "./run.ts"
import type { Workspace } from "./workspace.ts"

/** A rule that was read and cannot run. */
export interface NotRun {
  readonly rule: Rule
  readonly errors: readonly RuleError[]
}

export interface CheckedRules {
  readonly compiled: readonly CompiledRule[]
  readonly notRun: readonly NotRun[]
  /** Files with mistakes in what they say, each with everything else that is wrong with what could be read of it. */
  readonly problems: readonly LoadProblem[]
}

/** Checks all rules of a workspace: those that can run, and the others with their reasons. */
export function compileRules(workspace: Workspace): CheckedRules {
  const compiled: CompiledRule[] = []
  const notRun: NotRun[] = []
  for (const rule of workspace.content.rules) {
    const errors = workspace.check(rule)
    if (errors.length === 0) compiled.push({ rule, workspace })
    else notRun.push({ rule, errors: inOrder(errors, rule.source) })
  }
  return { compiled, notRun, problems: allProblems(workspace) }
}

/** Files with mistakes, each with everything that is wrong with what could be read of it. */
export const allProblems = (workspace: Workspace): LoadProblem[] => workspace.content.problems.map(problem => completed(problem, workspace))

/** What is wrong with the stages that could be read shows beside what could not. */
function completed(problem: LoadProblem, workspace: Workspace): LoadProblem {
  const { rule, errors } = problem
  if (rule === undefined) return problem
  const further = rule.pipeline.stages.flatMap(stage => workspace.check({ ...rule, pipeline: { stages: [stage] } }))
  return { ...problem, errors: inOrder([...errors, ...further], rule.source) }
}

/** Mistakes in the order of the rule's file, one in a macro where the macro is called. */
function inOrder(errors: readonly RuleError[], source: SourceText): RuleError[] {
  const placeOf = ({ range }: RuleError): number => {
    let at: SourceRange | undefined = range
    while (at?.calledFrom !== undefined) at = at.calledFrom.range
    return at?.source === source ? at.start : -1
  }
  return [...errors].sort((a, b) => placeOf(a) - placeOf(b))
}
