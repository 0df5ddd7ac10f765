import type { Stage } from "../ir/stage.ts"
import { printColumn, readColumns } from "../rows/column-names.ts"
import { removeDuplicates } from "../rows/duplicates.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, numberAt, present, textsOf } from "../rows/plain-data.ts"
import { parseSortKeys, printSortKeys, readSortClause, renderSortKeys, type SortKey, sortKeysSchema } from "../rows/sort-keys.ts"
import { compileSortOrder } from "../rows/sort-order.ts"
import { EventSorter } from "../spill/event-sorter.ts"
import type { CoreStage } from "./stage.ts"

export interface DedupStage extends Stage {
  readonly kind: "dedup"
  readonly fields: readonly string[]
  /** How many of each to keep; 1 when left out. */
  readonly keep?: number | undefined
  readonly keepevents?: true | undefined
  readonly keepempty?: true | undefined
  readonly consecutive?: true | undefined
  readonly sortby: readonly SortKey[]
}

const flag = (value: boolean | undefined): true | undefined => (value === true ? true : undefined)

export const dedup: CoreStage<DedupStage> = {
  name: "dedup",
  type: "streaming",
  order: () => "sensitive",
  idle: () => true,
  docs: {
    summary: "Keep the first events of each combination of values.",
    description:
      "Events come newest first, so that the newest stay. Values are compared case-sensitively. Events that lack one of the fields are dropped unless `keepempty` " +
      "is set. `keepevents` keeps the duplicates too, without the fields. `consecutive` drops only duplicates that follow one another. `sortby` sorts first, and " +
      "so decides which events stay.",
    examples: [
      {
        title: "One of each",
        stage: { dedup: ["user", "host"] },
        spl: "dedup user, host",
        input: [
          { user: "ann", host: "a", n: 1 },
          { user: "bob", host: "a", n: 2 },
          { user: "ann", host: "a", n: 3 },
          { user: "ann", n: 4 },
        ],
        output: [
          { user: "ann", host: "a", n: 1 },
          { user: "bob", host: "a", n: 2 },
        ],
      },
      {
        title: "Two of each, and those without a value",
        stage: { dedup: { fields: ["user"], keep: 2, keepempty: true } },
        spl: "dedup 2 user keepempty=true",
        input: [{ user: "ann", n: 1 }, { user: "ann", n: 2 }, { user: "ann", n: 3 }, { n: 4 }, { n: 5 }],
        output: [{ user: "ann", n: 1 }, { user: "ann", n: 2 }, { n: 4 }, { n: 5 }],
      },
      {
        title: "Only neighbours, which stay without the field",
        stage: { dedup: { fields: ["user"], keepevents: true, consecutive: true } },
        spl: "dedup keepevents=true consecutive=true user",
        input: [
          { user: "ann", n: 1 },
          { user: "ann", n: 2 },
          { user: "bob", n: 3 },
          { user: "ann", n: 4 },
        ],
        output: [{ user: "ann", n: 1 }, { n: 2 }, { user: "bob", n: 3 }, { user: "ann", n: 4 }],
      },
      {
        title: "The largest of each",
        stage: { dedup: { fields: ["user"], sortby: ["-bytes"] } },
        spl: "dedup user sortby -bytes",
        input: [
          { user: "ann", bytes: 5 },
          { user: "bob", bytes: 7 },
          { user: "ann", bytes: 12 },
        ],
        output: [
          { user: "ann", bytes: 12 },
          { user: "bob", bytes: 7 },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "The fields whose values are compared.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
        {
          type: "object",
          additionalProperties: false,
          required: ["fields"],
          properties: {
            fields: {
              description: "The fields whose values are compared.",
              type: "array",
              minItems: 1,
              items: { type: "string", minLength: 1 },
            },
            keep: { description: "How many of each; 1 when left out.", type: "integer", minimum: 1 },
            keepevents: { description: "Keep duplicates, without the fields.", type: "boolean" },
            keepempty: { description: "Keep events that lack one of the fields.", type: "boolean" },
            consecutive: { description: "Drop only duplicates that follow one another.", type: "boolean" },
            sortby: { description: "Sort the events first.", ...sortKeysSchema },
          },
        },
      ],
    },
    parse(value, ctx) {
      const keep = numberAt(value, "keep")
      return {
        kind: "dedup",
        fields: textsOf(isMap(value) ? value.fields : value),
        keep: keep === 1 ? undefined : keep,
        keepevents: flagAt(value, "keepevents"),
        keepempty: flagAt(value, "keepempty"),
        consecutive: flagAt(value, "consecutive"),
        sortby: isMap(value) ? parseSortKeys(value.sortby) : [],
        range: ctx.range,
      }
    },
    render({ fields, keep, keepevents, keepempty, consecutive, sortby }) {
      const options = present({
        keep,
        keepevents,
        keepempty,
        consecutive,
        sortby: sortby.length === 0 ? undefined : renderSortKeys(sortby),
      })
      return Object.keys(options).length === 0 ? fields : { fields, ...options }
    },
  },
  fields: ({ fields, keepevents, sortby }) => ({
    reads: [...new Set([...fields, ...sortby.map(({ field }) => field)])],
    writes: keepevents === true ? fields : [],
    keepsOthers: true,
  }),
  exec({ fields, keep = 1, keepevents, keepempty, consecutive, sortby }, ctx) {
    const { memory, warn } = ctx
    const context = { memory, reads: ctx.reads(), warn }
    const remove = removeDuplicates(
      { fields, keep, keepEvents: keepevents === true, keepEmpty: keepempty === true, consecutive: consecutive === true },
      context,
    )
    if (sortby.length === 0) return remove
    const order = compileSortOrder(sortby)
    return next => {
      const sorter = new EventSorter(order, context)
      const sink = remove(next)
      return {
        push(event) {
          sorter.add(event)
          return true
        },
        end() {
          for (const event of sorter.sorted()) if (!sink.push(event)) break
          sorter.report("dedup")
          sink.end()
        },
      }
    }
  },
  spl: {
    commands: ["dedup"],
    parse(args) {
      const spec = { keepevents: "boolean", keepempty: "boolean", consecutive: "boolean" } as const
      let options = args.options(spec)
      const names: string[] = []
      let keep: number | undefined
      let sortby: readonly SortKey[] = []
      while (!args.done) {
        if (args.accept("sortby")) {
          const clause = readSortClause(args)
          if (clause.keys.length === 0 || clause.count !== undefined) throw args.error('"sortby" names no field', "write sortby -_time")
          sortby = clause.keys
        } else {
          const quoted = args.peekQuoted()
          const columns = readColumns(args, "sortby")
          const [first, ...others] = columns
          if (first !== undefined && !quoted && names.length === 0 && keep === undefined && /^\d+$/.test(first)) {
            keep = Number(first)
            names.push(...others)
          } else names.push(...columns)
        }
        options = args.options(spec, options)
      }
      if (names.length === 0) throw args.error('command "dedup" needs at least one field', "write dedup user")
      if (keep === 0) throw args.error('"dedup" keeps at least one event of each', "write a number above 0")
      return {
        kind: "dedup",
        fields: names,
        keep: keep === 1 ? undefined : keep,
        keepevents: flag(options.keepevents),
        keepempty: flag(options.keepempty),
        consecutive: flag(options.consecutive),
        sortby,
      }
    },
    render({ fields, keep, keepevents, keepempty, consecutive, sortby }, ctx) {
      // Bare, a field that is called like the number or the keyword would be read as one.
      const names = fields.map(name => (/^(?:\d+|sortby)$/i.test(name) ? ctx.string(name) : printColumn(name, ctx))).join(", ")
      return commandText(
        ctx,
        keep === undefined ? "dedup" : `dedup ${keep}`,
        {},
        names,
        commandText(ctx, "", { keepevents, keepempty, consecutive }).trim(),
        sortby.length === 0 ? "" : `sortby ${printSortKeys(sortby, ctx)}`,
      )
    },
  },
  describe: ({ fields, keep = 1, keepevents, sortby }, ctx) =>
    `${sortby.length === 0 ? "" : `sorts by ${printSortKeys(sortby, ctx)} and `}keeps the first ${keep === 1 ? "event" : `${keep} events`} of each ${ctx.fields(fields)}` +
    (keepevents === true ? ", and takes the fields off the others" : ""),
}
