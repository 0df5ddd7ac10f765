import type { RuleError } from "../errors/error.ts"
import type { Rule } from "../ir/rule.ts"
import type { SourceRange, SourceText } from "../ir/source.ts"
import { lazy } from "../lazy.ts"
import type { LoadProblem } from "../load.ts"
import type { CheckedPack } from "./cache/pack-cache.ts"
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
  /** Mistakes that leave their file usable. */
  readonly warnings: readonly LoadProblem[]
  /** YAML files below the rule folders that are no rules. */
  readonly others: readonly string[]
}

/**
 * Checks all rules of a workspace: those that can run, and the others with their reasons. Where an earlier run has checked the same
 * rules, what it found is taken over, and a rule is read when it is needed.
 */
export function compileRules(workspace: Workspace): CheckedRules {
  const { cache } = workspace
  const known = cache?.read() ?? null
  if (known !== null) return restored(known, workspace)
  const checked = checkRules(workspace)
  cache?.write(packOf(checked))
  return checked
}

function restored({ compiled, notRun, ...others }: CheckedPack, workspace: Workspace): CheckedRules {
  const ruleOf = (file: string): (() => Rule) => lazy(() => workspace.content.readRule(file))
  return {
    ...others,
    compiled: compiled.map(({ file, plan }) => {
      const rule = ruleOf(file)
      return {
        get rule() {
          return rule()
        },
        workspace,
        plan,
      }
    }),
    notRun: notRun.map(({ file, errors }) => {
      const rule = ruleOf(file)
      return {
        get rule() {
          return rule()
        },
        errors,
      }
    }),
  }
}

const packOf = ({ compiled, notRun, ...others }: CheckedRules): CheckedPack => ({
  ...others,
  compiled: compiled.map(({ rule, plan }) => ({ file: rule.source.file, plan })),
  notRun: notRun.map(({ rule, errors }) => ({ file: rule.source.file, errors })),
})

function checkRules(workspace: Workspace): CheckedRules {
  const compiled: CompiledRule[] = []
  const notRun: NotRun[] = []
  for (const rule of workspace.content.rules) {
    const { plan, errors } = workspace.check(rule)
    if (plan !== null) compiled.push({ rule, workspace, plan })
    else notRun.push({ rule, errors: inOrder(errors, rule.source) })
  }
  const { warnings, others } = workspace.content
  return { compiled, notRun, problems: allProblems(workspace), warnings, others }
}

/** Files with mistakes, each with everything that is wrong with what could be read of it. */
export const allProblems = (workspace: Workspace): LoadProblem[] => workspace.content.problems.map(problem => completed(problem, workspace))

/** What is wrong with the stages that could be read shows beside what could not. */
function completed(problem: LoadProblem, workspace: Workspace): LoadProblem {
  const { rule, errors } = problem
  if (rule === undefined) return problem
  const further = rule.pipeline.stages.flatMap(stage => workspace.check({ ...rule, pipeline: { stages: [stage] } }).errors)
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
