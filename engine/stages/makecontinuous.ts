import { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { numberOf } from "../ir/value.ts"
import {
  bucketOptionKinds,
  bucketOptionSchemas,
  bucketOptions,
  parseBucketOptions,
  printBucketOptions,
  renderBucketOptions,
} from "../rows/bucket-options.ts"
import { type BucketOptions, type Buckets, extentOf, planBuckets } from "../rows/buckets.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { textAt } from "../rows/plain-data.ts"
import { type CoreStage, collectEvents } from "./stage.ts"

export interface MakecontinuousStage extends Stage, BucketOptions {
  readonly kind: "makecontinuous"
  /** `_time` when left out. */
  readonly field?: string | undefined
}

/** Rows that may be added. */
const maxAdded = 50_000

export const makecontinuous: CoreStage<MakecontinuousStage> = {
  name: "makecontinuous",
  type: "transforming",
  order: () => "any",
  docs: {
    summary: "Put a field into buckets and add a row for each empty bucket between.",
    description: "The field becomes the start of its bucket, and rows leave sorted by it; rows without a number in the field follow.",
    examples: [
      {
        title: "Hours without events",
        stage: { makecontinuous: { span: "1h" } },
        spl: "makecontinuous span=1h _time",
        input: [
          { _time: 7300, n: 2 },
          { _time: 100, n: 1 },
        ],
        output: [{ _time: 0, n: 1 }, { _time: 3600 }, { _time: 7200, n: 2 }],
      },
      {
        title: "A numerical field",
        stage: { makecontinuous: { field: "size", span: 10 } },
        spl: "makecontinuous size span=10",
        input: [{ size: 25 }, { size: 3 }],
        output: [{ size: 0 }, { size: 10 }, { size: 20 }],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      properties: { field: { type: "string", minLength: 1, description: "The field (_time)." }, ...bucketOptionSchemas },
    },
    parse: (value, ctx) => ({
      kind: "makecontinuous",
      field: unlessDefault(textAt(value, "field"), "_time"),
      ...parseBucketOptions(value),
      range: ctx.range,
    }),
    render: ({ field, ...options }) => ({ ...(field === undefined ? {} : { field }), ...renderBucketOptions(options) }),
  },
  fields: ({ field = "_time" }) => ({ reads: [field], writes: [field], keepsOthers: true }),
  exec({ field = "_time", range, ...options }, ctx) {
    const plan = planBuckets(field, options, ctx, range)
    return collectEvents(events => {
      const buckets = plan.fixed ?? plan.fit(extentOf(events, field))
      const { rows, complete } = continuous(events, field, buckets)
      if (!complete) ctx.warn(`makecontinuous would add more than ${maxAdded} rows; gaps were left`)
      return rows
    })
  },
  spl: {
    commands: ["makecontinuous"],
    parse(args) {
      const start = args.offset
      const before = args.options(bucketOptionKinds)
      const field = args.done ? undefined : args.field()
      return {
        kind: "makecontinuous",
        field: unlessDefault(field, "_time"),
        ...bucketOptions(args.options(bucketOptionKinds, before), args, start),
      }
    },
    render: ({ field, ...options }, ctx) =>
      `makecontinuous${printBucketOptions(options, ctx)}${field === undefined ? "" : ` ${ctx.field(field)}`}`,
  },
  describe: ({ field = "_time", span }) =>
    `puts ${field} into buckets${span === undefined ? "" : ` of ${span}`} and adds a row for each empty one`,
}

function continuous(events: readonly Event[], field: string, buckets: Buckets): { readonly rows: Event[]; readonly complete: boolean } {
  const placed: { readonly event: Event; readonly start: number }[] = []
  const rows: Event[] = []
  const others: Event[] = []
  for (const event of events) {
    const number = numberOf(event.get(field))
    const start = number === null || !Number.isFinite(number) ? Number.NaN : buckets.startOf(number)
    if (Number.isNaN(start)) others.push(event)
    else placed.push({ event, start })
  }
  placed.sort((a, b) => a.start - b.start)
  let expected = Number.NaN
  let added = 0
  for (const { event, start } of placed) {
    for (; expected < start && added < maxAdded; expected = buckets.next(expected), added++)
      rows.push(Event.from(Object.fromEntries([[field, expected]])))
    event.set(field, start)
    rows.push(event)
    expected = buckets.next(start)
  }
  return { rows: [...rows, ...others], complete: added < maxAdded }
}
