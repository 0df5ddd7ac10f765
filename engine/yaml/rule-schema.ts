import { stageSchemas } from "./stages.ts"

const text = { type: "string", minLength: 1 }
const texts = { type: "array", items: { type: "string" } }
const date = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" }
const score = { type: "number", minimum: 0, maximum: 100 }

const attackData = {
  type: "object",
  additionalProperties: false,
  required: ["data", "source", "sourcetype"],
  properties: {
    data: { ...text, description: "URL or path of the recorded attack." },
    source: text,
    sourcetype: text,
    host: text,
    custom_index: text,
    update_timestamp: { type: "boolean" },
  },
}
const tests = {
  type: "array",
  items: {
    type: "object",
    additionalProperties: false,
    required: ["name"],
    properties: {
      name: text,
      attack_data: { type: "array", items: attackData },
      earliest_time: text,
      latest_time: text,
      pass_condition: text,
      test_type: text,
    },
  },
}
const riskObject = (extra: Record<string, unknown> = {}): object => ({
  type: "object",
  additionalProperties: false,
  required: ["field", "type", "score"],
  properties: { field: text, type: { enum: ["user", "system", "other"] }, score, ...extra },
})
const threatObjects = {
  type: "array",
  items: { type: "object", additionalProperties: false, required: ["field", "type"], properties: { field: text, type: text } },
}

/** Keys of every generation. */
const common = {
  name: { ...text, description: "What people call the rule." },
  id: { type: "string", pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", description: "A UUID that never changes." },
  version: { type: "integer", minimum: 0 },
  author: text,
  type: { enum: ["TTP", "Anomaly", "Hunting", "Correlation"] },
  status: { enum: ["production", "experimental", "deprecated", "validation", "removed"] },
  description: text,
  data_source: { ...texts, description: "Names of the data sources that the rule reads." },
  search: { description: "SPL as published, or a list of stages.", $ref: "#/$defs/pipeline" },
  how_to_implement: { type: "string" },
  known_false_positives: { type: "string" },
  references: texts,
  tests,
  drilldown_searches: {
    type: "array",
    items: {
      type: "object",
      additionalProperties: false,
      required: ["name", "search"],
      properties: { name: text, search: text, earliest_offset: { type: ["string", "null"] }, latest_offset: { type: ["string", "null"] } },
    },
  },
  deployment: { type: "object" },
  explanation: { type: "string" },
  enabled_by_default: { type: "boolean" },
}

const tags = {
  analytic_story: texts,
  asset_type: { type: "string" },
  mitre_attack_id: { type: "array", items: { type: "string", pattern: "^T\\d{4}(\\.\\d{3})?$" } },
  nist: texts,
  cis20: texts,
  kill_chain_phases: texts,
  cve: texts,
  atomic_guid: texts,
  product: texts,
  security_domain: { type: "string" },
  required_fields: texts,
  manual_test: { type: ["string", "null"] },
  group: texts,
  throttling: {
    type: "object",
    additionalProperties: false,
    required: ["fields", "period"],
    properties: { fields: { ...texts, minItems: 1 }, period: { type: "string", pattern: "^[0-9]+[smh]$" } },
  },
}

/** Keys of generation 4's tags (and generation 3's). */
const tags4 = {
  ...tags,
  confidence: { type: "integer", minimum: 0, maximum: 100 },
  impact: { type: "integer", minimum: 0, maximum: 100 },
  risk_score: score,
  risk_severity: { type: "string" },
  message: { type: "string" },
  observable: {
    type: "array",
    items: {
      type: "object",
      additionalProperties: false,
      required: ["name", "type", "role"],
      properties: { name: text, type: text, role: texts },
    },
  },
  context: texts,
  dataset: texts,
  supported_tas: texts,
  automated_detection_testing: { type: "string" },
}

const generation4 = {
  type: "object",
  additionalProperties: false,
  required: ["name", "id", "version", "date", "author", "type", "description", "search", "tags"],
  properties: { ...common, date, datamodel: texts, tags: { type: "object", additionalProperties: false, properties: tags4 } },
}
const generation5 = {
  type: "object",
  additionalProperties: false,
  required: ["name", "id", "version", "date", "author", "status", "type", "description", "search", "tags"],
  properties: {
    ...common,
    date,
    rba: {
      type: "object",
      additionalProperties: false,
      required: ["message", "risk_objects"],
      properties: { message: text, risk_objects: { type: "array", items: riskObject(), minItems: 1 }, threat_objects: threatObjects },
    },
    tags: { type: "object", additionalProperties: false, properties: tags },
  },
}
const generation6 = {
  type: "object",
  additionalProperties: false,
  required: ["name", "id", "version", "creation_date", "author", "status", "type", "description", "search"],
  properties: {
    ...common,
    ...tags,
    creation_date: date,
    modification_date: date,
    finding: {
      type: "object",
      additionalProperties: false,
      required: ["title"],
      properties: { title: text, entity: riskObject() },
    },
    intermediate_findings: {
      type: "object",
      additionalProperties: false,
      required: ["entities"],
      properties: { entities: { type: "array", minItems: 1, items: riskObject({ message: { type: "string" } }) } },
    },
    threat_objects: threatObjects,
    category: { type: "string" },
    deprecation_info: { type: "object" },
    baselines: texts,
  },
}

/** The keys that tell a rule's generation; ajv's errors would otherwise be those of the wrong one. */
export const generationSchemas = { 3: generation4, 4: generation4, 5: generation5, 6: generation6 } as const

/** The stages, each known as such to the description of mistakes. */
function definitions(): object {
  const { stage, ...others } = stageSchemas()
  return { ...others, stage: { title: "stage", ...(typeof stage === "object" ? stage : {}) } }
}
const withDefs = (schema: object): object => ({ ...schema, $defs: definitions() })
export const generationSchema = (generation: keyof typeof generationSchemas): object => withDefs(generationSchemas[generation])

/** The schema that editors use: any generation, with completion of stages. */
export const ruleSchema = (): object => ({
  $schema: "http://json-schema.org/draft-07/schema#",
  $id: "urn:sluice:rule",
  title: "Sluice rule",
  description: "A detection in the form of splunk/security_content whose search is SPL or a list of stages.",
  if: { anyOf: [{ required: ["creation_date"] }, { required: ["finding"] }, { required: ["intermediate_findings"] }] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: generation6,
  else: {
    if: { required: ["rba"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: generation5,
    else: generation4,
  },
  $defs: definitions(),
})
