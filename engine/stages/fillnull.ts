import type { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import type { Scalar } from "../ir/value.ts"
import { printColumns, readColumns } from "../rows/column-names.ts"
import { compileFieldPatterns } from "../rows/field-patterns.ts"
import { commandText } from "../rows/option-text.ts"
import { isMap, present, textAt, textsOf } from "../rows/plain-data.ts"
import { scalarFrom } from "../rows/scalar-text.ts"
import { scalarText } from "../values/text-argument.ts"
import { type CoreStage, collectEvents, mapEvents } from "./stage.ts"

export interface FillnullStage extends Stage {
  readonly kind: "fillnull"
  /** 0 when left out. */
  readonly value?: Scalar | undefined
  /** Names and patterns; every field of any result when there are none. */
  readonly fields: readonly string[]
}

const filling = (value: string | undefined): Scalar | undefined => (value === undefined || value === "0" ? undefined : scalarFrom(value))

export const fillnull: CoreStage<FillnullStage> = {
  name: "fillnull",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  // Which fields all results have shows only when all of them are there.
  perRow: ({ fields }) => fields.length > 0,
  docs: {
    summary: "Give missing fields a value.",
    description:
      "The value is 0 unless another is given. Without fields, every field that any result has is filled in all results, internal fields aside; a name with `*` " +
      "stands for the fields of any result, too.",
    examples: [
      {
        title: "Some fields",
        stage: { fillnull: { value: "unknown", fields: ["user", "src"] } },
        spl: "fillnull value=unknown user, src",
        input: [{ user: "ann" }, { src: "10.0.0.1", dest: "db" }],
        output: [
          { user: "ann", src: "unknown" },
          { src: "10.0.0.1", dest: "db", user: "unknown" },
        ],
      },
      {
        title: "All fields, with 0",
        stage: { fillnull: {} },
        spl: "fillnull",
        input: [{ user: "ann", _raw: "x" }, { count: 3 }],
        output: [
          { user: "ann", _raw: "x", count: 0 },
          { user: 0, count: 3 },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "The fields, filled with 0.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
        {
          type: "object",
          additionalProperties: false,
          properties: {
            value: { description: "What missing fields get; 0 when left out.", type: ["string", "number"] },
            fields: { description: "The fields; all when left out.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "fillnull",
      value: filling(textAt(value, "value")),
      fields: textsOf(isMap(value) ? value.fields : value),
      range: ctx.range,
    }),
    render: ({ value, fields }) =>
      value === undefined && fields.length > 0 ? fields : present({ value, fields: fields.length === 0 ? undefined : fields }),
  },
  fields: ({ fields }) => ({
    reads: fields.length === 0 ? ["*"] : fields,
    writes: fields.length === 0 ? ["*"] : fields,
    keepsOthers: true,
  }),
  exec({ value = 0, fields }) {
    const patterns = compileFieldPatterns(fields.length === 0 ? ["*"] : fields)
    const fill = (event: Event, names: Iterable<string>): Event => {
      for (const name of names) if (event.get(name) === null) event.set(name, value)
      return event
    }
    if (patterns.exact) return mapEvents(event => fill(event, patterns.select(event)))
    return collectEvents(events => {
      const names = new Set(fields.filter(name => !name.includes("*")))
      for (const event of events) for (const name of event.names()) if (!names.has(name) && patterns.matches(name)) names.add(name)
      return events.map(event => fill(event, names))
    })
  },
  spl: {
    commands: ["fillnull"],
    parse(args) {
      const options = args.options({ value: "string" })
      const names = readColumns(args)
      return { kind: "fillnull", value: filling(args.options({ value: "string" }, options).value), fields: names }
    },
    render: ({ value, fields }, ctx) =>
      commandText(ctx, "fillnull", { value: value === undefined ? undefined : scalarText(value) }, printColumns(fields, ctx)),
  },
  describe: ({ value = 0, fields }, ctx) =>
    `gives ${fields.length === 0 ? "all fields" : `the fields ${ctx.fields(fields)}`} the value ${scalarText(value)} where they are missing`,
}
