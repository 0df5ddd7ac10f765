import type { Stage } from "../ir/stage.ts"
import { numberOf, type Scalar, textOf, type Value } from "../ir/value.ts"
import { isArray, isObject, type JsonValue, parseJson, printJson } from "../json/value.ts"
import { compileFieldPattern, isInternal } from "../rows/field-patterns.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, listOf, present, textAt } from "../rows/plain-data.ts"
import type { SplReader } from "../spl/syntax.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export type JsonType = "auto" | "bool" | "json" | "none" | "num" | "str"
/** A field or pattern, and the type of its values where it is not the default. */
export interface TypedField {
  readonly field: string
  readonly type?: JsonType | undefined
}
export interface TojsonStage extends Stage {
  readonly kind: "tojson"
  /** All fields when empty. */
  readonly fields: readonly TypedField[]
  /** `none` when left out. */
  readonly default_type?: JsonType | undefined
  readonly fill_null?: true | undefined
  readonly include_internal?: true | undefined
  /** `_raw` when left out. */
  readonly output_field?: string | undefined
}

const types = ["auto", "bool", "json", "none", "num", "str"] as const
const standardOutput = "_raw"
const spec = { default_type: "string", fill_null: "boolean", include_internal: "boolean", output_field: "field" } as const

const typedField = (field: string, type: JsonType | undefined): TypedField => (type === undefined ? { field } : { field, type })

export const tojson: CoreStage<TojsonStage> = {
  name: "tojson",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Write fields of the event as a JSON object.",
    description:
      "Multivalues become arrays. The types: `none` makes numbers of values that are numbers, and strings of others; `auto` knows booleans, null and JSON text as well; `str`, `num`, " +
      "`bool` and `json` leave out what is none, or write null for it with `fill_null`. Fields that begin with an underscore are left out unless they are named or `include_internal` " +
      "is set. The object goes to `_raw` unless `output_field` names another field.",
    examples: [
      {
        title: "All fields",
        stage: { tojson: {} },
        spl: "tojson",
        input: [{ name: "ann", age: "35", tags: ["a", "1"], _time: 5 }],
        output: [{ name: "ann", age: "35", tags: ["a", "1"], _time: 5, _raw: '{"name":"ann","age":35,"tags":["a",1]}' }],
      },
      {
        title: "Types, and another field",
        stage: {
          tojson: {
            fields: ["age", { str: "id*" }, { bool: "ok" }, { json: "data" }, { auto: "flag" }],
            default_type: "num",
            fill_null: true,
            include_internal: true,
            output_field: "out",
          },
        },
        spl: "tojson age str(id*) bool(ok) json(data) auto(flag) default_type=num fill_null=true include_internal=true output_field=out",
        input: [{ age: "x", id1: 7, ok: "YES", data: '{"a": [1, 2]}', flag: "true" }],
        output: [
          {
            age: "x",
            id1: 7,
            ok: "YES",
            data: '{"a": [1, 2]}',
            flag: "true",
            out: '{"age":null,"id1":"7","ok":true,"data":{"a":[1,2]},"flag":true}',
          },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      properties: {
        fields: {
          description: "Fields and patterns: names, or maps of a type to a name; all fields when left out.",
          type: "array",
          minItems: 1,
          items: {
            oneOf: [
              { type: "string", minLength: 1 },
              {
                type: "object",
                additionalProperties: false,
                minProperties: 1,
                maxProperties: 1,
                properties: Object.fromEntries(types.map(type => [type, { type: "string", minLength: 1 }])),
              },
            ],
          },
        },
        default_type: { description: "The type of values for which none is named.", enum: types },
        fill_null: { description: "Write null for what is left out.", type: "boolean" },
        include_internal: { description: "Fields that begin with an underscore too.", type: "boolean" },
        output_field: { description: "Where the object goes; _raw when left out.", type: "string", minLength: 1 },
      },
    },
    parse: (value, ctx) => ({
      kind: "tojson",
      fields: listOf(isMap(value) ? value.fields : undefined).flatMap(parseField),
      default_type: unlessDefault(
        types.find(type => type === textAt(value, "default_type")),
        "none",
      ),
      fill_null: flagAt(value, "fill_null"),
      include_internal: flagAt(value, "include_internal"),
      output_field: unlessDefault(textAt(value, "output_field"), standardOutput),
      range: ctx.range,
    }),
    render: ({ fields, default_type, fill_null, include_internal, output_field }) =>
      present({
        fields: fields.length === 0 ? undefined : fields.map(({ field, type }) => (type === undefined ? field : { [type]: field })),
        default_type,
        fill_null,
        include_internal,
        output_field,
      }),
  },
  fields: ({ fields, output_field = standardOutput }) => ({
    reads: fields.length === 0 ? ["*"] : fields.map(({ field }) => field),
    writes: [output_field],
    keepsOthers: true,
  }),
  exec({ fields, default_type: standard = "none", fill_null: fills, include_internal: internal, output_field = standardOutput }) {
    const patterns =
      fields.length === 0
        ? [{ matches: (name: string) => internal === true || !isInternal(name), type: standard }]
        : fields.map(({ field, type = standard }) => {
            const test = compileFieldPattern(field)
            const seesInternal = internal === true || isInternal(field)
            return { matches: (name: string) => test(name) && (seesInternal || !isInternal(name)), type }
          })
    return mapEvents(event => {
      const object = new Map<string, JsonValue>()
      for (const name of event.names()) {
        const pattern = patterns.find(({ matches }) => matches(name))
        if (pattern === undefined) continue
        const value = jsonOf(event.get(name), pattern.type)
        if (value !== undefined) object.set(name, value)
        else if (fills === true) object.set(name, null)
      }
      event.set(output_field, printJson(object))
      return event
    })
  },
  spl: {
    commands: ["tojson"],
    parse(args) {
      let options = args.options(spec)
      const fields: TypedField[] = []
      while (!args.done) {
        fields.push(...readFields(args))
        options = args.options(spec, options)
      }
      const standard = options.default_type?.toLowerCase()
      const type = types.find(name => name === standard)
      if (standard !== undefined && type === undefined)
        throw args.error(`"tojson" has no type "${standard}"`, `types are ${types.join(", ")}`)
      return {
        kind: "tojson",
        fields,
        default_type: unlessDefault(type, "none"),
        fill_null: options.fill_null === true ? true : undefined,
        include_internal: options.include_internal === true ? true : undefined,
        output_field: unlessDefault(options.output_field, standardOutput),
      }
    },
    render: ({ fields, default_type, fill_null, include_internal, output_field }, ctx) =>
      commandText(
        ctx,
        "tojson",
        {},
        ...fields.map(({ field, type }) => (type === undefined ? ctx.field(field) : `${type}(${ctx.field(field)})`)),
        commandText(ctx, "", { default_type, fill_null, include_internal, output_field }).trim(),
      ),
  },
  describe: ({ fields, output_field = standardOutput }, ctx) =>
    `writes ${fields.length === 0 ? "all fields" : ctx.fields(fields.map(({ field }) => field))} as a JSON object to ${output_field}`,
}

function parseField(item: unknown): TypedField[] {
  if (!isMap(item)) return [typedField(String(item), undefined)]
  return types.flatMap(type => {
    const field = textAt(item, type)
    return field === undefined ? [] : [typedField(field, type)]
  })
}

/** A field, or fields in parentheses behind a type. */
function readFields(args: SplReader): TypedField[] {
  if (args.accept(",")) return []
  const quoted = args.peekQuoted()
  const name = args.field()
  if (quoted || !args.accept("(")) return [typedField(name, undefined)]
  const type = types.find(known => known === name.toLowerCase())
  if (type === undefined) throw args.error(`"tojson" has no type "${name}"`, `types are ${types.join(", ")}`)
  const fields = args.fields().map(field => typedField(field, type))
  args.expect(")")
  return fields
}

/** The value as JSON; undefined where it is none of the type, and a multivalue loses such values. */
function jsonOf(value: Value, type: JsonType): JsonValue | undefined {
  if (value === null) return undefined
  if (typeof value !== "object") return scalarOf(value, type)
  const elements = value.map(scalar => scalarOf(scalar, type)).filter(element => element !== undefined)
  return elements.length === 0 ? undefined : elements
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["t", true],
  ["yes", true],
  ["false", false],
  ["f", false],
  ["no", false],
])

function scalarOf(value: Scalar, type: JsonType): JsonValue | undefined {
  const text = textOf(value) ?? ""
  switch (type) {
    case "str":
      return text
    case "none":
      return numberFrom(value) ?? text
    case "num":
      return numberFrom(value) ?? numberOf(value) ?? undefined
    case "bool": {
      const number = numberOf(value)
      return number === null ? truths.get(text.toLowerCase()) : number !== 0
    }
    case "json":
      return typeof value === "number" ? value : parseJson(text)
    case "auto": {
      const number = numberFrom(value)
      if (number !== undefined) return number
      const parsed = parseJson(text)
      // Text in quotes is JSON too, but what was meant is the text.
      return typeof parsed === "boolean" || parsed === null || isArray(parsed) || isObject(parsed) ? parsed : text
    }
  }
}

/** The number that a text is in JSON's own notation: all its digits are kept. */
function numberFrom(value: Scalar): number | bigint | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined
  const parsed = /^-?\d/.test(value) ? parseJson(value) : undefined
  return typeof parsed === "number" || typeof parsed === "bigint" ? parsed : undefined
}
