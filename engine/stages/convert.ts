import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { printColumn, readColumn } from "../rows/column-names.ts"
import { type Conversion, type ConversionName, compileConversion, conversionNames, isConversionName } from "../rows/conversions.ts"
import { compileFieldPattern } from "../rows/field-patterns.ts"
import { commandText } from "../rows/option-text.ts"
import { isMap, listOf, present, textAt } from "../rows/plain-data.ts"
import { eachScalar } from "../rows/scalar-text.ts"
import { applyWildcard, hasWildcard, wildcardCapture } from "../wildcard.ts"
import { type CoreStage, collectEvents, mapEvents } from "./stage.ts"

export interface ConvertStage extends Stage {
  readonly kind: "convert"
  /** Of ctime and mktime; `%m/%d/%Y %H:%M:%S` when left out. */
  readonly timeformat?: string | undefined
  readonly conversions: readonly FieldConversion[]
}
export interface FieldConversion {
  readonly function: ConversionName
  /** A name or a pattern. */
  readonly field: string
  /** The field that gets the result; the field itself when left out. */
  readonly as?: string | undefined
}

const defaultFormat = "%m/%d/%Y %H:%M:%S"
const other = (as: string | undefined, field: string): string | undefined => (as === field ? undefined : as)
const given = (format: string | undefined): string | undefined => (format === defaultFormat ? undefined : format)

const targetSchema = {
  oneOf: [
    { type: "string", minLength: 1 },
    {
      description: "Field and the field that gets the result.",
      type: "object",
      minProperties: 1,
      additionalProperties: { type: "string", minLength: 1 },
    },
  ],
} as const

export const convert: CoreStage<ConvertStage> = {
  name: "convert",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  perRow: () => true,
  docs: {
    summary: "Convert the values of fields.",
    description:
      "`ctime` prints epoch seconds and `mktime` reads them back, both by `timeformat` (`%m/%d/%Y %H:%M:%S` unless another is given). `dur2sec` turns `[D+]HH:MM:SS`, " +
      "`mstime` turns `[MM:]SS.SSS` into seconds, `memk` turns `5m` or `2g` into kilobytes, `rmcomma` drops commas, `rmunit` drops what follows a number. `num` does " +
      "whatever makes a number of a value and drops other values; `auto` does so only for fields whose values are all of that kind. `none` keeps a field out of the patterns of " +
      "the others. A value that does not fit stays as it is.",
    examples: [
      {
        title: "Epoch seconds as text",
        stage: { convert: { timeformat: "%Y-%m-%dT%H:%M:%S", ctime: ["firstTime", "lastTime"] } },
        spl: 'convert timeformat="%Y-%m-%dT%H:%M:%S" ctime(firstTime) ctime(lastTime)',
        input: [{ firstTime: 0, lastTime: "1700000000", n: 5 }],
        output: [{ firstTime: "1970-01-01T00:00:00", lastTime: "2023-11-14T22:13:20", n: 5 }],
      },
      {
        title: "Into other fields",
        stage: { convert: { dur2sec: { elapsed: "seconds" }, memk: { size: "kb" }, rmcomma: "bytes", rmunit: "load" } },
        spl: "convert dur2sec(elapsed) AS seconds, memk(size) AS kb, rmcomma(bytes) rmunit(load)",
        input: [{ elapsed: "1+00:10:15", size: "2m", bytes: "1,234", load: "3.5%" }],
        output: [{ elapsed: "1+00:10:15", seconds: 87015, size: "2m", kb: 2048, bytes: 1234, load: 3.5 }],
      },
      {
        title: "All fields but one, where all values are numbers",
        stage: { convert: { auto: "*", none: "id" } },
        spl: "convert auto(*) none(id)",
        input: [
          { id: "007", a: "1,000", b: "5" },
          { id: "008", a: "2", b: "five" },
        ],
        output: [
          { id: "007", a: 1000, b: "5" },
          { id: "008", a: 2, b: "five" },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        {
          type: "object",
          additionalProperties: false,
          minProperties: 1,
          properties: {
            timeformat: { description: "Time format of ctime and mktime.", type: "string", minLength: 1 },
            ...Object.fromEntries(
              conversionNames.map(name => [name, { oneOf: [...targetSchema.oneOf, { type: "array", minItems: 1, items: targetSchema }] }]),
            ),
          },
        },
        {
          type: "object",
          additionalProperties: false,
          required: ["conversions"],
          properties: {
            timeformat: { description: "Time format of ctime and mktime.", type: "string", minLength: 1 },
            conversions: {
              description: "Conversions in order.",
              type: "array",
              minItems: 1,
              items: {
                type: "object",
                additionalProperties: false,
                required: ["function", "field"],
                properties: {
                  function: { enum: conversionNames },
                  field: { type: "string", minLength: 1 },
                  as: { type: "string", minLength: 1 },
                },
              },
            },
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "convert",
      timeformat: given(textAt(value, "timeformat")),
      conversions: isMap(value)
        ? "conversions" in value
          ? listOf(value.conversions).map(conversionAt)
          : conversionsByFunction(value)
        : [],
      range: ctx.range,
    }),
    render({ timeformat, conversions }) {
      const byFunction = groupByFunction(conversions)
      return present({ timeformat, ...(byFunction ?? { conversions: conversions.map(conversion => present({ ...conversion })) }) })
    },
  },
  fields({ conversions }) {
    const active = conversions.filter(conversion => conversion.function !== "none")
    return { reads: active.map(({ field }) => field), writes: active.map(({ field, as }) => as ?? field), keepsOthers: true }
  },
  exec({ timeformat = defaultFormat, conversions, range }, ctx) {
    const spared = conversions.filter(conversion => conversion.function === "none").map(({ field }) => compileFieldPattern(field))
    const isSpared = (name: string): boolean => spared.some(test => test(name))
    const steps = conversions.flatMap(conversion => {
      if (conversion.function === "none") return []
      const { function: name, field, as = field } = conversion
      if (as.split("*").length !== field.split("*").length && as !== field)
        throw new RuleError("wrong_argument", `"${field}" and "${as}" do not have the same number of wildcards`, {
          range,
          hint: 'write as many "*" in one as in the other',
        })
      return [
        {
          whole: name === "auto",
          convert: compileConversion(name, { timeformat, timeZone: ctx.timeZone, clock: () => ctx.clock() }),
          targets: targetsOf(field, as, isSpared),
        },
      ]
    })
    if (!steps.some(({ whole }) => whole))
      return mapEvents(event => {
        for (const { convert: apply, targets } of steps) convertFields(event, targets(event), apply)
        return event
      })
    return collectEvents(events => {
      for (const { whole, convert: apply, targets } of steps) {
        const failing = new Set<string>()
        if (whole) for (const event of events) for (const [name] of targets(event)) if (!convertible(event, name, apply)) failing.add(name)
        for (const event of events)
          convertFields(event, failing.size === 0 ? targets(event) : targets(event).filter(([name]) => !failing.has(name)), apply)
      }
      return events
    })
  },
  spl: {
    commands: ["convert"],
    parse(args) {
      let options = args.options({ timeformat: "string" })
      const conversions: FieldConversion[] = []
      while (!args.done) {
        const start = args.offset
        const name = args.word().toLowerCase()
        if (!isConversionName(name))
          throw args.error(`unknown conversion "${name}"`, `conversions are ${conversionNames.join(", ")}`, args.rangeFrom(start))
        args.expect("(")
        const field = readColumn(args)
        args.expect(")")
        const as = args.accept("as") ? readColumn(args) : field
        conversions.push({ function: name, field, as: other(as, field) })
        options = args.options({ timeformat: "string" }, options)
      }
      if (conversions.length === 0) throw args.error('command "convert" needs at least one conversion', "write convert ctime(_time)")
      return { kind: "convert", timeformat: given(options.timeformat), conversions }
    },
    render({ timeformat, conversions }, ctx) {
      const calls = conversions.map(
        ({ function: name, field, as }) => `${name}(${printColumn(field, ctx)})${as === undefined ? "" : ` as ${printColumn(as, ctx)}`}`,
      )
      return commandText(ctx, "convert", {}, timeformat === undefined ? "" : `timeformat=${ctx.string(timeformat)}`, calls.join(" "))
    },
  },
  describe: ({ conversions }, ctx) =>
    `converts ${conversions.map(({ function: name, field, as }) => `${ctx.field(field)} with ${name}${as === undefined ? "" : ` into ${ctx.field(as)}`}`).join(", ")}`,
}

/** Fields to convert in an event, each with the field that gets the result. */
type Targets = (event: Event) => readonly (readonly [name: string, as: string])[]

function targetsOf(field: string, as: string, isSpared: (name: string) => boolean): Targets {
  if (!hasWildcard(field)) {
    const only = [[field, as]] as const
    return () => only
  }
  const test = compileFieldPattern(field)
  const capture = wildcardCapture(field, { caseSensitive: true })
  return event =>
    event
      .names()
      .flatMap(name =>
        test(name) && !isSpared(name) ? [[name, field === as ? name : applyWildcard(as, capture(name) ?? [])] as const] : [],
      )
}

function convertFields(event: Event, targets: ReturnType<Targets>, convert: Conversion): void {
  for (const [name, as] of targets) {
    const value = event.get(name)
    if (value === null) continue
    const converted = eachScalar(value, convert)
    if (converted !== value || as !== name) event.set(as, converted)
  }
}

function convertible(event: Event, name: string, convert: Conversion): boolean {
  const converted = eachScalar(event.get(name), scalar => (typeof convert(scalar) === "number" ? null : scalar))
  return converted === null
}

function conversionAt(value: unknown): FieldConversion {
  const name = textAt(value, "function") ?? ""
  if (!isConversionName(name))
    throw new RuleError("schema", `unknown conversion "${name}"`, { hint: `conversions are ${conversionNames.join(", ")}` })
  const field = textAt(value, "field") ?? ""
  return { function: name, field, as: other(textAt(value, "as"), field) }
}

const conversionsByFunction = (map: Readonly<Record<string, unknown>>): FieldConversion[] =>
  Object.entries(map).flatMap(([name, targets]) =>
    isConversionName(name)
      ? listOf(targets).flatMap((target): FieldConversion[] =>
          isMap(target)
            ? Object.entries(target).map(([field, as]) => ({ function: name, field, as: other(String(as), field) }))
            : [{ function: name, field: String(target), as: undefined }],
        )
      : [],
  )

/** The conversions by function; null when that would change their order. */
function groupByFunction(conversions: readonly FieldConversion[]): Record<string, unknown> | null {
  const groups = new Map<string, unknown[]>()
  let before = ""
  for (const { function: name, field, as } of conversions) {
    const target = as === undefined ? field : Object.fromEntries([[field, as]])
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [target])
    else if (before === name) group.push(target)
    else return null
    before = name
  }
  return Object.fromEntries(Array.from(groups, ([name, targets]) => [name, targets.length === 1 ? targets[0] : targets]))
}
