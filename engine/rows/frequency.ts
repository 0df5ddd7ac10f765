import { Event } from "../event.ts"
import type { Operator } from "../exec/operator.ts"
import { type Scalar, valuesOf } from "../ir/value.ts"
import type { SplPrinter, SplReader } from "../spl/syntax.ts"
import type { ExecContext, FieldEffects } from "../stages/stage.ts"
import { compileColumns } from "./aggregation-columns.ts"
import { union } from "./aggregation-list.ts"
import { printOptions } from "./bucket-options.ts"
import { describeBy, fieldListSchema, readBy } from "./by-clause.ts"
import { fieldKey, type Group, Grouping } from "./grouping.ts"
import { sortByKey, textOfScalar } from "./key-order.ts"
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

const standard = { limit: 10, countfield: "count", percentfield: "percent", otherstr: "OTHER" } as const

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

/** Counts values and passes on the most frequent (-1) or the rarest (1) of each group. */
export function frequencyOperator(options: FrequencyOptions, direction: -1 | 1, ctx: ExecContext): Operator {
  const { by = [], fields } = options
  const columns = compileColumns([{ function: "count", as: "count" }], ctx)
  return next => {
    const grouping = new Grouping({ keys: [...by, ...fields].map(fieldKey), columns, warn: message => ctx.warn(message) })
    return {
      push(event) {
        grouping.add(event)
        return true
      },
      end() {
        for (const row of frequencyRows(grouping.sorted(), options, direction)) if (!next.push(row)) break
        next.end()
      },
    }
  }
}

interface Counted {
  readonly values: readonly Scalar[]
  readonly count: number
}

function* frequencyRows(groups: readonly Group[], options: FrequencyOptions, direction: -1 | 1): Iterable<Event> {
  const { by = [], fields, limit = standard.limit, useother, otherstr = standard.otherstr } = options
  const byGroup = new Map<string, { readonly key: readonly Scalar[]; readonly counted: Counted[]; total: number }>()
  for (const { key, cells } of groups) {
    const group = key.slice(0, by.length)
    const id = group.map(value => `${textOfScalar(value).length}:${textOfScalar(value)}`).join("")
    const known = byGroup.get(id) ?? { key: group, counted: [], total: 0 }
    byGroup.set(id, known)
    const [count = 0] = valuesOf(cells.fixed[0]?.result() ?? null)
    known.counted.push({ values: key.slice(by.length), count: Number(count) })
    known.total += Number(count)
  }
  for (const { key, counted, total } of byGroup.values()) {
    // Groups come sorted by their values, which decide between equal counts.
    const ranked = sortByKey(counted, ({ count }) => [direction * count])
    const shown = limit === 0 ? ranked : ranked.slice(0, limit)
    for (const { values, count } of shown) yield row(by, key, fields, values, count, total, options)
    const rest = ranked.slice(shown.length)
    if (useother === true && rest.length > 0) {
      const count = rest.reduce((sum, each) => sum + each.count, 0)
      yield row(
        by,
        key,
        fields,
        fields.map(() => otherstr),
        count,
        total,
        options,
      )
    }
  }
}

function row(
  by: readonly string[],
  key: readonly Scalar[],
  fields: readonly string[],
  values: readonly Scalar[],
  count: number,
  total: number,
  { countfield = standard.countfield, percentfield = standard.percentfield, showcount, showperc }: FrequencyOptions,
): Event {
  const event = new Event()
  by.forEach((name, index) => {
    event.set(name, key[index] ?? null)
  })
  fields.forEach((name, index) => {
    event.set(name, values[index] ?? null)
  })
  if (showcount !== false) event.set(countfield, count)
  // Splunk gives six decimals.
  if (showperc !== false) event.set(percentfield, Number(((100 * count) / total).toFixed(6)))
  return event
}
