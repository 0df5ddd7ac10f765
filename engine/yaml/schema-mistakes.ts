import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import type { SourceRange } from "../ir/source.ts"
import type { YamlDocument } from "./document.ts"
import { isMap, kindOf } from "./value-kind.ts"

type Path = readonly (string | number)[]

/** One way in which a document does not satisfy its schema. */
export interface Violation {
  /** The keyword of JSON Schema, and what it says of the violation. */
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  /** Value of the keyword. */
  readonly schema: unknown
  /** The schema that the keyword stands in. */
  readonly parentSchema: Readonly<Record<string, unknown>>
  readonly path: Path
  readonly data: unknown
}

export interface SchemaMistake {
  readonly error: RuleError
  /** Path of the value that is wrong. */
  readonly path: Path
  /** The key is one that the schema does not know. */
  readonly unknownKey: boolean
}

/** Violations as mistakes of the one who wrote the document: each once, at its place, in the order of the file. */
export function schemaMistakes(violations: readonly Violation[], document: YamlDocument): SchemaMistake[] {
  const crowded = violations.filter(violation => isStage(violation) && violation.keyword === "maxProperties")
  const mistakes = violations.flatMap((violation): SchemaMistake[] => {
    if (crowded.includes(violation)) return [crowdedStage(violation, document)]
    // A stage's options that stand beside it, not below it, are one mistake, as is a key that lacks because it is misspelt.
    if (crowded.some(stage => followsFrom(stage, violation)) || violations.some(other => isMisspelling(other, violation))) return []
    return [{ error: describe(violation, document), path: violation.path, unknownKey: violation.keyword === "additionalProperties" }]
  })
  const seen = new Set<string>()
  return mistakes
    .filter(({ error: { message, range } }) => {
      const key = `${range?.start} ${message}`
      return !seen.has(key) && seen.add(key)
    })
    .sort((a, b) => (a.error.range?.start ?? 0) - (b.error.range?.start ?? 0))
}

const isStage = ({ parentSchema }: Violation): boolean => parentSchema.title === "stage"
const knownKeys = ({ parentSchema }: Violation): Readonly<Record<string, unknown>> =>
  isMap(parentSchema.properties) ? parentSchema.properties : {}

/** A second key in a stage's map: an option of the first one, or a stage of its own. */
function crowdedStage(violation: Violation, document: YamlDocument): SchemaMistake {
  const { data, path } = violation
  const [first = "", second = ""] = isMap(data) ? Object.keys(data) : []
  const known = knownKeys(violation)
  const isOption = optionsOf(known[first]).has(second) && !Object.hasOwn(known, second)
  const error = new RuleError("schema", `a stage is a map with one key, found "${first}" and "${second}"`, {
    range: document.keyRange([...path, second]),
    hint: isOption ? `indent "${second}" below "${first}"` : `begin "${second}" with "- "`,
  })
  return { error, path, unknownKey: false }
}

/** Whether a violation is but the other side of options that stand beside their stage. */
function followsFrom(crowded: Violation, { path, keyword, data, params }: Violation): boolean {
  const [first = ""] = isMap(crowded.data) ? Object.keys(crowded.data) : []
  if (samePath(path, [...crowded.path, first])) return keyword === "type" && data === null
  return (
    samePath(path, crowded.path) &&
    keyword === "additionalProperties" &&
    optionsOf(knownKeys(crowded)[first]).has(String(params.additionalProperty))
  )
}

/** Whether the key that one violation calls unknown is the one that another misses. */
function isMisspelling(unknown: Violation, missing: Violation): boolean {
  if (missing.keyword !== "required" || unknown.keyword !== "additionalProperties" || !samePath(unknown.path, missing.path)) return false
  const known = Object.keys(knownKeys(unknown))
  return suggest(String(unknown.params.additionalProperty), known) === suggest(String(missing.params.missingProperty), known)
}

const samePath = (a: Path, b: Path): boolean => a.length === b.length && a.every((step, i) => step === b[i])

function optionsOf(schema: unknown): Set<string> {
  if (!isMap(schema)) return new Set()
  if (schema.deferred !== undefined) return optionsOf(schema.deferred)
  const branches: readonly unknown[] = Array.isArray(schema.alternatives) ? schema.alternatives : []
  return new Set([...Object.keys(isMap(schema.properties) ? schema.properties : {}), ...branches.flatMap(branch => [...optionsOf(branch)])])
}

function describe(violation: Violation, document: YamlDocument): RuleError {
  const { keyword, path, params, schema, data } = violation
  const stage = isStage(violation)
  const name = stage ? "stage" : nameOf(path)
  const range = document.range(path)
  const wrong = (message: string, hint?: string, at: SourceRange = range): RuleError =>
    new RuleError("schema", message, { range: at, hint })
  switch (keyword) {
    case "additionalProperties": {
      const key = String(params.additionalProperty)
      const known = Object.keys(knownKeys(violation))
      const at = document.keyRange([...path, key])
      if (stage) return new RuleError("unknown_stage", `unknown stage "${key}"`, { range: at, hint: suggest(key, known) ?? joinedKey(key) })
      return wrong(
        `unknown key "${key}"`,
        suggest(key, known) ?? joinedKey(key) ?? (known.length > 0 && known.length <= 12 ? `known keys: ${known.join(", ")}` : undefined),
        at,
      )
    }
    case "required":
      return wrong(`key "${params.missingProperty}" is missing`, `add ${params.missingProperty}:`, document.keyRange(path))
    case "dependencies":
      return wrong(
        `key "${params.property}" needs key "${params.missingProperty}"`,
        `add ${params.missingProperty}:`,
        document.keyRange([...path, String(params.property)]),
      )
    case "not": {
      const together: readonly unknown[] = isMap(schema) && Array.isArray(schema.required) ? schema.required : []
      return together.length === 0
        ? wrong(`${name} is not valid`)
        : wrong(
            `${together.map(key => `"${key}"`).join(" and ")} exclude each other`,
            "keep one of the two",
            document.keyRange([...path, String(together.at(-1))]),
          )
    }
    case "type": {
      const expected: readonly string[] = [params.type].flat().map(String)
      const found = data === null || data === undefined ? "has no value" : `is ${kindNames[kindOf(data)]}`
      return wrong(
        `${name} ${found}, expected ${listed(expected.map(type => kindNames[type] ?? type))}`,
        typeHint(data, expected, path, stage),
      )
    }
    case "enum": {
      const allowed = (Array.isArray(params.allowedValues) ? params.allowedValues : []).map(String)
      return wrong(`${name} is "${data}", expected ${listed(allowed)}`, suggest(String(data), allowed))
    }
    case "pattern":
      return wrongForm(`${name} is "${data}"`, String(params.pattern), wrong)
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return wrong(`${name} is ${data}, expected a number ${comparisons[keyword]} ${params.limit}`)
    case "minProperties":
    case "minItems":
    case "minLength":
      return wrong(`${name} is empty`)
    case "maxProperties": {
      const extra = isMap(data) ? Object.keys(data)[Number(params.limit)] : undefined
      return wrong(
        `${name} has more than ${params.limit === 1 ? "one key" : `${params.limit} keys`}`,
        undefined,
        document.keyRange(extra === undefined ? path : [...path, extra]),
      )
    }
    case "maxItems":
      return wrong(`${name} has more than ${params.limit === 1 ? "one item" : `${params.limit} items`}`)
    case "maxLength":
      return wrong(`${name} is longer than ${params.limit} characters`)
    default:
      return wrong(`${name} is not valid: ${keyword} ${JSON.stringify(params)}`)
  }
}

const comparisons = { minimum: "of at least", maximum: "of at most", exclusiveMinimum: "above", exclusiveMaximum: "below" } as const

const kindNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  null: "nothing",
  array: "a list",
  object: "a map",
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`

/** How a value is called: by its key, and by its place where it stands in a list. */
function nameOf(path: Path): string {
  const last = path.at(-1)
  if (last === undefined) return "the document"
  if (typeof last === "string") return `"${last}"`
  const list = path.slice(0, -1).findLast(step => typeof step === "string")
  return list === undefined ? `item ${last + 1}` : `item ${last + 1} of "${list}"`
}

/** `match:{...}` is one long key: the blank behind the colon is what makes it two. */
const joinedKey = (key: string): string | undefined => {
  const joined = /^([\w-]+):\S/.exec(key)
  return joined === null ? undefined : `put a blank behind "${joined[1]}:"`
}

function typeHint(data: unknown, expected: readonly string[], path: Path, stage: boolean): string | undefined {
  if (stage && typeof data === "string") {
    const joined = /^([a-z]\w*):/.exec(data)
    return joined === null ? `write "${data.split(/\s/)[0]}: ..."` : `put a blank behind "${joined[1]}:"`
  }
  if (path.length === 1 && path[0] === "search" && isMap(data)) return 'begin each stage with "- "'
  if (typeof data === "boolean" && expected.includes("string")) return `put it in quotes: "${data}"`
  if (typeof data === "number" && expected.includes("string")) return `put it in quotes: "${data}"`
  return undefined
}

/** Forms by a piece of the pattern that stands for them. */
const forms: readonly (readonly [piece: string, noun: string, example: string])[] = [
  ["{4}-\\d{2}", "a date", "2024-03-05"],
  ["^T", "an ATT&CK technique", "T1047 or T1003.001"],
  ["{8}", "a UUID", "38cbd42c-1098-41bb-99cf-9d6d2b296d83"],
  ["[smh]", "a length of time", "3600s, 60m or 1h"],
]

function wrongForm(found: string, pattern: string, wrong: (message: string, hint?: string) => RuleError): RuleError {
  const form = forms.find(([piece]) => pattern.includes(piece))
  return form === undefined
    ? wrong(`${found}, which does not match ${pattern}`)
    : wrong(`${found}, expected ${form[1]}`, `write it as in ${form[2]}`)
}
