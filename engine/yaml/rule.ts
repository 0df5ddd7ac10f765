import { basename } from "node:path"
import { RuleError } from "../errors/error.ts"
import { literal } from "../ir/expr.ts"
import { all } from "../ir/predicate.ts"
import type { Generation, RiskObject, Rule, RuleStatus, RuleTest, RuleType, ThreatObject } from "../ir/rule.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline, Stage } from "../ir/stage.ts"
import type { YamlDocument } from "./document.ts"
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
    for (const { error, path, unknownKey } of check(generation)(document)) {
      const [key, index] = path
      // What a published file carries along is its publisher's business; in a rule of one's own an unknown key is a slip.
      if (published && (unknownKey || !decisive.has(String(key ?? "")))) warnings.push(error)
      else errors.push(error)
      if (key === "search" && typeof index === "number") brokenStages.add(index)
    }
    const pipeline = parseSearch(value.search, document, texts, brokenStages, errors)
    const rule: Rule = {
      ...metadata(value, generation),
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
        at: inner => document.range(path(inner)),
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

type Metadata = Omit<Rule, "source" | "stem" | "pipeline" | "spl">

function metadata(value: Map, generation: Generation): Metadata {
  // Generation 6 keeps at the top what the others keep in tags.
  const tags = generation === 6 ? value : mapOf(value.tags)
  const { riskObjects, threatObjects, riskScore } = riskOf(value, tags, generation)
  const type = ruleTypes.find(name => name === value.type) ?? "TTP"
  const throttling = mapOf(tags.throttling)
  return {
    generation,
    id: text(value.id),
    name: text(value.name),
    version: Number(value.version ?? 0),
    date: text(value.creation_date ?? value.date),
    modificationDate: value.modification_date === undefined ? null : text(value.modification_date),
    author: text(value.author),
    status: ruleStatuses.find(name => name === value.status) ?? "production",
    type,
    description: text(value.description).trim(),
    howToImplement: text(value.how_to_implement).trim(),
    knownFalsePositives: text(value.known_false_positives).trim(),
    references: list(value.references),
    dataSource: list(value.data_source),
    riskScore,
    severity: severityOf(riskScore, riskObjects.length > 0 || generation < 5),
    riskObjects,
    threatObjects,
    analyticStory: list(tags.analytic_story),
    mitreAttackId: list(tags.mitre_attack_id),
    killChainPhases: list(tags.kill_chain_phases),
    nist: tags.nist === undefined ? [type === "TTP" ? "DE.CM" : "DE.AE"] : list(tags.nist),
    cis20: tags.cis20 === undefined ? [tags.security_domain === "network" ? "CIS 13" : "CIS 10"] : list(tags.cis20),
    cve: list(tags.cve),
    atomicGuid: list(tags.atomic_guid),
    assetType: text(tags.asset_type),
    securityDomain: text(tags.security_domain),
    product: list(tags.product),
    requiredFields: list(tags.required_fields),
    tests: maps(value.tests).map(testOf),
    manualTest: typeof tags.manual_test === "string" ? tags.manual_test : null,
    drilldownSearches: maps(value.drilldown_searches).map(({ name, search, earliest_offset, latest_offset }) => ({
      name: text(name),
      search: text(search),
      earliestOffset: typeof earliest_offset === "string" ? earliest_offset : null,
      latestOffset: typeof latest_offset === "string" ? latest_offset : null,
    })),
    throttling: tags.throttling === undefined ? null : { fields: list(throttling.fields), period: text(throttling.period) },
  }
}

const ruleTypes: readonly RuleType[] = ["TTP", "Anomaly", "Hunting", "Correlation"]
const ruleStatuses: readonly RuleStatus[] = ["production", "experimental", "deprecated", "validation", "removed"]

const testOf = (test: Map): RuleTest => ({
  name: text(test.name),
  attackData: maps(test.attack_data).map(({ data, source, sourcetype, host, custom_index }) => ({
    data: text(data),
    source: text(source),
    sourcetype: text(sourcetype),
    host: host === undefined ? undefined : text(host),
    customIndex: custom_index === undefined ? undefined : text(custom_index),
  })),
})

interface Risk {
  readonly riskObjects: readonly RiskObject[]
  readonly threatObjects: readonly ThreatObject[]
  readonly riskScore: number
}

function riskOf(value: Map, tags: Map, generation: Generation): Risk {
  switch (generation) {
    case 3:
    case 4: {
      const riskScore = halfEven((Number(tags.impact ?? 0) * Number(tags.confidence ?? 0)) / 100)
      const message = text(tags.message)
      const observables = maps(tags.observable)
      const hasRole = ({ role }: Map, names: readonly string[]): boolean => list(role).some(name => names.includes(name))
      return {
        riskScore,
        riskObjects: observables
          .filter(observable => hasRole(observable, ["Victim", "Target"]))
          .map(({ name, type }) => ({ field: text(name), type: riskType(text(type)), score: riskScore, message })),
        threatObjects: observables
          .filter(observable => hasRole(observable, ["Attacker", "Actor"]))
          .map(({ name, type }) => ({ field: text(name), type: text(type).toLowerCase().replace(/ /g, "_") })),
      }
    }
    case 5: {
      const rba = mapOf(value.rba)
      const message = text(rba.message)
      return scored(
        maps(rba.risk_objects).map(({ field, type, score }) => ({ field: text(field), type: text(type), score: Number(score), message })),
        maps(rba.threat_objects),
      )
    }
    case 6: {
      const finding = mapOf(value.finding)
      const title = text(finding.title)
      const entities = [
        ...(finding.entity === undefined ? [] : [{ ...mapOf(finding.entity), message: title }]),
        ...maps(mapOf(value.intermediate_findings).entities),
      ]
      return scored(
        entities.map((entity: Map) => ({
          field: text(entity.field),
          type: text(entity.type),
          score: Number(entity.score),
          message: text(entity.message) || title,
        })),
        maps(value.threat_objects),
      )
    }
  }
}

const scored = (riskObjects: readonly RiskObject[], threatObjects: readonly Map[]): Risk => ({
  riskObjects,
  threatObjects: threatObjects.map(({ field, type }) => ({ field: text(field), type: text(type) })),
  riskScore: Math.max(0, ...riskObjects.map(({ score }) => score)),
})

/** Kinds of observables that name a person or a machine; everything else is "other". */
function riskType(observable: string): string {
  if (/^(?:user|user name|email address|email)$/i.test(observable)) return "user"
  return /^(?:hostname|endpoint|ip address)$/i.test(observable) ? "system" : "other"
}

/** Rounds half to even, as the validator that published scores come from does. */
function halfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

function severityOf(score: number, hasRisk: boolean): Rule["severity"] {
  if (!hasRisk) return "high"
  return score > 80 ? "critical" : score > 60 ? "high" : score > 40 ? "medium" : score > 20 ? "low" : "informational"
}

type Map = Readonly<Record<string, unknown>>
const isMap = (value: unknown): value is Map => typeof value === "object" && value !== null && !Array.isArray(value)
const mapOf = (value: unknown): Map => (isMap(value) ? value : {})
const maps = (value: unknown): readonly Map[] => (Array.isArray(value) ? value.filter(isMap) : [])
const text = (value: unknown): string => (typeof value === "string" ? value : typeof value === "number" ? String(value) : "")
const list = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(text) : [])
