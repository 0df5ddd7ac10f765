import { RuleError } from "../errors/error.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline, Stage } from "../ir/stage.ts"
import { stages } from "./index.ts"
import type { CoreStage, ExpandContext } from "./stage.ts"

export interface ExpandedStage {
  readonly stage: Stage
  readonly definition: CoreStage
}

/** Deepest nesting of derived stages and nested pipelines. */
const maxDepth = 64

/**
 * The core stages that a pipeline stands for: derived stages rewritten and macros put in their places, nested pipelines included.
 * @throws RuleError "unknown_stage", "unknown_macro", "wrong_arity", "macro_recursion"
 */
export function expand(pipeline: Pipeline, ctx: ExpandContext, depth = 0): ExpandedStage[] {
  if (depth > maxDepth) throw new RuleError("limit", "stages are nested too deeply", { range: pipeline.stages[0]?.range })
  return pipeline.stages.flatMap((written): ExpandedStage[] => {
    const stage = asStage(expandNode(written, ctx, depth))
    const definition = stages.get(stage.kind, stage.range)
    return "expand" in definition ? expand({ stages: definition.expand(stage, ctx) }, ctx, depth + 1) : [{ stage, definition }]
  })
}

/** The same as a pipeline. */
export const expandPipeline = (pipeline: Pipeline, ctx: ExpandContext, depth = 0): Pipeline => ({
  stages: expand(pipeline, ctx, depth).map(({ stage }) => stage),
})

/**
 * Nodes are plain data, so that one walk serves every stage: whatever has a macro kind is replaced, a nested pipeline is expanded,
 * anything else is kept as it is.
 */
function expandNode(node: unknown, ctx: ExpandContext, depth: number): unknown {
  if (Array.isArray(node)) {
    const items = node.map(item => expandNode(item, ctx, depth))
    return items.some((item, i) => item !== node[i]) ? items : node
  }
  if (!isObject(node)) return node
  if (isMacro(node)) {
    switch (node.kind) {
      case "macro_term":
        return ctx.predicate(node.name, node.args, node.range)
      case "macro_call":
        return ctx.expr(node.name, node.args, node.range)
      case "macro_options":
        return { kind: "option_text", text: ctx.text(node.name, node.args, node.range) }
    }
  }
  if (isPipeline(node)) return expandPipeline(node, ctx, depth + 1)
  let changed: Record<string, unknown> | undefined
  for (const [key, value] of Object.entries(node)) {
    if (key === "range") continue
    const expanded = expandNode(value, ctx, depth)
    if (expanded !== value) {
      changed ??= { ...node }
      changed[key] = expanded
    }
  }
  return changed ?? node
}

interface MacroNode {
  readonly kind: "macro_term" | "macro_call" | "macro_options"
  readonly name: string
  readonly args: readonly string[]
  readonly range?: SourceRange | undefined
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null
const isMacro = (node: object): node is MacroNode =>
  "kind" in node && (node.kind === "macro_term" || node.kind === "macro_call" || node.kind === "macro_options")
const isPipeline = (node: object): node is Pipeline => "stages" in node && Array.isArray(node.stages) && !("kind" in node)
const isStage = (node: unknown): node is Stage => isObject(node) && typeof node.kind === "string"

function asStage(node: unknown): Stage {
  if (isStage(node)) return node
  throw new Error("a stage was rewritten to something else")
}
