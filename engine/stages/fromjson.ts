import type { Stage } from "../ir/stage.ts"
import type { Scalar, Value } from "../ir/value.ts"
import { textOf } from "../ir/value.ts"
import { fieldFrom, isArray, isObject, parseContainer, valuesFrom } from "../json/value.ts"
import { commandText } from "../rows/option-text.ts"
import { isMap, textAt } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface FromjsonStage extends Stage {
  readonly kind: "fromjson"
  readonly field: string
  readonly prefix?: string | undefined
}

const withoutEmpty = (prefix: string | undefined): string | undefined => (prefix === "" ? undefined : prefix)

export const fromjson: CoreStage<FromjsonStage> = {
  name: "fromjson",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  docs: {
    summary: "Set a field for every key of a JSON object.",
    description:
      "Arrays become multivalues, objects inside stay JSON text, null sets nothing. Text that is no JSON object changes nothing.",
    examples: [
      {
        title: "An object",
        stage: { fromjson: "data" },
        spl: "fromjson data",
        input: [{ data: '{"name": "ann", "age": 63, "tags": ["a", "b"], "home": {"x": 1}, "none": null}' }, { data: "no JSON" }],
        output: [
          {
            data: '{"name": "ann", "age": 63, "tags": ["a", "b"], "home": {"x": 1}, "none": null}',
            name: "ann",
            age: 63,
            tags: ["a", "b"],
            home: '{"x":1}',
          },
          { data: "no JSON" },
        ],
      },
      {
        title: "Under names of their own",
        stage: { fromjson: { field: "data", prefix: "json_" } },
        spl: "fromjson prefix=json_ data",
        input: [{ data: '{"name": "ann"}' }],
        output: [{ data: '{"name": "ann"}', json_name: "ann" }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "The field with the object.", type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          required: ["field"],
          properties: {
            field: { description: "The field with the object.", type: "string", minLength: 1 },
            prefix: { description: "What the names of the fields begin with.", type: "string" },
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "fromjson",
      field: isMap(value) ? (textAt(value, "field") ?? "") : String(value),
      prefix: withoutEmpty(textAt(value, "prefix")),
      range: ctx.range,
    }),
    render: ({ field, prefix }) => (prefix === undefined ? field : { field, prefix }),
  },
  fields: ({ field, prefix = "" }) => ({ reads: [field], writes: [`${prefix}*`], keepsOthers: true }),
  exec: ({ field, prefix = "" }) =>
    mapEvents(event => {
      const text = textOf(event.get(field))
      const object = text === null ? undefined : parseContainer(text)
      if (!isObject(object)) return event
      for (const [key, member] of object) {
        const value: Value | Scalar = isArray(member) ? valuesFrom(member) : fieldFrom(member)
        if (value !== null) event.set(prefix + key, value)
      }
      return event
    }),
  spl: {
    commands: ["fromjson"],
    parse(args) {
      const spec = { prefix: "string" } as const
      const before = args.options(spec)
      if (args.done) throw args.error('command "fromjson" needs a field', "write fromjson data")
      const field = args.field()
      return { kind: "fromjson", field, prefix: withoutEmpty(args.options(spec, before).prefix) }
    },
    render: ({ field, prefix }, ctx) => commandText(ctx, "fromjson", { prefix }, ctx.field(field)),
  },
  describe: ({ field, prefix }) =>
    `sets a field for every key of the JSON object in ${field}${prefix === undefined ? "" : `, called "${prefix}..."`}`,
}
