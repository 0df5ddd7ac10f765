import { Ajv, type ErrorObject, type ValidateFunction } from "ajv"
import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import type { SourceRange } from "../ir/source.ts"
import type { YamlDocument } from "./document.ts"

/** A compiled schema: every mistake of a document, each once and at its place. */
export type SchemaCheck = (document: YamlDocument) => SchemaMistake[]
export interface SchemaMistake {
  readonly error: RuleError
  /** Path of the value that is wrong. */
  readonly path: Path
  /** The key is one that the schema does not know. */
  readonly unknownKey: boolean
}

type Path = readonly (string | number)[]

const options = {
  allErrors: true,
  strictSchema: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  verbose: true,
} as const

/** Compiles a JSON Schema. A schema with `title: stage` is that of a pipeline's stage: a map with one key. */
export function compileSchema(schema: object): SchemaCheck {
  const validate = new Ajv(options).compile(schema)
  let diagnose: ValidateFunction | null = null
  return document => {
    if (validate(document.value)) return []
    diagnose ??= compileDiagnosis(schema)
    const errors = diagnose(document.value) ? (validate.errors ?? []) : (diagnose.errors ?? [])
    return mistakesOf(errors, document)
  }
}

const rootId = "urn:sluice:diagnosis"

/**
 * `oneOf` reports the mistakes of every alternative, though a writer meant one of them. Here the alternative is chosen first, by the
 * kind of the value and then by its keys, and only its mistakes are reported.
 */
function compileDiagnosis(schema: object): ValidateFunction {
  const root = withAlternatives(schema)
  const resolve = (branch: unknown): Schema => {
    const resolved = isRecord(branch) ? branch : {}
    const name = typeof resolved.$ref === "string" ? /\/\$defs\/([^/]+)$/.exec(resolved.$ref)?.[1] : undefined
    const definitions = isRecord(root.$defs) ? root.$defs : {}
    return name === undefined ? resolved : resolve(definitions[name])
  }
  const ajv = new Ajv(options)
  ajv.addKeyword({
    keyword: "alternatives",
    schemaType: "array",
    errors: "full",
    compile: (branches: readonly object[]) => {
      const check: { (data: unknown): boolean; errors?: Partial<ErrorObject>[] } = data => {
        const fitting = branches.filter(branch => kindsOf(branch, resolve).has(kindOf(data)))
        const [first, ...others] = fitting
        if (first === undefined) {
          const expected = [...new Set(branches.flatMap(branch => [...kindsOf(branch, resolve)]))]
          check.errors = [{ keyword: "type", params: { type: expected } }]
          return false
        }
        const chosen = others.reduce(
          (best, branch) => (likeness(data, resolve(branch)) > likeness(data, resolve(best)) ? branch : best),
          first,
        )
        const validate = ajv.compile(chosen)
        if (validate(data)) return true
        check.errors = [{ keyword: "alternatives", params: { inner: validate.errors ?? [] } }]
        return false
      }
      return check
    },
  })
  return ajv.compile({ ...root, $id: rootId })
}

/** A copy of a schema with `alternatives` for `oneOf`, whose references can be resolved from anywhere. */
function withAlternatives(schema: object): Schema {
  const copy = (node: unknown): unknown => (Array.isArray(node) ? node.map(copy) : isRecord(node) ? withAlternatives(node) : node)
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]): [string, unknown] => {
      if (key === "$ref" && typeof value === "string") return [key, `${rootId}${value}`]
      return key === "oneOf" && Array.isArray(value) ? ["alternatives", value.map(copy)] : [key, copy(value)]
    }),
  )
}

type Schema = Readonly<Record<string, unknown>>
type Kind = "string" | "number" | "boolean" | "null" | "array" | "object"

/** Kinds of values that a schema takes. */
function kindsOf(branch: unknown, resolve: (branch: unknown) => Schema): ReadonlySet<Kind> {
  const schema = resolve(branch)
  if (Array.isArray(schema.alternatives)) return new Set(schema.alternatives.flatMap(inner => [...kindsOf(inner, resolve)]))
  if (Array.isArray(schema.enum)) return new Set(schema.enum.map(kindOf))
  if (schema.const !== undefined) return new Set([kindOf(schema.const)])
  const named = [schema.type].flat()
  return new Set(
    everyKind.filter(kind => schema.type === undefined || named.includes(kind) || (kind === "number" && named.includes("integer"))),
  )
}
const everyKind: readonly Kind[] = ["string", "number", "boolean", "null", "array", "object"]

function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return "null"
  if (Array.isArray(value)) return "array"
  return everyKind.find(kind => kind === typeof value) ?? "object"
}

/** How much a map looks as if it was meant to satisfy a schema: keys that it should have weigh more than those that it may have. */
function likeness(value: unknown, { properties, required }: Schema): number {
  if (!isRecord(value)) return 0
  const known = isRecord(properties) ? properties : {}
  const needed = Array.isArray(required) ? required : []
  return Object.keys(value).reduce((sum, key) => sum + (Object.hasOwn(known, key) ? 1 : -1) + (needed.includes(key) ? 2 : 0), 0)
}

interface Located {
  readonly error: ErrorObject
  readonly path: Path
}

function mistakesOf(errors: readonly ErrorObject[], document: YamlDocument): SchemaMistake[] {
  const located = flatten(errors, [])
  const crowded = located.filter(({ error }) => isStage(error.parentSchema) && error.keyword === "maxProperties")
  const mistakes = located.flatMap((found): SchemaMistake[] => {
    const { error, path } = found
    if (error.keyword === "if") return []
    if (crowded.includes(found)) return crowdedStage(error, path, document)
    // A stage's options that stand beside it, not below it, are one mistake, as is a key that lacks because it is misspelt.
    if (crowded.some(stage => isConsequence(found, stage)) || located.some(other => isMisspelling(other, found))) return []
    return [{ error: describe(error, path, document), path, unknownKey: error.keyword === "additionalProperties" }]
  })
  const seen = new Set<string>()
  return mistakes
    .filter(({ error: { message, range } }) => {
      const key = `${range?.start} ${message}`
      return !seen.has(key) && seen.add(key)
    })
    .sort((a, b) => (a.error.range?.start ?? 0) - (b.error.range?.start ?? 0))
}

function flatten(errors: readonly ErrorObject[], base: Path): Located[] {
  return errors.flatMap(error => {
    const path = [...base, ...stepsOf(error.instancePath)]
    if (error.keyword !== "alternatives") return [{ error, path }]
    const inner: readonly ErrorObject[] = error.params.inner
    return flatten(inner, path)
  })
}

const stepsOf = (pointer: string): (string | number)[] =>
  pointer
    .split("/")
    .slice(1)
    .map(step => step.replace(/~1/g, "/").replace(/~0/g, "~"))
    .map(step => (/^\d+$/.test(step) ? Number(step) : step))

const isStage = (schema: object | undefined): boolean => isRecord(schema) && schema.title === "stage"

/** Keys of a stage's map behind the first, and whether they are options of the first one. */
function crowdedStage({ parentSchema, data }: ErrorObject, path: Path, document: YamlDocument): SchemaMistake[] {
  const [first = "", ...others] = isRecord(data) ? Object.keys(data) : []
  const known = isRecord(parentSchema) && isRecord(parentSchema.properties) ? parentSchema.properties : {}
  const options = optionsOf(known[first])
  const [second = ""] = others
  const hint = options.has(second) && !Object.hasOwn(known, second) ? `indent "${second}" below "${first}"` : `begin "${second}" with "- "`
  const error = new RuleError("schema", `a stage is a map with one key, found "${first}" and "${second}"`, {
    range: document.keyRange([...path, second]),
    hint,
  })
  return [{ error, path, unknownKey: false }]
}

function isConsequence({ error, path }: Located, stage: Located): boolean {
  const [first = ""] = isRecord(stage.error.data) ? Object.keys(stage.error.data) : []
  const { parentSchema } = stage.error
  const known = isRecord(parentSchema) && isRecord(parentSchema.properties) ? parentSchema.properties : {}
  const inside = path.length > stage.path.length && stage.path.every((step, i) => path[i] === step)
  if (inside) return path.length === stage.path.length + 1 && path.at(-1) === first && error.keyword === "type" && error.data === null
  return (
    samePath(path, stage.path) &&
    error.keyword === "additionalProperties" &&
    optionsOf(known[first]).has(String(error.params.additionalProperty))
  )
}

/** Whether the key that one mistake calls unknown is the one that another misses. */
function isMisspelling(unknown: Located, missing: Located): boolean {
  if (missing.error.keyword !== "required" || unknown.error.keyword !== "additionalProperties" || !samePath(unknown.path, missing.path))
    return false
  const { parentSchema, params } = unknown.error
  const known = isRecord(parentSchema?.properties) ? Object.keys(parentSchema.properties) : []
  return suggest(String(params.additionalProperty), known) === suggest(String(missing.error.params.missingProperty), known)
}

const samePath = (a: Path, b: Path): boolean => a.length === b.length && a.every((step, i) => step === b[i])

function optionsOf(schema: unknown): Set<string> {
  if (!isRecord(schema)) return new Set()
  const branches: readonly unknown[] = Array.isArray(schema.alternatives)
    ? schema.alternatives
    : Array.isArray(schema.oneOf)
      ? schema.oneOf
      : []
  return new Set([
    ...Object.keys(isRecord(schema.properties) ? schema.properties : {}),
    ...branches.flatMap(branch => [...optionsOf(branch)]),
  ])
}

function describe({ keyword, params, parentSchema, schema, data }: ErrorObject, path: Path, document: YamlDocument): RuleError {
  const stage = isStage(parentSchema)
  const name = stage ? "stage" : nameOf(path)
  const range = document.range(path)
  const wrong = (message: string, hint?: string, at: SourceRange = range): RuleError =>
    new RuleError("schema", message, { range: at, hint })
  switch (keyword) {
    case "additionalProperties": {
      const key = String(params.additionalProperty)
      const known = Object.keys(isRecord(parentSchema?.properties) ? parentSchema.properties : {})
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
      const together: readonly unknown[] = isRecord(schema) && Array.isArray(schema.required) ? schema.required : []
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
      return wrong(`${name} is "${data}", which has not the form ${params.pattern}`, formHint(String(params.pattern)))
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
      const extra = isRecord(data) ? Object.keys(data)[Number(params.limit)] : undefined
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
  if (path.length === 1 && path[0] === "search" && isRecord(data)) return 'begin each stage with "- "'
  if (typeof data === "boolean" && expected.includes("string")) return `put it in quotes: "${data}"`
  if (typeof data === "number" && expected.includes("string")) return `put it in quotes: "${data}"`
  return undefined
}

function formHint(pattern: string): string | undefined {
  if (pattern.includes("{4}-\\d{2}")) return "write it as in 2024-03-05"
  if (pattern.startsWith("^T")) return "write it as in T1047 or T1003.001"
  if (pattern.includes("{8}")) return "write a UUID, as in 38cbd42c-1098-41bb-99cf-9d6d2b296d83"
  if (pattern.includes("[smh]")) return "write it as in 3600s, 60m or 1h"
  return undefined
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
