import type { OptionKind, OptionValues, SplPrinter, SplReader } from "../spl/syntax.ts"
import type { BucketOptions } from "./buckets.ts"
import { numberAt, present, textAt } from "./plain-data.ts"
import { parseSpan } from "./span.ts"

/** The options of `bin` and its kin as SPL names them. */
export const bucketOptionKinds = {
  span: "string",
  bins: "integer",
  minspan: "string",
  start: "number",
  end: "number",
  aligntime: "string",
} as const satisfies Readonly<Record<string, OptionKind>>

/** Checks options that were read from SPL. @throws RuleError "syntax", "wrong_argument", "time" */
export function bucketOptions(values: OptionValues<typeof bucketOptionKinds>, args: SplReader, from: number): BucketOptions {
  const { span, bins, minspan, start, end, aligntime } = values
  const range = args.rangeFrom(from)
  for (const text of [span, minspan]) if (text !== undefined) parseSpan(text, range)
  if (bins !== undefined && bins < 1) throw args.error(`option "bins" must be above zero, found ${bins}`, undefined, range)
  return { span, bins, minspan, start, end, aligntime }
}

export const hasBucketOptions = ({ span, bins, minspan, start, end, aligntime }: BucketOptions): boolean =>
  [span, bins, minspan, start, end, aligntime].some(value => value !== undefined)

const spanSchema = { type: ["string", "number"], minLength: 1, exclusiveMinimum: 0 } as const

/** JSON Schema of the options under their keys. */
export const bucketOptionSchemas = {
  span: { ...spanSchema, description: 'Width of a bucket: "5m", "1d", 10, "log10".' },
  bins: { type: "integer", minimum: 1, description: "At most so many buckets, where there is no span (100)." },
  minspan: { ...spanSchema, description: "Least width of a bucket, where there is no span." },
  start: { type: "number", description: "Least value that the buckets cover, where there is no span." },
  end: { type: "number", description: "Largest value that the buckets cover, where there is no span." },
  aligntime: {
    type: ["string", "number"],
    description: 'A time at which a bucket starts: "earliest", "latest", "@d+3h" or epoch seconds.',
  },
} as const

export const parseBucketOptions = (map: unknown): BucketOptions => ({
  span: textAt(map, "span"),
  bins: numberAt(map, "bins"),
  minspan: textAt(map, "minspan"),
  start: numberAt(map, "start"),
  end: numberAt(map, "end"),
  aligntime: textAt(map, "aligntime"),
})

/** Numbers as numbers, the rest as text. */
const plain = (text: string | undefined): string | number | undefined =>
  text !== undefined && String(Number(text)) === text ? Number(text) : text

export const renderBucketOptions = ({ span, bins, minspan, start, end, aligntime }: BucketOptions): Record<string, unknown> =>
  present({ span: plain(span), bins, minspan: plain(minspan), start, end, aligntime: plain(aligntime) })

/** ` name=value` for each option that is there. */
export function printOptions(options: Readonly<Record<string, string | number | boolean | undefined>>, ctx: SplPrinter): string {
  return Object.entries(options)
    .map(([name, value]) => (value === undefined ? "" : ` ${name}=${typeof value === "string" ? ctx.word(value) : String(value)}`))
    .join("")
}

export const printBucketOptions = ({ span, bins, minspan, start, end, aligntime }: BucketOptions, ctx: SplPrinter): string =>
  printOptions({ span, bins, minspan, start, end, aligntime }, ctx)
