import type { Stage } from "../ir/stage.ts"
import {
  bucketOptionKinds,
  bucketOptionSchemas,
  bucketOptions,
  parseBucketOptions,
  printBucketOptions,
  renderBucketOptions,
} from "../rows/bucket-options.ts"
import { type BucketOptions, bucketed, extentOf, planBuckets } from "../rows/buckets.ts"
import { textAt } from "../rows/plain-data.ts"
import { type CoreStage, collectEvents, mapEvents } from "./stage.ts"

export interface BinStage extends Stage, BucketOptions {
  readonly kind: "bin"
  readonly field: string
  /** The field that takes the bucket; `field` itself when left out. */
  readonly as?: string | undefined
}

export const bin: CoreStage<BinStage> = {
  name: "bin",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  perRow: ({ span }) => span !== undefined,
  docs: {
    summary: "Put the values of a field into buckets.",
    description:
      "A time becomes the start of its bucket, another number a range such as `10-20`; values that are no numbers stay. Hours and shorter spans count " +
      "from the epoch, days from local midnight. Without a span the buckets are as narrow as at most `bins` of them (100) allow: as documented for " +
      "timechart for times, a power of ten for other numbers.",
    examples: [
      {
        title: "Times in buckets of five minutes",
        stage: { bin: { field: "_time", span: "5m" } },
        spl: "bin span=5m _time",
        input: [{ _time: 650 }, { _time: 600 }, { _time: 299 }],
        output: [{ _time: 600 }, { _time: 600 }, { _time: 0 }],
      },
      {
        title: "Numbers as ranges, into another field",
        stage: { bin: { field: "bytes", span: 10, as: "size" } },
        spl: "bin bytes span=10 AS size",
        input: [{ bytes: 7 }, { bytes: 10 }, { bytes: "n/a" }, {}],
        output: [{ bytes: 7, size: "0-10" }, { bytes: 10, size: "10-20" }, { bytes: "n/a", size: "n/a" }, {}],
      },
      {
        title: "Ranges that grow with the numbers",
        stage: { bin: { field: "bytes", span: "2log5" } },
        spl: "bin span=2log5 bytes",
        input: [{ bytes: 1 }, { bytes: 9 }, { bytes: 10 }, { bytes: 0 }],
        output: [{ bytes: "0.4-2" }, { bytes: "2-10" }, { bytes: "10-50" }, { bytes: 0 }],
      },
      {
        title: "As many buckets as fit",
        stage: { bin: { field: "bytes", bins: 10, start: 0, end: 90 } },
        spl: "bin bins=10 start=0 end=90 bytes",
        input: [{ bytes: 15 }, { bytes: 51 }],
        output: [{ bytes: "10-20" }, { bytes: "50-60" }],
      },
      {
        title: "Buckets that start at three o'clock",
        stage: { bin: { field: "_time", span: "12h", aligntime: 10_800 } },
        spl: "bin _time span=12h aligntime=10800",
        input: [{ _time: 54_000 }, { _time: 53_999 }],
        output: [{ _time: 54_000 }, { _time: 10_800 }],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      required: ["field"],
      properties: {
        field: { type: "string", minLength: 1 },
        as: { type: "string", minLength: 1, description: "The field that takes the bucket." },
        ...bucketOptionSchemas,
      },
    },
    parse: (value, ctx) => ({
      kind: "bin",
      field: textAt(value, "field") ?? "",
      as: textAt(value, "as"),
      ...parseBucketOptions(value),
      range: ctx.range,
    }),
    render: ({ field, as, ...options }) => ({ field, ...(as === undefined ? {} : { as }), ...renderBucketOptions(options) }),
  },
  fields: ({ field, as }) => ({ reads: [field], writes: [as ?? field], keepsOthers: true }),
  exec({ field, as, range, ...options }, ctx) {
    const target = as ?? field
    const plan = planBuckets(field, options, ctx, range)
    if (plan.fixed !== null) {
      const { fixed } = plan
      return mapEvents(event => {
        const value = event.get(field)
        if (value !== null) event.set(target, bucketed(value, fixed))
        return event
      })
    }
    return collectEvents(events => {
      const buckets = plan.fit(extentOf(events, field))
      for (const event of events) {
        const value = event.get(field)
        if (value !== null) event.set(target, bucketed(value, buckets))
      }
      return events
    })
  },
  spl: {
    commands: ["bin", "bucket", "discretize"],
    parse(args) {
      const start = args.offset
      const before = args.options(bucketOptionKinds)
      const field = args.field()
      const as = args.accept("as") ? args.field() : undefined
      const values = args.options(bucketOptionKinds, before)
      const late = as ?? (args.accept("as") ? args.field() : undefined)
      return { kind: "bin", field, as: late, ...bucketOptions(args.options(bucketOptionKinds, values), args, start) }
    },
    render: ({ field, as, ...options }, ctx) =>
      `bin${printBucketOptions(options, ctx)} ${ctx.field(field)}${as === undefined ? "" : ` as ${ctx.field(as)}`}`,
  },
  describe: ({ field, as, span }) =>
    `puts ${field} into buckets${span === undefined ? "" : ` of ${span}`}${as === undefined ? "" : `, as ${as}`}`,
}
