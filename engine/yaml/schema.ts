import { Ajv, type ErrorObject, type ValidateFunction } from "ajv"
import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import type { YamlDocument } from "./document.ts"

/** A compiled schema: every mistake of a document, each at its place. */
export type SchemaCheck = (document: YamlDocument) => SchemaMistake[]
export interface SchemaMistake {
  readonly error: RuleError
  /** Path of the value that is wrong. */
  readonly path: readonly (string | number)[]
  /** The key is one that the schema does not know. */
  readonly unknownKey: boolean
}

/** Compiles a JSON Schema. */
export function compileSchema(schema: object): SchemaCheck {
  const ajv = new Ajv({ allErrors: true, strictSchema: true, strictTypes: false, strictTuples: false, strictRequired: false, verbose: true, code: { optimize: false } })
  const validate: ValidateFunction = ajv.compile(schema)
  return document => {
    if (validate(document.value)) return []
    return deepest(validate.errors ?? []).map(error => {
      const path = pathOf(error)
      return { error: located(error, path, document), path, unknownKey: error.keyword === "additionalProperties" }
    })
  }
}

/**
 * Alternatives report the mistakes of every branch; only those of the branch that got furthest say what is wrong. `oneOf`, `anyOf` and
 * `if` only frame them.
 */
function deepest(errors: readonly ErrorObject[]): ErrorObject[] {
  const frames = errors.filter(({ keyword }) => keyword === "oneOf" || keyword === "anyOf" || keyword === "if")
  let kept = errors.filter(error => !frames.includes(error))
  for (const frame of frames) {
    const prefix = `${frame.schemaPath}/`
    const inside = kept.filter(error => error.schemaPath.startsWith(prefix) || error.instancePath.startsWith(frame.instancePath))
    const furthest = Math.max(0, ...inside.map(({ instancePath }) => instancePath.length))
    const typeOnly = inside.filter(error => error.instancePath === frame.instancePath && error.keyword === "type")
    if (inside.length > typeOnly.length) kept = kept.filter(error => !typeOnly.includes(error))
    if (furthest > frame.instancePath.length)
      kept = kept.filter(error => !inside.includes(error) || error.instancePath.length > frame.instancePath.length)
  }
  const seen = new Set<string>()
  return kept.filter(({ instancePath, message, params }) => {
    const key = `${instancePath} ${message} ${JSON.stringify(params)}`
    return !seen.has(key) && seen.add(key)
  })
}

const pathOf = ({ instancePath }: ErrorObject): (string | number)[] =>
  instancePath
    .split("/")
    .slice(1)
    .map(step => step.replace(/~1/g, "/").replace(/~0/g, "~"))
    .map(step => (/^\d+$/.test(step) ? Number(step) : step))

function located({ keyword, params, parentSchema, data }: ErrorObject, path: readonly (string | number)[], document: YamlDocument): RuleError {
  const name = String(path.at(-1) ?? "document")
  switch (keyword) {
    case "additionalProperties":
    case "unevaluatedProperties": {
      const key = String(params.additionalProperty ?? params.unevaluatedProperty)
      const known = Object.keys(isRecord(parentSchema?.properties) ? parentSchema.properties : {})
      return new RuleError("schema", `unknown key "${key}"`, {
        range: document.keyRange([...path, key]),
        hint: suggest(key, known) ?? (known.length > 0 ? `known keys: ${known.join(", ")}` : undefined),
      })
    }
    case "required":
      return new RuleError("schema", `key "${String(params.missingProperty)}" is missing`, {
        range: document.keyRange(path),
        hint: `add ${String(params.missingProperty)}:`,
      })
    case "type":
      return new RuleError("schema", `"${name}" is ${kindOf(data)}, expected ${[params.type].flat().join(" or ")}`, { range: document.range(path) })
    case "enum": {
      const allowed: readonly unknown[] = Array.isArray(params.allowedValues) ? params.allowedValues : []
      return new RuleError("schema", `"${name}" is "${String(data)}", which is not one of ${allowed.join(", ")}`, {
        range: document.range(path),
        hint: suggest(String(data), allowed.map(String)),
      })
    }
    case "pattern":
      return new RuleError("schema", `"${name}" is "${String(data)}", which has not the form ${String(params.pattern)}`, { range: document.range(path) })
    case "minProperties":
    case "minItems":
    case "minLength":
      return new RuleError("schema", `"${name}" is empty`, { range: document.range(path) })
    case "maxProperties": {
      // A stage with a second key is nearly always a missing dash or wrong indentation.
      return new RuleError("schema", `"${name}" has more than ${String(params.limit)} key(s)`, {
        range: document.range(path),
        hint: 'begin each stage with "- "',
      })
    }
    default:
      return new RuleError("schema", `"${name}" is not valid: ${keyword} ${JSON.stringify(params)}`, { range: document.range(path) })
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null

const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "a list" : typeof value === "object" ? "a map" : `a ${typeof value}`
