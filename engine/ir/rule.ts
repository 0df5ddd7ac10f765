import type { SourceText } from "./source.ts"
import type { Pipeline } from "./stage.ts"

/** Generations of the security_content form that a rule may be written in. */
export type Generation = 3 | 4 | 5 | 6
export type RuleType = "TTP" | "Anomaly" | "Hunting" | "Correlation"
export type RuleStatus = "production" | "experimental" | "deprecated" | "validation" | "removed"

/** Something that risk is assigned to. */
export interface RiskObject {
  /** Field of the result that names it. */
  readonly field: string
  /** `user`, `system`, `other`. */
  readonly type: string
  /** 0 to 100. */
  readonly score: number
  /** With `$field$` tokens. */
  readonly message: string
}
/** Something that points at the attacker. */
export interface ThreatObject {
  readonly field: string
  readonly type: string
}
export interface AttackData {
  readonly data: string
  readonly source: string
  readonly sourcetype: string
  readonly host?: string | undefined
  readonly customIndex?: string | undefined
}
export interface RuleTest {
  readonly name: string
  readonly attackData: readonly AttackData[]
}
export interface Drilldown {
  readonly name: string
  readonly search: string
  readonly earliestOffset: string | null
  readonly latestOffset: string | null
}

/** A rule of any generation: one internal model for all of them. */
export interface Rule {
  readonly source: SourceText
  /** File name without folder and ending; the filter macro is called `<stem>_filter`. */
  readonly stem: string
  readonly generation: Generation
  readonly id: string
  readonly name: string
  readonly version: number
  /** ISO date; the date of creation in generation 6. */
  readonly date: string
  readonly modificationDate: string | null
  readonly author: string
  readonly status: RuleStatus
  readonly type: RuleType
  readonly description: string
  readonly howToImplement: string
  readonly knownFalsePositives: string
  readonly references: readonly string[]
  readonly dataSource: readonly string[]
  /** As written: macros stand for themselves where they can. */
  readonly pipeline: Pipeline
  /** The search as SPL text when it was written so. */
  readonly spl: string | null
  /** 0 to 100; the highest score of the risk objects. */
  readonly riskScore: number
  readonly severity: "informational" | "low" | "medium" | "high" | "critical"
  readonly riskObjects: readonly RiskObject[]
  readonly threatObjects: readonly ThreatObject[]
  readonly analyticStory: readonly string[]
  readonly mitreAttackId: readonly string[]
  readonly killChainPhases: readonly string[]
  readonly nist: readonly string[]
  readonly cis20: readonly string[]
  readonly cve: readonly string[]
  readonly atomicGuid: readonly string[]
  readonly assetType: string
  readonly securityDomain: string
  readonly product: readonly string[]
  readonly requiredFields: readonly string[]
  readonly tests: readonly RuleTest[]
  readonly manualTest: string | null
  readonly drilldownSearches: readonly Drilldown[]
  readonly throttling: { readonly fields: readonly string[]; readonly period: string } | null
}
