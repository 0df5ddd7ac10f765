import { Event } from "../event.ts"
import type { Operator } from "../exec/operator.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import { fieldsOfPredicate } from "../ir/visit.ts"
import type { SplPrinter, SplReader } from "../spl/syntax.ts"
import type { ExecContext, FieldEffects, JsonSchema, YamlContext, YamlPrinter } from "../stages/stage.ts"
import { type NameText, nameAt, readName } from "./name-argument.ts"
import { unlessDefault } from "./option-default.ts"
import { commandText } from "./option-text.ts"
import { flagAt, isMap, numberAt, present } from "./plain-data.ts"

/** Reading the rows of a lookup or a file into a search. */
export interface TableRead {
  readonly table: NameText
  /** Behind the events at hand rather than in their place. */
  readonly append?: true | undefined
  readonly strict?: true | undefined
  /** Position of the first row, from 0. */
  readonly start?: number | undefined
  readonly max?: number | undefined
  readonly where?: Predicate | undefined
}

/** Splunk's default of `max`: no limit, in effect. */
const noLimit = 1_000_000_000

export const tableReadSchema: JsonSchema = {
  oneOf: [
    { description: "Name of the table.", type: "string", minLength: 1 },
    {
      type: "object",
      additionalProperties: false,
      required: ["table"],
      properties: {
        table: { description: "Name of the table.", type: "string", minLength: 1 },
        append: { description: "Add the rows to the events at hand.", type: "boolean" },
        strict: { description: "Accepted: a table that is missing is an error in any case.", type: "boolean" },
        start: { description: "Position of the first row to read, from 0.", type: "integer", minimum: 0 },
        max: { description: "Most rows to read.", type: "integer", minimum: 0 },
        where: { description: "What rows must match, as in match.", $ref: "#/$defs/predicate" },
      },
    },
  ],
}

export const parseTableRead = (value: unknown, ctx: YamlContext): TableRead => ({
  table: nameAt(value, "table", ctx),
  append: flagAt(value, "append"),
  strict: flagAt(value, "strict"),
  start: unlessDefault(numberAt(value, "start"), 0),
  max: unlessDefault(numberAt(value, "max"), noLimit),
  where: isMap(value) && value.where !== undefined ? ctx.predicate(value.where, ["where"]) : undefined,
})

export function renderTableRead({ table, append, strict, start, max, where }: TableRead, ctx: YamlPrinter): unknown {
  const options = present({ append, strict, start, max, where: where === undefined ? undefined : ctx.predicate(where) })
  return Object.keys(options).length === 0 ? table.text : { table: table.text, ...options }
}

const spec = { append: "boolean", strict: "boolean", start: "integer", max: "integer", dispatch: "boolean", events: "boolean" } as const

/** Reads `[options] table [options] [where predicate]`. @throws RuleError "syntax" */
export function readTableRead(args: SplReader, command: string): TableRead {
  let options = args.options(spec)
  if (args.done || args.peek("where")) throw args.error(`command "${command}" needs the name of a table`, `write ${command} assets`)
  const table = readName(args)
  options = args.options(spec, options)
  const where = args.accept("where") ? args.predicate() : undefined
  return {
    table,
    append: options.append === true ? true : undefined,
    strict: options.strict === true ? true : undefined,
    start: unlessDefault(options.start, 0),
    max: unlessDefault(options.max, noLimit),
    where,
  }
}

export const printTableRead = ({ table, append, strict, start, max, where }: TableRead, command: string, ctx: SplPrinter): string =>
  commandText(
    ctx,
    command,
    { append, strict, start, max },
    /^where$/i.test(table.text) ? ctx.string(table.text) : ctx.word(table.text),
    where === undefined ? "" : `where ${ctx.predicate(where)}`,
  )

export const tableReadEffects = ({ append, where }: TableRead): FieldEffects => ({
  reads: where === undefined ? [] : fieldsOfPredicate(where),
  writes: ["*"],
  keepsOthers: append === true,
})

export function compileTableRead(read: TableRead, range: SourceRange | undefined, ctx: ExecContext): Operator {
  const { table, append, start = 0, max = Number.POSITIVE_INFINITY, where } = read
  const lookup = ctx.lookup(table.text, table.range ?? range)
  const test = where === undefined ? null : ctx.test(where)
  return next => {
    let open = true
    return {
      push(event) {
        if (append !== true) return false
        open = next.push(event)
        return open
      },
      end() {
        const rows = lookup.rows()
        if (rows.length === 0 && lookup.definition.source !== "csv") ctx.warn(`lookup "${table.text}" has no data yet`)
        let seen = 0
        let given = 0
        for (const row of rows) {
          if (!open || given >= max) break
          const event = Event.from(row)
          if (test !== null && !test(event)) continue
          if (seen++ < start) continue
          given++
          open = next.push(event)
        }
        next.end()
      },
    }
  }
}

export const describeTableRead = ({ table, append, start, max, where }: TableRead, ctx: SplPrinter): string =>
  `${append === true ? "adds" : "gives"} ${max === undefined ? "the rows" : `up to ${max} rows`} of "${table.text}"` +
  `${start === undefined ? "" : `, from row ${start} on`}${where === undefined ? "" : `, that match ${ctx.predicate(where)}`}`
