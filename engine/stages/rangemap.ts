import { RuleError } from "../errors/error.ts"
import type { Stage } from "../ir/stage.ts"
import { numberOf, printNumber, type Scalar, valueFrom } from "../ir/value.ts"
import { isMap, listOf, pairsForm, pairsOf, present, textAt } from "../rows/plain-data.ts"
import { scalarFrom } from "../rows/scalar-text.ts"
import type { SplReader } from "../spl/syntax.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface RangemapStage extends Stage {
  readonly kind: "rangemap"
  readonly field: string
  readonly ranges: readonly NamedRange[]
  /** "None" when left out. */
  readonly default?: string | undefined
}
/** Both bounds belong to the range. */
export interface NamedRange {
  readonly name: string
  readonly low: number
  readonly high: number
}

const defaultName = "None"
const other = (name: string | undefined): string | undefined => (name === defaultName ? undefined : name)

export const rangemap: CoreStage<RangemapStage> = {
  name: "rangemap",
  type: "streaming",
  order: () => "any",
  perRow: () => true,
  docs: {
    summary: "Name the ranges that a number lies in.",
    description: "The names go into the field `range`: several when ranges overlap, the default when the number lies in none of them.",
    examples: [
      {
        title: "Severities",
        stage: { rangemap: { field: "count", ranges: { low: [0, 9], elevated: [5, 99] }, default: "severe" } },
        spl: "rangemap field=count low=0-9 elevated=5-99 default=severe",
        input: [{ count: 3 }, { count: "7" }, { count: 200 }],
        output: [
          { count: 3, range: "low" },
          { count: "7", range: ["low", "elevated"] },
          { count: 200, range: "severe" },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      required: ["field", "ranges"],
      properties: {
        field: { description: "The field.", type: "string", minLength: 1 },
        ranges: {
          description: "Names, each with the lowest and the highest number.",
          oneOf: [rangesSchema(), { type: "array", minItems: 1, items: rangesSchema() }],
        },
        default: { description: 'The name of all other numbers; "None" when left out.', type: ["string", "number"] },
      },
    },
    parse: (value, ctx) => ({
      kind: "rangemap",
      field: textAt(value, "field") ?? "",
      ranges: pairsOf(isMap(value) ? value.ranges : []).map(([name, bounds]) => {
        const [low, high] = listOf(bounds).map(Number)
        return rangeOf(name, low ?? Number.NaN, high ?? Number.NaN, ctx.at(["ranges", name]) ?? ctx.range)
      }),
      default: other(textAt(value, "default")),
      range: ctx.range,
    }),
    render: stage =>
      present({
        field: stage.field,
        ranges: pairsForm(stage.ranges.map(({ name, low, high }) => [name, [low, high]])),
        default: stage.default === undefined ? undefined : scalarFrom(stage.default),
      }),
  },
  fields: ({ field }) => ({ reads: [field], writes: ["range"], keepsOthers: true }),
  exec: ({ field, ranges, default: fallback = defaultName }) =>
    mapEvents(event => {
      const number = numberOf(event.get(field))
      const names: Scalar[] = []
      if (number !== null) for (const { name, low, high } of ranges) if (number >= low && number <= high) names.push(name)
      event.set("range", names.length === 0 ? fallback : valueFrom(names))
      return event
    }),
  spl: {
    commands: ["rangemap"],
    parse(args) {
      let field: string | undefined
      let fallback: string | undefined
      const ranges: NamedRange[] = []
      while (!args.done) {
        if (args.accept(",")) continue
        const start = args.offset
        const option = args.peekOption()
        const name = args.word()
        args.expect("=")
        if (option === "field") field = args.field()
        else if (option === "default") fallback = args.string()
        else ranges.push(readRange(args, name, start))
      }
      if (field === undefined) throw args.error('command "rangemap" needs a field', "write rangemap field=count low=0-9 default=high")
      if (ranges.length === 0) throw args.error('command "rangemap" needs a range', `write rangemap field=${field} low=0-9`)
      return { kind: "rangemap", field, ranges, default: other(fallback) }
    },
    render(stage, ctx) {
      const ranges = stage.ranges.map(
        ({ name, low, high }) =>
          `${/^(?:field|default)$/i.test(name) ? ctx.string(name) : ctx.word(name)}=${printNumber(low)}-${printNumber(high)}`,
      )
      return [
        "rangemap",
        `field=${ctx.field(stage.field)}`,
        ...ranges,
        ...(stage.default === undefined ? [] : [`default=${ctx.string(stage.default)}`]),
      ].join(" ")
    },
  },
  describe: ({ field, ranges }, ctx) =>
    `names the range of ${ctx.field(field)}: ${ranges.map(({ name, low, high }) => `${name} from ${low} to ${high}`).join(", ")}`,
}

function rangesSchema() {
  return {
    type: "object",
    minProperties: 1,
    additionalProperties: { type: "array", minItems: 2, maxItems: 2, items: { type: "number" } },
  } as const
}

function readRange(args: SplReader, name: string, start: number): NamedRange {
  const text = args.string()
  const found = /^(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)$/.exec(text.replace(/\s/g, ""))
  if (found === null)
    throw args.error(`range "${name}" is "${text}"`, `write the lowest and the highest number, as in ${name}=0-9`, args.rangeFrom(start))
  return rangeOf(name, Number(found[1]), Number(found[2]), args.rangeFrom(start))
}

function rangeOf(name: string, low: number, high: number, range: Stage["range"]): NamedRange {
  if (!(low <= high))
    throw new RuleError("wrong_argument", `range "${name}" ends before it begins`, { range, hint: "write the lowest number first" })
  return { name, low, high }
}
