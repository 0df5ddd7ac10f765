import type { Stage } from "../ir/stage.ts"
import { commandText } from "../rows/option-text.ts"
import { isMap, numberAt } from "../rows/plain-data.ts"
import { parseSortKeys, printSortKeys, readSortClause, renderSortKeys, type SortKey, sortKeysSchema } from "../rows/sort-keys.ts"
import { compileSortOrder } from "../rows/sort-order.ts"
import { EventSorter } from "../spill/event-sorter.ts"
import type { CoreStage } from "./stage.ts"

export interface SortStage extends Stage {
  readonly kind: "sort"
  readonly keys: readonly SortKey[]
  /** 0 for all; the limit of the search when left out. */
  readonly limit?: number | undefined
}

export const sort: CoreStage<SortStage> = {
  name: "sort",
  type: "streaming",
  order: () => "sensitive",
  idle: () => true,
  docs: {
    summary: "Sort the events by fields.",
    description:
      "Numbers sort numerically, IP addresses by address, other text by code point. Events that lack a field come last in both directions. Without a limit " +
      "it keeps 10,000 rows; `limit: 0` keeps all.",
    examples: [
      {
        title: "Descending, then ascending",
        stage: { sort: ["-count", "host"] },
        spl: "sort - count, + host",
        input: [{ host: "b", count: 9 }, { host: "a", count: 10 }, { host: "a", count: 9 }, { host: "c" }],
        output: [{ host: "a", count: 10 }, { host: "a", count: 9 }, { host: "b", count: 9 }, { host: "c" }],
      },
      {
        title: "As addresses, the first two",
        stage: { sort: { by: "ip(src)", limit: 2 } },
        spl: "sort 2 ip(src)",
        input: [{ src: "10.0.0.10" }, { src: "10.0.0.9" }, { src: "9.9.9.9" }],
        output: [{ src: "9.9.9.9" }, { src: "10.0.0.9" }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        ...sortKeysSchema.oneOf.filter(form => form.type !== "object"),
        {
          type: "object",
          additionalProperties: false,
          required: ["by"],
          properties: { by: sortKeysSchema, limit: { description: "At most this many rows; 0 for all.", type: "integer", minimum: 0 } },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "sort",
      keys: parseSortKeys(isMap(value) ? value.by : value),
      limit: numberAt(value, "limit"),
      range: ctx.range,
    }),
    render({ keys, limit }) {
      const by = renderSortKeys(keys)
      return limit === undefined && !isMap(by) ? by : limit === undefined ? { by } : { by, limit }
    },
  },
  fields: ({ keys }) => ({ reads: keys.map(({ field }) => field), writes: [], keepsOthers: true }),
  exec({ keys, limit }, ctx) {
    const order = compileSortOrder(keys)
    const { memory, warn } = ctx
    const reads = ctx.reads()
    const most = limit ?? ctx.limits.sortRows
    return next => {
      const sorter = new EventSorter(order, { memory, reads, warn }, { most })
      return {
        push(event) {
          sorter.add(event)
          return true
        },
        end() {
          for (const event of sorter.sorted()) if (!next.push(event)) break
          if (sorter.dropped && limit === undefined) warn(`sort kept the first ${most} rows; write a limit of 0 to keep all`)
          sorter.report("sort")
          next.end()
        },
      }
    }
  },
  spl: {
    commands: ["sort"],
    parse(args) {
      const options = args.options({ limit: "integer" })
      const { keys, count } = readSortClause(args)
      const { limit } = args.options({ limit: "integer" }, options)
      if (keys.length === 0) throw args.error('command "sort" needs at least one field', "write sort -count, host")
      if (limit !== undefined && limit < 0) throw args.error(`"sort" takes a number of rows, not ${limit}`, "write limit=0 for all")
      return { kind: "sort", keys, limit: limit ?? count }
    },
    render: ({ keys, limit }, ctx) => commandText(ctx, "sort", {}, limit === undefined ? "" : String(limit), printSortKeys(keys, ctx)),
  },
  describe: ({ keys, limit }, ctx) =>
    `sorts by ${printSortKeys(keys, ctx)}${limit === undefined || limit === 0 ? "" : ` and keeps the first ${limit}`}`,
}
