import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import { printExpr } from "../expr/print.ts"
import type { Expr } from "../ir/expr.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline, Stage } from "../ir/stage.ts"
import { checkJsonPath } from "../json-path.ts"
import { printMacroCall, readMacroCall } from "../macro-call.ts"
import type { ParsedAggregation } from "../spl/syntax.ts"
import { stages } from "../stages/index.ts"
import type { StageDefinition, YamlPrinter } from "../stages/stage.ts"
import { isMap, parsePredicateForm, predicateSchema } from "./predicate.ts"
import { renderPredicateForm } from "./predicate-form.ts"

type Path = readonly (string | number)[]

/** Reading text that stands inside a stage: the SPL front-end is passed in, as the YAML front-end does not know it. */
export interface StageTexts {
  /** Range of the value at a path below the list of stages, or of its key. */
  at(path: Path, part?: "value" | "key"): SourceRange | undefined
  expr(text: string, path: Path): Expr
  search(text: string, path: Path): Predicate
  aggregation(call: string, as: string | undefined, path: Path): ParsedAggregation
  /** A whole search given as SPL text. */
  spl(text: string, path: Path): Pipeline
}

/** JSON Schema of a list of stages, under `$defs`: made from the stage definitions. */
export const stageSchemas = (): Record<string, unknown> => ({
  ...predicateSchema,
  pipeline: { oneOf: [{ type: "string", minLength: 1 }, { $ref: "#/$defs/stages" }] },
  stages: { type: "array", minItems: 1, items: { $ref: "#/$defs/stage" } },
  stage: {
    type: "object",
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
    properties: Object.fromEntries(
      [...stages.definitions]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, docs, yaml }) => [name, { description: docs.summary, ...yaml.schema }]),
    ),
  },
})

/**
 * Reads a list of stages that has passed the schema.
 * @param first index of the first of them in the file
 * @throws RuleError of the first mistake in the text of a stage
 */
export function parseStages(list: readonly unknown[], texts: StageTexts, base: Path = [], first = 0): Pipeline {
  return { stages: list.map((item, index) => parseStage(item, texts, [...base, first + index])) }
}

function parseStage(item: unknown, texts: StageTexts, base: Path): Stage {
  const [entry, ...more] = typeof item === "object" && item !== null ? Object.entries(item) : []
  if (entry === undefined || more.length > 0) throw new RuleError("schema", "a stage is a map with one key", { range: texts.at(base) })
  const [name, value] = entry
  const definition = stages.find(name)
  if (definition === undefined)
    throw new RuleError("unknown_stage", `unknown stage "${name}"`, {
      range: texts.at(base),
      hint: suggest(
        name,
        stages.definitions.map(d => d.name),
      ),
    })
  const path: Path = [...base, name]
  const at = (inner: Path, part?: "value" | "key"): SourceRange | undefined => texts.at([...path, ...inner], part)
  const macro = (call: string, inner: Path = []): { name: string; args: readonly string[] } => {
    const text = `\`${call.replace(/^`|`$/g, "")}\``
    const { name, args } = readMacroCall(text, 0, () => at(inner))
    return { name, args }
  }
  const pipeline = (nested: unknown, inner: Path = []): Pipeline =>
    Array.isArray(nested) ? parseStages(nested, texts, [...path, ...inner]) : texts.spl(String(nested), [...path, ...inner])
  const stage = definition.yaml.parse(value, {
    range: texts.at(path),
    at,
    expr: (text, inner = []) => texts.expr(text, [...path, ...inner]),
    predicate: (form, inner = []) =>
      parsePredicateForm(form, { at, search: (text, where) => texts.search(text, [...path, ...where]), macro, pipeline }, inner),
    aggregation: (call, as, inner = []) => texts.aggregation(call, as, [...path, ...inner]),
    pipeline,
    macro: (call, inner) => {
      const { name: called, args } = macro(call, inner)
      return { name: called, args }
    },
  })
  checkPaths(value, definition, stage, path, texts)
  return stage
}

/** Field names that are JSONPaths: every key that looks like one, and what the stage reads beside them. */
function checkPaths(value: unknown, definition: StageDefinition, stage: Stage, base: Path, texts: StageTexts): void {
  const reads = new Set("fields" in definition ? definition.fields(stage).reads : [])
  const visit = (part: unknown, path: Path): void => {
    if (Array.isArray(part)) for (const [index, item] of part.entries()) visit(item, [...path, index])
    else if (isMap(part))
      for (const [key, item] of Object.entries(part)) {
        checkJsonPath(key, () => texts.at([...path, key], "key"))
        visit(item, [...path, key])
      }
    else if (typeof part === "string" && reads.has(part)) checkJsonPath(part, () => texts.at(path))
  }
  visit(value, base)
  // Names within longer texts, such as the one in "dc($.user)".
  for (const name of reads) checkJsonPath(name, () => texts.at(base))
}

/** The SPL of a pipeline in brackets: the SPL front-end is passed in. */
export type SubsearchPrinter = (pipeline: Pipeline) => string

const noSubsearch: SubsearchPrinter = pipeline => {
  throw new RuleError("unsupported", "a subsearch in an expression has no form in YAML", { range: pipeline.stages[0]?.range })
}

/**
 * The list of stages as plain data: the inverse of `parseStages`.
 * @param printSubsearch for subsearches within expressions; without it there is no form for these
 * @throws RuleError "unsupported" for what YAML has no form for
 */
export function renderStages({ stages: list }: Pipeline, printSubsearch: SubsearchPrinter = noSubsearch): Record<string, unknown>[] {
  const printer = yamlPrinter(printSubsearch)
  return list.map(stage => {
    const definition = stages.get(stage.kind, stage.range)
    return { [definition.name]: definition.yaml.render(stage, printer) }
  })
}

const printMacro = (name: string, args: readonly string[]): string => printMacroCall(name, args).slice(1, -1)

function yamlPrinter(printSubsearch: SubsearchPrinter): YamlPrinter {
  const expr = (node: Expr): string => printExpr(node, printSubsearch)
  const pipeline = (nested: Pipeline): unknown => renderStages(nested, printSubsearch)
  return {
    expr,
    predicate: predicate => renderPredicateForm(predicate, { pipeline, macro: printMacro }),
    aggregation: ({ function: name, parameter, argument }) => {
      const inner = argument === undefined ? "" : argument.kind === "field" ? `(${argument.name})` : `(eval(${expr(argument)}))`
      return `${name}${parameter ?? ""}${inner}`
    },
    pipeline,
    macro: printMacro,
  }
}
