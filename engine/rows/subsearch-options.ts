import type { JsonSchema } from "../stages/stage.ts"
import { unlessDefault } from "./option-default.ts"
import { flagAt, numberAt } from "./plain-data.ts"

/** Bounds of the subsearch of append and its kin. Only the number of results has a meaning here; times are Splunk's to keep. */
export interface SubsearchOptions {
  readonly maxout?: number | undefined
  /** Seconds. */
  readonly maxtime?: number | undefined
  /** Seconds. */
  readonly timeout?: number | undefined
  readonly extendtimerange?: true | undefined
}

/** Splunk's defaults. */
const standard = { maxout: 50_000, maxtime: 60, timeout: 60 } as const

export const subsearchOptionSpec = { maxout: "integer", maxtime: "integer", timeout: "integer", extendtimerange: "boolean" } as const

export const subsearchOptionSchemas: JsonSchema = {
  maxout: { description: "Most results of the subsearch.", type: "integer", minimum: 1 },
  maxtime: { description: "Accepted for Splunk; seconds.", type: "integer", minimum: 1 },
  timeout: { description: "Accepted for Splunk; seconds.", type: "integer", minimum: 1 },
  extendtimerange: { description: "Accepted: the input is what it is.", type: "boolean" },
}

export const subsearchOptions = (options: {
  readonly maxout?: number | undefined
  readonly maxtime?: number | undefined
  readonly timeout?: number | undefined
  readonly extendtimerange?: boolean | undefined
}): SubsearchOptions => ({
  maxout: unlessDefault(options.maxout, standard.maxout),
  maxtime: unlessDefault(options.maxtime, standard.maxtime),
  timeout: unlessDefault(options.timeout, standard.timeout),
  extendtimerange: options.extendtimerange === true ? true : undefined,
})

export const parseSubsearchOptions = (value: unknown): SubsearchOptions =>
  subsearchOptions({
    maxout: numberAt(value, "maxout"),
    maxtime: numberAt(value, "maxtime"),
    timeout: numberAt(value, "timeout"),
    extendtimerange: flagAt(value, "extendtimerange"),
  })

/** The options that say something, for YAML and SPL. */
export const subsearchOptionForms = ({
  maxout,
  maxtime,
  timeout,
  extendtimerange,
}: SubsearchOptions): Record<string, number | boolean | undefined> => ({
  maxout,
  maxtime,
  timeout,
  extendtimerange,
})

/** Most rows of the subsearch: `limit` is the engine's own. */
export const mostRows = ({ maxout }: SubsearchOptions, limit: number): number => Math.min(maxout ?? Number.POSITIVE_INFINITY, limit)
