import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import type { Operator } from "../exec/operator.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Stage } from "../ir/stage.ts"
import { numberOf, type Row, type Scalar, type Value, valueFrom, valuesOf } from "../ir/value.ts"
import type { Lookup } from "../lookup.ts"
import { type NameText, nameAt, readName } from "../rows/name-argument.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, listOf, present, textAt } from "../rows/plain-data.ts"
import type { SplPrinter, SplReader } from "../spl/syntax.ts"
import type { CoreStage, ExecContext, YamlContext } from "./stage.ts"

/** A field of the lookup, and the field of events that goes with it where that has another name. */
export interface LookupField {
  readonly field: string
  readonly as?: string | undefined
  readonly range?: SourceRange | undefined
}
export interface LookupStage extends Stage {
  readonly kind: "lookup"
  readonly table: NameText
  readonly match: readonly [LookupField, ...LookupField[]]
  /** What is copied to events; every other field of the lookup when left out. */
  readonly output?: { readonly mode: "overwrite" | "fill"; readonly fields: readonly LookupField[] } | undefined
  readonly local?: true | undefined
  readonly update?: true | undefined
  readonly event_time_field?: string | undefined
}

const lookupField = (field: string, as: string | undefined, range: SourceRange | undefined): LookupField =>
  as === undefined || as === field ? { field, range } : { field, as, range }
const eventField = ({ field, as }: LookupField): string => as ?? field

const fieldsSchema = (description: string) => ({
  description: `${description} Names, or a map of the lookup's name to the event's.`,
  oneOf: [
    { type: "string", minLength: 1 },
    { type: "object", minProperties: 1, additionalProperties: { type: "string", minLength: 1 } },
    {
      type: "array",
      minItems: 1,
      items: {
        oneOf: [
          { type: "string", minLength: 1 },
          { type: "object", minProperties: 1, additionalProperties: { type: "string", minLength: 1 } },
        ],
      },
    },
  ],
})

const parseFields = (value: unknown, ctx: YamlContext, key: string): LookupField[] =>
  listOf(value).flatMap((item, index) => {
    const path = Array.isArray(value) ? [key, index] : [key]
    return isMap(item)
      ? Object.entries(item).map(([field, as]) => lookupField(field, String(as), ctx.at([...path, field], "key")))
      : [lookupField(String(item), undefined, ctx.at(path))]
  })

function renderFields(fields: readonly LookupField[]): unknown {
  if (fields.every(({ as }) => as === undefined)) return fields.map(({ field }) => field)
  const names = fields.map(({ field }) => field)
  // A map would lose a name that stands twice, and puts names that look like numbers first.
  if (new Set(names).size === names.length && !names.some(name => /^\d+$/.test(name)))
    return Object.fromEntries(fields.map(item => [item.field, eventField(item)]))
  return fields.map(({ field, as }) => (as === undefined ? field : { [field]: as }))
}

export const lookup: CoreStage<LookupStage> = {
  name: "lookup",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  perRow: () => true,
  docs: {
    summary: "Add fields from a lookup.",
    description:
      "The rows of the lookup are those whose `match` fields have the event's values: exactly, by wildcards or by network, as the lookup's definition says. " +
      "`output` overwrites fields of the event, and takes them away where no row matches; `output_new` only fills in those that are missing. Without either, every " +
      "other field of the lookup is written. Several rows give multivalues. An event that lacks one of the fields to match stays as it is. The definition's " +
      "`default_match` stands in as long as fewer than `min_matches` rows match.",
    examples: [
      {
        title: "Fields under other names",
        stage: { lookup: { table: "assets", match: { ip: "src" }, output: { owner: "src_owner", zone: "zone" } } },
        spl: "lookup assets ip AS src OUTPUT owner AS src_owner, zone",
        input: [{ src: "10.0.0.1" }, { src: "10.0.0.9", zone: "old" }, { dest: "10.0.0.1", zone: "old" }],
        output: [{ src: "10.0.0.1", src_owner: "ann", zone: "dmz" }, { src: "10.0.0.9" }, { dest: "10.0.0.1", zone: "old" }],
        lookups: { assets: [{ ip: "10.0.0.1", owner: "ann", zone: "dmz" }] },
      },
      {
        title: "Only what is missing, from several rows",
        stage: { lookup: { table: "groups", match: ["user"], output_new: ["group", "title"], update: true } },
        spl: "lookup update=true groups user OUTPUTNEW group title",
        input: [{ user: "ann", title: "Dr" }],
        output: [{ user: "ann", title: "Dr", group: ["admin", "staff"] }],
        lookups: {
          groups: [
            { user: "ann", group: "admin", title: "Ms" },
            { user: "ann", group: "staff", title: "Ms" },
          ],
        },
      },
      {
        title: "Everything that the lookup knows",
        stage: { lookup: { table: "codes.csv", match: ["region", "code"], local: true, event_time_field: "seen" } },
        spl: "lookup local=t event_time_field=seen codes.csv region code",
        input: [{ region: "eu", code: 500 }],
        output: [{ region: "eu", code: 500, text: "Server", owner: "ops" }],
        lookups: { "codes.csv": [{ region: "eu", code: "500", text: "Server", owner: "ops" }] },
      },
      {
        title: "One field twice",
        stage: { lookup: { table: "assets", match: ["ip"], output: [{ owner: "first" }, { owner: "second" }] } },
        spl: "lookup assets ip OUTPUT owner AS first owner AS second",
        input: [{ ip: "10.0.0.1" }],
        output: [{ ip: "10.0.0.1", first: "ann", second: "ann" }],
        lookups: { assets: [{ ip: "10.0.0.1", owner: "ann" }] },
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      required: ["table", "match"],
      not: { required: ["output", "output_new"] },
      properties: {
        table: { description: "Name of the lookup, or of its CSV file.", type: "string", minLength: 1 },
        match: fieldsSchema("Fields to match."),
        output: fieldsSchema("Fields to copy, over what the event has."),
        output_new: fieldsSchema("Fields to copy where the event lacks them."),
        local: { description: "Accepted for Splunk.", type: "boolean" },
        update: { description: "Accepted for Splunk.", type: "boolean" },
        event_time_field: { description: "Time of the event for time-bounded lookups; _time when left out.", type: "string", minLength: 1 },
      },
    },
    parse(value, ctx) {
      const map = isMap(value) ? value : {}
      const [first, ...others] = parseFields(map.match, ctx, "match")
      if (first === undefined)
        throw new RuleError("schema", "a lookup needs a field to match", { range: ctx.at(["match"]), hint: "write match: ip" })
      const mode = map.output_new === undefined ? "overwrite" : "fill"
      const key = mode === "fill" ? "output_new" : "output"
      return {
        kind: "lookup",
        table: nameAt(value, "table", ctx),
        match: [first, ...others],
        output: map[key] === undefined ? undefined : { mode, fields: parseFields(map[key], ctx, key) },
        local: flagAt(value, "local"),
        update: flagAt(value, "update"),
        event_time_field: textAt(value, "event_time_field"),
        range: ctx.range,
      }
    },
    render: ({ table, match, output, local, update, event_time_field }) =>
      present({
        table: table.text,
        match: renderFields(match),
        output: output?.mode === "overwrite" ? renderFields(output.fields) : undefined,
        output_new: output?.mode === "fill" ? renderFields(output.fields) : undefined,
        local,
        update,
        event_time_field,
      }),
  },
  fields({ match, output, event_time_field: time = "_time" }) {
    const written = output?.fields.map(eventField)
    return {
      reads: [...new Set([...match.map(eventField), time, ...(output?.mode === "fill" && written !== undefined ? written : [])])],
      writes: written ?? ["*"],
      keepsOthers: true,
    }
  },
  exec: compileLookup,
  spl: {
    commands: ["lookup"],
    parse: readLookup,
    render: ({ table, match, output, local, update, event_time_field }, ctx) =>
      commandText(
        ctx,
        "lookup",
        { local, update, event_time_field },
        ctx.word(table.text),
        printFields(match, ctx),
        output === undefined ? "" : `${output.mode === "fill" ? "OUTPUTNEW" : "OUTPUT"} ${printFields(output.fields, ctx)}`,
      ),
  },
  describe: ({ table, match, output }, ctx) =>
    `${output?.mode === "fill" ? "fills in" : "adds"} ${output === undefined ? "all fields" : printFields(output.fields, ctx)} of the rows of lookup "${table.text}" ` +
    `that match ${printFields(match, ctx)}`,
}

const printFields = (fields: readonly LookupField[], ctx: SplPrinter): string =>
  fields.map(({ field, as }) => (as === undefined ? ctx.field(field) : `${ctx.field(field)} AS ${ctx.field(as)}`)).join(", ")

function readLookup(args: SplReader): LookupStage {
  const spec = { local: "boolean", update: "boolean", event_time_field: "field" } as const
  let options = args.options(spec)
  if (args.done) throw args.error('command "lookup" needs the name of a lookup', "write lookup assets ip OUTPUT owner")
  const table = readName(args)
  options = args.options(spec, options)
  const [first, ...others] = readFields(args)
  if (first === undefined) throw args.error('command "lookup" needs a field to match', `write lookup ${table.text} ip AS src OUTPUT owner`)
  const keyword = args.accept("outputnew") ? "OUTPUTNEW" : args.accept("output") ? "OUTPUT" : null
  const fields = keyword === null ? [] : readFields(args)
  if (keyword !== null && fields.length === 0) throw args.error(`"${keyword}" names no field`, `write ${keyword} owner`)
  options = args.options(spec, options)
  return {
    kind: "lookup",
    table,
    match: [first, ...others],
    output: keyword === null ? undefined : { mode: keyword === "OUTPUT" ? "overwrite" : "fill", fields },
    local: options.local === true ? true : undefined,
    update: options.update === true ? true : undefined,
    event_time_field: options.event_time_field,
  }
}

function readFields(args: SplReader): LookupField[] {
  const fields: LookupField[] = []
  while (!args.done) {
    if (args.accept(",")) continue
    if (args.peek("output") || args.peek("outputnew") || args.peekOption() !== null) break
    const start = args.offset
    const field = args.field()
    const range = args.rangeFrom(start)
    fields.push(lookupField(field, args.accept("as") ? args.field() : undefined, range))
  }
  return fields
}

function compileLookup({ table, match, output, event_time_field: timeField = "_time", range }: LookupStage, ctx: ExecContext): Operator {
  const source = ctx.lookup(table.text, table.range ?? range)
  const { minMatches, defaultMatch, time } = source.definition
  checkFields(source, table.text, [...match, ...(output?.fields ?? [])], range)
  const find = source.matcher(match.map(({ field }) => field))
  const inputs = match.map(eventField)
  const fills = output?.mode === "fill"
  return next => {
    let told = source.definition.source === "csv"
    let outputs: readonly LookupField[] | undefined = output?.fields
    return {
      push(event) {
        if (!told && source.rows().length === 0) ctx.warn(`lookup "${table.text}" has no data yet`)
        told = true
        const values = inputs.map(name => event.get(name))
        if (values.includes(null)) return next.push(event)
        outputs ??= otherFields(source, match)
        if (fills && outputs.every(item => event.has(eventField(item)))) return next.push(event)
        const rows = find(values, time === undefined ? null : numberOf(event.get(timeField)))
        for (const item of outputs) {
          const target = eventField(item)
          if (!fills || !event.has(target)) event.set(target, outputValue(rows, item.field, minMatches, defaultMatch))
        }
        return next.push(event)
      },
      end: () => next.end(),
    }
  }
}

const otherFields = ({ fields, definition }: Lookup, match: readonly LookupField[]): LookupField[] => {
  const without = new Set([...match.map(({ field }) => field), definition.time?.field, "_key"])
  return fields.filter(field => !without.has(field)).map(field => ({ field }))
}

function outputValue(rows: readonly Row[], field: string, minMatches: number, defaultMatch: string | null): Value {
  const [only] = rows
  if (only !== undefined && rows.length === 1 && minMatches <= 1) return cell(only, field)
  const values: Scalar[] = rows.flatMap(row => valuesOf(cell(row, field)))
  if (defaultMatch !== null && defaultMatch !== "") for (let count = rows.length; count < minMatches; count++) values.push(defaultMatch)
  return valueFrom(values)
}

const cell = (row: Row, field: string): Value => (Object.hasOwn(row, field) ? (row[field] ?? null) : null)

/** A field that the lookup lacks is a mistake; one that nothing was written to yet has no fields to compare with. */
function checkFields(source: Lookup, table: string, named: readonly LookupField[], stage: SourceRange | undefined): void {
  const { fields, definition } = source
  if (fields.length === 0 || definition.source === "none") return
  for (const { field, range = stage } of named)
    if (!fields.includes(field) && field !== "_key")
      throw new RuleError("wrong_argument", `lookup "${table}" has no field "${field}"`, {
        range,
        hint: suggest(field, fields) ?? `its fields are ${fields.join(", ")}`,
      })
}
