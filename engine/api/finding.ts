import type { Event } from "../event.ts"
import type { Rule } from "../ir/rule.ts"
import { numberOf, type Row, textOf, type Value, valuesOf } from "../ir/value.ts"

/** Risk that one result puts on one user, machine or other thing. */
export interface FindingRisk {
  readonly object: string
  readonly type: string
  /** 0 to 100. */
  readonly score: number
  readonly message: string
}

/** One result of a rule with what the rule says of it. Keys stand in this order. */
export interface Finding {
  readonly rule: {
    readonly id: string
    readonly name: string
    readonly version: number
    readonly type: string
    readonly status: string
    readonly severity: string
    readonly risk_score: number
    readonly file: string
  }
  /** ISO 8601 in UTC; null when the result has no time. */
  readonly time: string | null
  readonly fields: Row
  readonly risk: readonly FindingRisk[]
  readonly mitre_attack_id: readonly string[]
  readonly analytic_story: readonly string[]
  readonly threat: readonly { readonly object: string; readonly type: string }[]
}

/** A result becomes a finding: the rule's message with its `$field$` tokens filled, and one risk for each value of each risk object. */
export function createFinding(rule: Rule, result: Event): Finding {
  return assembleFinding(rule, {
    time: timeOf(result),
    fields: result.toRow(),
    risk: rule.riskObjects.flatMap(({ field, type, score, message }) =>
      valuesOf(result.get(field)).map(value => ({ object: textOf(value) ?? "", type, score, message: fillMessage(message, result) })),
    ),
    threat: rule.threatObjects.flatMap(({ field, type }) =>
      valuesOf(result.get(field)).map(value => ({ object: textOf(value) ?? "", type })),
    ),
  })
}

/** What a result itself gave, with what the rule says of all its findings. */
export const assembleFinding = (rule: Rule, own: Pick<Finding, "time" | "fields" | "risk" | "threat">): Finding => ({
  rule: {
    id: rule.id,
    name: rule.name,
    version: rule.version,
    type: rule.type,
    status: rule.status,
    severity: rule.severity,
    risk_score: rule.riskScore,
    file: rule.source.file,
  },
  time: own.time,
  fields: own.fields,
  risk: own.risk,
  mitre_attack_id: rule.mitreAttackId,
  analytic_story: rule.analyticStory,
  threat: own.threat,
})

/** Tokens of fields that the result lacks stay as they are, so that the mistake shows. */
export const fillMessage = (message: string, result: Event): string =>
  message.replace(/\$([^\s$]+)\$/g, (token, name: string) => {
    const values = valuesOf(result.get(name)).map(value => textOf(value) ?? "")
    return values.length === 0 ? token : values.join(", ")
  })

/** The result's own time, or the last or first time that the search computed. */
function timeOf(result: Event): string | null {
  for (const name of ["_time", "lastTime", "firstTime"]) {
    const time = isoTime(result.get(name))
    if (time !== null) return time
  }
  return null
}

/** Epoch seconds, or text that is an ISO time without zone (as security_content_ctime prints it), in ISO 8601 with zone. */
export function isoTime(value: Value): string | null {
  const seconds = numberOf(value)
  if (seconds !== null) {
    const date = new Date(seconds * 1000)
    return Number.isNaN(date.getTime()) ? null : date.toISOString().replace(".000Z", "Z")
  }
  const match = typeof value === "string" ? /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?)(Z|[+-]\d{2}:?\d{2})?$/.exec(value) : null
  return match === null ? null : `${match[1]}${match[2] ?? "Z"}`
}
