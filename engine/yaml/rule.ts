import { basename } from "node:path"
import { RuleError } from "../errors/error.ts"
import { literal } from "../ir/expr.ts"
import { all } from "../ir/predicate.ts"
import type { Generation, Rule } from "../ir/rule.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline, Stage } from "../ir/stage.ts"
import type { YamlDocument } from "./document.ts"
import { isMap } from "./predicate.ts"
import { metadataOf, ruleTypes, text } from "./rule-metadata.ts"
import { generationSchema } from "./rule-schema.ts"
import { compileSchema, type SchemaCheck } from "./schema.ts"
import { parseStages, type StageTexts } from "./stages.ts"

/** Reading the texts of a search: the SPL front-end, passed in. */
export interface RuleTexts extends Omit<StageTexts, "at" | "expr" | "search" | "aggregation" | "spl"> {
  expr(text: string, locate: Locator): ReturnType<StageTexts["expr"]>
  search(text: string, locate: Locator): ReturnType<StageTexts["search"]>
  aggregation(call: string, as: string | undefined, locate: Locator): ReturnType<StageTexts["aggregation"]>
  /** `report` is called with every mistake, and what is right is returned; without it the first mistake is thrown. */
  spl(text: string, locate: Locator, report?: (error: RuleError) => void): Pipeline
}
type Locator = (start: number, end: number) => SourceRange | undefined

export interface ParsedRule {
  /** What could be read of it; it can be run only when there are no errors. */
  readonly rule: Rule
  readonly errors: readonly RuleError[]
  /** Mistakes that leave the rule usable, such as a key of a published detection that no generation has. */
  readonly warnings: readonly RuleError[]
}

/** A document is a rule when it has a search, or says what kind of detection it is. */
export function isRule(value: unknown): boolean {
  if (!isMap(value) || "lookup_type" in value || value.type === "Baseline" || value.type === "Investigation") return false
  return "search" in value || ruleTypes.some(type => type === value.type)
}

/** The generation that a rule's keys belong to; null for forms older than generation 3. */
export function generationOf(value: unknown): Generation | null {
  if (!isMap(value)) return null
  if ("finding" in value || "intermediate_findings" in value || "creation_date" in value) return 6
  if ("rba" in value) return 5
  const tags = isMap(value.tags) ? value.tags : {}
  if ("analytics_story" in tags || value.type === "batch" || value.type === "streaming" || value.type === "ESCU") return null
  if ("observable" in tags) return "status" in value ? 4 : 3
  // Hunting and Correlation rules of generation 5 have no rba block; what generation 4 requires tells the two apart.
  if ("confidence" in tags || "impact" in tags || "risk_score" in tags || "message" in tags) return "status" in value ? 4 : 3
  return "status" in value && "date" in value ? 5 : 4
}

const checks = (): ((generation: Generation) => SchemaCheck) => {
  const compiled = new Map<Generation, SchemaCheck>()
  return generation => {
    const key = generation === 3 ? 4 : generation
    let check = compiled.get(key)
    if (check === undefined) {
      check = compileSchema(generationSchema(key))
      compiled.set(key, check)
    }
    return check
  }
}

/** A reader of rules; it keeps its compiled schemas, which are worth more than one rule. */
export function ruleReader(
  texts: RuleTexts,
): (
  document: YamlDocument,
) => ParsedRule | { readonly rule: null; readonly errors: readonly RuleError[]; readonly warnings: readonly RuleError[] } {
  const check = checks()
  return document => {
    const { value, source } = document
    const generation = generationOf(value)
    if (generation === null || !isMap(value))
      return {
        rule: null,
        warnings: [],
        errors: [
          new RuleError("generation", "detection is older than generation 3", {
            range: document.keyRange(["type"]),
            hint: "generations 3 to 6 of security_content are read; this one predates mid-2021",
          }),
        ],
      }
    const published = typeof value.search === "string"
    const errors: RuleError[] = []
    const warnings: RuleError[] = []
    const brokenStages = new Set<number>()
    for (const { error, path, unknownKey } of document.isKnown ? [] : check(generation)(document)) {
      const [key, index] = path
      // What a published file carries along is its publisher's business; in a rule of one's own an unknown key is a slip.
      if (published && (unknownKey || !decisive.has(String(key ?? "")))) warnings.push(error)
      else errors.push(error)
      if (key === "search" && typeof index === "number") brokenStages.add(index)
    }
    const pipeline = parseSearch(value.search, document, texts, brokenStages, errors)
    const rule: Rule = {
      ...metadataOf(value, generation),
      source,
      stem: basename(source.file).replace(/\.ya?ml$/, ""),
      pipeline,
      spl: published ? text(value.search) : null,
    }
    return { rule, errors, warnings }
  }
}

/** Keys without which a published detection cannot be run or its results be reported; the empty one stands for missing keys. */
const decisive: ReadonlySet<string> = new Set([
  "",
  "name",
  "id",
  "version",
  "type",
  "status",
  "search",
  "rba",
  "finding",
  "intermediate_findings",
])

type Path = readonly (string | number)[]

/** Reads the search; what is wrong with one stage hides nothing of the others. */
function parseSearch(
  search: unknown,
  document: YamlDocument,
  texts: RuleTexts,
  broken: ReadonlySet<number>,
  errors: RuleError[],
): Pipeline {
  if (typeof search === "string") {
    const locate = document.locator(["search"])
    return texts.spl(search, locate, error => errors.push(explainComment(error, document, ["search"])))
  }
  const stages = (Array.isArray(search) ? search : []).flatMap((item, index): readonly Stage[] => {
    if (broken.has(index)) return []
    const found: RuleError[] = []
    const stage = parseStage(item, index, document, texts, error => found.push(error))
    errors.push(...found)
    return found.length === 0 ? stage : []
  })
  return { stages }
}

/** One stage; a text in it that cannot be read is reported and stands for nothing while the others are read. */
function parseStage(
  item: unknown,
  index: number,
  document: YamlDocument,
  texts: RuleTexts,
  report: (error: RuleError) => void,
): readonly Stage[] {
  const path = (inner: Path): Path => ["search", ...inner]
  let reported = false
  const refuse = (error: unknown, inner: Path): void => {
    if (!(error instanceof RuleError)) throw error
    reported = true
    report(explainComment(error, document, path(inner)))
  }
  const attempt = <T>(inner: Path, read: (locate: Locator) => T, instead: T): T => {
    try {
      return read(document.locator(path(inner)))
    } catch (error) {
      refuse(error, inner)
      return instead
    }
  }
  try {
    const { stages } = parseStages(
      [item],
      {
        at: (inner, part) => (part === "key" ? document.keyRange(path(inner)) : document.range(path(inner))),
        expr: (source, inner) => attempt(inner, locate => texts.expr(source, locate), literal(null)),
        search: (source, inner) => attempt(inner, locate => texts.search(source, locate), all([])),
        aggregation: (call, as, inner) =>
          attempt(inner, locate => texts.aggregation(call, as, locate), { function: "count", as: as ?? call }),
        spl: (source, inner) => texts.spl(source, document.locator(path(inner)), error => refuse(error, inner)),
      },
      [],
      index,
    )
    return stages
  } catch (error) {
    // What follows from a text that could not be read is no mistake of its own.
    if (!reported) refuse(error, [index])
    else if (!(error instanceof RuleError)) throw error
    return []
  }
}

/** Text that breaks off may have been cut by YAML, which takes `#` behind a blank for the beginning of a comment. */
function explainComment(error: RuleError, document: YamlDocument, path: Path): RuleError {
  if (error.code !== "syntax" || document.commentRange(path) === null) return error
  const { code, message, range } = error
  return new RuleError(code, message, { range, hint: 'put the value in quotes: "#" behind a blank begins a comment' })
}
