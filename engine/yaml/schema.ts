import { Ajv, type ErrorObject } from "ajv"
import type { YamlDocument } from "./document.ts"
import { type SchemaMistake, schemaMistakes, type Violation } from "./schema-mistakes.ts"
import { isMap, type Kind, kindOf, kinds } from "./value-kind.ts"

/** A compiled schema: every mistake of a document, each once and at its place. */
export type SchemaCheck = (document: YamlDocument) => SchemaMistake[]

const rootId = "urn:sluice:checked"

/**
 * Compiles a JSON Schema. A schema with `title: stage` is that of a pipeline's stage, a map with one key: each stage's own schema is
 * compiled when a document first has such a stage.
 */
export function compileSchema(schema: object): SchemaCheck {
  const root = prepared(schema)
  const definitions = isMap(root.$defs) ? root.$defs : {}
  const resolve = (branch: unknown): Schema => {
    const resolved = isMap(branch) ? branch : {}
    const name = typeof resolved.$ref === "string" ? /\/\$defs\/([^/]+)$/.exec(resolved.$ref)?.[1] : undefined
    return name === undefined ? resolved : resolve(definitions[name])
  }
  const ajv = new Ajv({
    allErrors: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    verbose: true,
    validateSchema: false,
  })
  const failed = (check: Check, errors: Partial<ErrorObject>[]): false => {
    check.errors = errors
    return false
  }
  ajv.addKeyword({
    keyword: "alternatives",
    schemaType: "array",
    errors: "full",
    compile: (branches: readonly object[]) => {
      const check: Check = data => {
        const [first, ...others] = branches.filter(branch => kindsOf(branch, resolve).has(kindOf(data)))
        if (first === undefined) {
          const expected = [...new Set(branches.flatMap(branch => [...kindsOf(branch, resolve)]))]
          return failed(check, [{ keyword: "type", params: { type: expected } }])
        }
        const chosen = others.reduce(
          (best, branch) => (likeness(data, resolve(branch)) > likeness(data, resolve(best)) ? branch : best),
          first,
        )
        const validate = ajv.compile(chosen)
        if (validate(data)) return true
        const inner = validate.errors ?? []
        return (
          [first, ...others].some(branch => ajv.compile(branch)(data)) || failed(check, [{ keyword: "alternatives", params: { inner } }])
        )
      }
      return check
    },
  })
  ajv.addKeyword({
    keyword: "deferred",
    schemaType: "object",
    errors: "full",
    compile: (inner: object) => {
      const check: Check = data => {
        const validate = ajv.compile(inner)
        return validate(data) || failed(check, [{ keyword: "deferred", params: { inner: validate.errors ?? [] } }])
      }
      return check
    },
  })
  const validate = ajv.compile({ ...root, $id: rootId })
  return document => (validate(document.value) ? [] : schemaMistakes(violations(validate.errors ?? [], []), document))
}

interface Check {
  (data: unknown): boolean
  errors?: Partial<ErrorObject>[]
}

/**
 * A copy of a schema that is checked as it is meant. `oneOf` reports the mistakes of every alternative, though a writer meant one of
 * them: `alternatives` picks that one, by the kind of the value and then by its keys. `deferred` is compiled when it is needed. References
 * can be resolved from anywhere.
 */
function prepared(schema: object): Schema {
  const copy = (node: unknown): unknown => (Array.isArray(node) ? node.map(copy) : isMap(node) ? prepared(node) : node)
  const deferred = "title" in schema && schema.title === "stage"
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]): [string, unknown] => {
      if (key === "$ref" && typeof value === "string") return [key, `${rootId}${value}`]
      if (key === "properties" && deferred && isMap(value))
        return [key, Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, { deferred: copy(inner) }]))]
      return key === "oneOf" && Array.isArray(value) ? ["alternatives", value.map(copy)] : [key, copy(value)]
    }),
  )
}

type Schema = Readonly<Record<string, unknown>>

/** Kinds of values that a schema takes. */
function kindsOf(branch: unknown, resolve: (branch: unknown) => Schema): ReadonlySet<Kind> {
  const schema = resolve(branch)
  if (Array.isArray(schema.alternatives)) return new Set(schema.alternatives.flatMap(inner => [...kindsOf(inner, resolve)]))
  if (Array.isArray(schema.enum)) return new Set(schema.enum.map(kindOf))
  if (schema.const !== undefined) return new Set([kindOf(schema.const)])
  const named = [schema.type].flat()
  return new Set(
    kinds.filter(kind => schema.type === undefined || named.includes(kind) || (kind === "number" && named.includes("integer"))),
  )
}
/** How much a map looks as if it was meant to satisfy a schema: keys that it should have weigh more than those that it may have. */
function likeness(value: unknown, { properties, required }: Schema): number {
  if (!isMap(value)) return 0
  const known = isMap(properties) ? properties : {}
  const needed = Array.isArray(required) ? required : []
  return Object.keys(value).reduce((sum, key) => sum + (Object.hasOwn(known, key) ? 1 : -1) + (needed.includes(key) ? 2 : 0), 0)
}

/** What ajv reports, that of chosen alternatives in the place of what only frames it. */
function violations(errors: readonly ErrorObject[], base: Violation["path"]): Violation[] {
  return errors.flatMap(({ keyword, instancePath, params, parentSchema, schema, data }): Violation[] => {
    const path = [...base, ...stepsOf(instancePath)]
    if (keyword === "alternatives" || keyword === "deferred") {
      const inner: readonly ErrorObject[] = params.inner
      return violations(inner, path)
    }
    return keyword === "if" ? [] : [{ keyword, path, params, parentSchema: isMap(parentSchema) ? parentSchema : {}, schema, data }]
  })
}

const stepsOf = (pointer: string): (string | number)[] =>
  pointer
    .split("/")
    .slice(1)
    .map(step => step.replace(/~1/g, "/").replace(/~0/g, "~"))
    .map(step => (/^\d+$/.test(step) ? Number(step) : step))
