import type { SplPrinter, SplReader } from "../spl/syntax.ts"
import type { FieldEffects } from "../stages/stage.ts"
import { union } from "./aggregation-list.ts"
import { printOptions } from "./bucket-options.ts"
import { describeBy, fieldListSchema, readBy } from "./by-clause.ts"
import { unlessDefault } from "./option-default.ts"
import { isMap, numberAt, oneOrList, present, textAt, textsOf } from "./plain-data.ts"

/** What top and rare take: the values of which fields are counted, and how that is shown. */
export interface FrequencyOptions {
  readonly fields: readonly string[]
  readonly by?: readonly string[] | undefined
  /** Number of values; 0 for all, ten when left out. */
  readonly limit?: number | undefined
  readonly countfield?: string | undefined
  readonly percentfield?: string | undefined
  readonly showcount?: false | undefined
  readonly showperc?: false | undefined
  readonly useother?: true | undefined
  readonly otherstr?: string | undefined
}

/** What options say when they are left out. */
export const standard = { limit: 10, countfield: "count", percentfield: "percent", otherstr: "OTHER" } as const

/** Reads the arguments of `top` or `rare` from SPL. @throws RuleError "syntax" */
export function readFrequency(args: SplReader, command: string): FrequencyOptions {
  const kinds = {
    limit: "integer",
    countfield: "string",
    percentfield: "string",
    showcount: "boolean",
    showperc: "boolean",
    useother: "boolean",
    otherstr: "string",
  } as const
  const start = args.offset
  let options = args.options(kinds)
  const fields: string[] = []
  let number: number | undefined
  while (!args.done && !args.peek("by")) {
    if (args.accept(",")) continue
    const quoted = args.peekQuoted()
    const field = args.field()
    // A number in front of the fields is the limit.
    if (!quoted && fields.length === 0 && number === undefined && /^\d+$/.test(field)) number = Number(field)
    else fields.push(field)
    options = args.options(kinds, options)
  }
  if (fields.length === 0)
    throw args.error(`command "${command}" needs a field`, `name one, as in "${command} user"`, args.rangeFrom(start))
  const by = readBy(args)
  const { limit, countfield, percentfield, showcount, showperc, useother, otherstr } = args.options(kinds, options)
  if (limit !== undefined && limit < 0)
    throw args.error(`option "limit" cannot be negative, found ${limit}`, undefined, args.rangeFrom(start))
  return {
    fields,
    by,
    limit: unlessDefault(limit ?? number, standard.limit),
    countfield: unlessDefault(countfield, standard.countfield),
    percentfield: unlessDefault(percentfield, standard.percentfield),
    showcount: showcount === false ? false : undefined,
    showperc: showperc === false ? false : undefined,
    useother: useother === true ? true : undefined,
    otherstr: unlessDefault(otherstr, standard.otherstr),
  }
}

export function printFrequency(command: string, options: FrequencyOptions, ctx: SplPrinter): string {
  const { fields, by, limit, countfield, percentfield, showcount, showperc, useother, otherstr } = options
  const names = [countfield, percentfield, otherstr].map(name => (name === undefined ? undefined : ctx.string(name)))
  const quoted = ["countfield", "percentfield", "otherstr"].flatMap((name, index) =>
    names[index] === undefined ? [] : ` ${name}=${names[index]}`,
  )
  const list = fields.map((name, index) => (index === 0 && /^\d+$/.test(name) ? ctx.string(name) : ctx.field(name))).join(", ")
  return `${command}${printOptions({ limit, showcount, showperc, useother }, ctx)}${quoted.join("")} ${list}${by === undefined ? "" : ` by ${ctx.fields(by)}`}`
}

/** JSON Schema of the value in YAML: a field, a list of fields, or a map with options. */
export const frequencySchema = {
  oneOf: [
    ...fieldListSchema.oneOf,
    {
      type: "object",
      additionalProperties: false,
      required: ["fields"],
      properties: {
        fields: { ...fieldListSchema, description: "Fields whose values are counted, several together." },
        by: { ...fieldListSchema, description: "Fields to group by." },
        limit: { type: "integer", minimum: 0, description: "Number of values (10); 0 for all." },
        countfield: { type: "string", minLength: 1, description: "Name of the column of the count (count)." },
        percentfield: { type: "string", minLength: 1, description: "Name of the column of the percentage (percent)." },
        showcount: { type: "boolean", description: "Whether there is a column of the count (true)." },
        showperc: { type: "boolean", description: "Whether there is a column of the percentage (true)." },
        useother: { type: "boolean", description: "Whether all other values make one more row (false)." },
        otherstr: { type: "string", minLength: 1, description: "What stands in the fields of that row (OTHER)." },
      },
    },
  ],
} as const

export function parseFrequency(value: unknown): FrequencyOptions {
  if (!isMap(value)) return { fields: textsOf(value) }
  const by = textsOf(value.by)
  return {
    fields: textsOf(value.fields),
    by: by.length === 0 ? undefined : by,
    limit: unlessDefault(numberAt(value, "limit"), standard.limit),
    countfield: unlessDefault(textAt(value, "countfield"), standard.countfield),
    percentfield: unlessDefault(textAt(value, "percentfield"), standard.percentfield),
    showcount: value.showcount === false ? false : undefined,
    showperc: value.showperc === false ? false : undefined,
    useother: value.useother === true ? true : undefined,
    otherstr: unlessDefault(textAt(value, "otherstr"), standard.otherstr),
  }
}

export function renderFrequency({
  fields,
  by,
  limit,
  countfield,
  percentfield,
  showcount,
  showperc,
  useother,
  otherstr,
}: FrequencyOptions): unknown {
  const options = present({ by, limit, countfield, percentfield, showcount, showperc, useother, otherstr })
  return Object.keys(options).length === 0 ? oneOrList(fields) : { fields, ...options }
}

export function frequencyEffects({ fields, by, countfield, percentfield, showcount, showperc }: FrequencyOptions): FieldEffects {
  const shown = [
    showcount === false ? [] : [countfield ?? standard.countfield],
    showperc === false ? [] : [percentfield ?? standard.percentfield],
  ]
  return { reads: union(by, fields), writes: union(by, fields, ...shown), keepsOthers: false }
}

export const describeFrequency = (which: string, { fields, by, limit = standard.limit }: FrequencyOptions): string =>
  `counts the ${limit === 0 ? "" : `${limit} `}${which} values of ${fields.join(" and ")}${describeBy(by)}`
