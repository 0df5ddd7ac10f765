import type { Generation, RiskObject, Rule, RuleStatus, RuleTest, RuleType, ThreatObject } from "../ir/rule.ts"
import { isMap } from "./predicate.ts"

/** What a rule says beside its search. */
export type Metadata = Omit<Rule, "source" | "stem" | "pipeline" | "spl">

/** Reads the keys of a rule, wherever its generation keeps them. */
export function metadataOf(value: PlainMap, generation: Generation): Metadata {
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

export const ruleTypes: readonly RuleType[] = ["TTP", "Anomaly", "Hunting", "Correlation"]
const ruleStatuses: readonly RuleStatus[] = ["production", "experimental", "deprecated", "validation", "removed"]

const testOf = (test: PlainMap): RuleTest => ({
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

function riskOf(value: PlainMap, tags: PlainMap, generation: Generation): Risk {
  switch (generation) {
    case 3:
    case 4: {
      const riskScore = halfEven((Number(tags.impact ?? 0) * Number(tags.confidence ?? 0)) / 100)
      const message = text(tags.message)
      const observables = maps(tags.observable)
      const hasRole = ({ role }: PlainMap, names: readonly string[]): boolean => list(role).some(name => names.includes(name))
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
        entities.map((entity: PlainMap) => ({
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

const scored = (riskObjects: readonly RiskObject[], threatObjects: readonly PlainMap[]): Risk => ({
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

type PlainMap = Readonly<Record<string, unknown>>
const mapOf = (value: unknown): PlainMap => (isMap(value) ? value : {})
const maps = (value: unknown): readonly PlainMap[] => (Array.isArray(value) ? value.filter(isMap) : [])
export const text = (value: unknown): string => (typeof value === "string" ? value : typeof value === "number" ? String(value) : "")
const list = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(text) : [])
