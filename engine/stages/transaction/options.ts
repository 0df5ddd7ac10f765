import { RuleError } from "../../errors/error.ts"
import { suggest } from "../../errors/suggest.ts"
import type { SourceRange } from "../../ir/source.ts"
import type { Stage } from "../../ir/stage.ts"
import { unlessDefault } from "../../rows/option-default.ts"
import type { SplReader } from "../../spl/syntax.ts"
import { parseTimeSpan, spanSeconds } from "../../time/time-span.ts"
import { markSchema, readMark, type TransactionMark } from "./mark.ts"

export interface TransactionStage extends Stage {
  readonly kind: "transaction"
  readonly fields: readonly string[]
  readonly startswith?: TransactionMark | undefined
  readonly endswith?: TransactionMark | undefined
  /** Lengths of time such as `5m`; no limit when left out. */
  readonly maxspan?: string | undefined
  readonly maxpause?: string | undefined
  /** 1000 when left out; no limit when negative. */
  readonly maxevents?: number | undefined
  readonly connected?: false | undefined
  /** What `connected` is when left out. */
  readonly unifyends?: boolean | undefined
  readonly keepevicted?: true | undefined
  readonly keeporphans?: true | undefined
  readonly maxopentxn?: number | undefined
  readonly maxopenevents?: number | undefined
  readonly mvlist?: true | readonly string[] | undefined
  readonly mvraw?: true | undefined
  readonly delim?: string | undefined
  readonly nullstr?: string | undefined
}

/** Splunk's defaults. */
export const standardEvents = 1000
export const standardOpenEvents = 100_000
export const standardNull = "NULL"
export const standardDelimiter = " "

export const optionSchemas = {
  startswith: markSchema("first event"),
  endswith: markSchema("last event"),
  maxspan: { description: "Longest time between the first and the last event, such as 30m.", type: ["string", "integer"] },
  maxpause: { description: "Longest time between two events, such as 5m.", type: ["string", "integer"] },
  maxevents: { description: "Most events; 1000 when left out, no limit when negative.", type: "integer" },
  connected: { description: "Whether an event must share a value with a transaction to join it; true when left out.", type: "boolean" },
  unifyends: { description: "Whether events that mark an end must share a value too; what connected is when left out.", type: "boolean" },
  keepevicted: { description: "Give incomplete transactions as well; closed_txn tells them apart.", type: "boolean" },
  keeporphans: { description: "Give events that belong to no transaction as well, with _txn_orphan=1.", type: "boolean" },
  maxopentxn: { description: "Most open transactions.", type: "integer", minimum: 1 },
  maxopenevents: { description: "Most events in open transactions.", type: "integer", minimum: 1 },
  mvlist: {
    description: "Fields that list the values of all events in order rather than distinct values sorted; true for all.",
    oneOf: [{ type: "boolean" }, { type: "array", minItems: 1, items: { type: "string", minLength: 1 } }],
  },
  mvraw: { description: "Make _raw a multivalue.", type: "boolean" },
  delim: { description: "Accepted for Splunk: multivalues are lists.", type: "string" },
  nullstr: { description: "What stands in lists for a missing value; NULL when left out.", type: "string" },
}

const optionNames = Object.keys(optionSchemas)

export interface WrittenOptions extends Omit<TransactionStage, "kind" | "range" | "connected" | "keepevicted" | "keeporphans" | "mvraw"> {
  readonly connected?: boolean | undefined
  readonly keepevicted?: boolean | undefined
  readonly keeporphans?: boolean | undefined
  readonly mvraw?: boolean | undefined
}

/** The stage without options that say what is so anyway. */
export function transactionStage(options: WrittenOptions, range: SourceRange | undefined): TransactionStage {
  const { maxspan, maxpause } = options
  for (const span of [maxspan, maxpause]) seconds(span, range)
  const isNoLimit = (span: string | undefined): boolean => span === undefined || span.trim().startsWith("-")
  const flag = (value: boolean | undefined): true | undefined => (value === true ? true : undefined)
  return {
    kind: "transaction",
    ...options,
    maxspan: isNoLimit(maxspan) ? undefined : maxspan,
    maxpause: isNoLimit(maxpause) ? undefined : maxpause,
    maxevents: unlessDefault(options.maxevents, standardEvents),
    connected: options.connected === false ? false : undefined,
    unifyends: unlessDefault(options.unifyends, options.connected ?? true),
    keepevicted: flag(options.keepevicted),
    keeporphans: flag(options.keeporphans),
    mvraw: flag(options.mvraw),
    delim: unlessDefault(options.delim, standardDelimiter),
    nullstr: unlessDefault(options.nullstr, standardNull),
    range,
  }
}

type Written = { -readonly [K in keyof WrittenOptions]: WrittenOptions[K] }

export function readTransaction(args: SplReader): TransactionStage {
  const start = args.offset
  const written: Written = { fields: [] }
  const fields: string[] = []
  const seen = new Set<string>()
  while (!args.done) {
    if (args.accept(",")) continue
    const name = args.peekOption()
    if (name === null) {
      const found = args.fields()
      if (found.length === 0) throw args.error('unexpected text in "transaction"', "write transaction user maxspan=5m")
      // A quoted list of fields is a list all the same.
      fields.push(...found.flatMap(list => list.split(/[\s,]+/).filter(field => field !== "")))
      continue
    }
    if (seen.has(name)) throw args.error(`option "${name}" stands twice`, "leave one of them out")
    seen.add(name)
    args.word()
    args.expect("=")
    readOption(name, written, args)
  }
  return transactionStage({ ...written, fields }, args.rangeFrom(start))
}

function readOption(name: string, written: Written, args: SplReader): void {
  switch (name) {
    case "startswith":
    case "endswith":
      written[name] = readMark(args)
      return
    case "maxspan":
    case "maxpause":
    case "delim":
    case "nullstr":
      written[name] = args.string()
      return
    case "maxevents":
    case "maxopentxn":
    case "maxopenevents":
      written[name] = args.integer()
      return
    case "connected":
    case "unifyends":
    case "keepevicted":
    case "keeporphans":
    case "mvraw":
      written[name] = args.boolean()
      return
    case "mvlist":
      written.mvlist = readLists(args)
      return
    case "match":
      if (args.string() !== "closest") throw args.error('the only way to match is "closest"', "leave the option out")
      return
    case "name":
      throw new RuleError("unsupported", "transaction types are defined on a Splunk server, and there is none", {
        hint: "write the options of the transaction type",
        range: args.rangeFrom(args.offset),
      })
    default:
      throw args.error(`unknown option "${name}"`, suggest(name, optionNames) ?? `options are ${optionNames.join(", ")}`)
  }
}

function readLists(args: SplReader): true | readonly string[] | undefined {
  const quoted = args.peekQuoted()
  const text = args.string()
  if (!quoted && /^(?:t|true|1)$/i.test(text)) return true
  if (!quoted && /^(?:f|false|0)$/i.test(text)) return undefined
  return text.split(/[\s,]+/).filter(field => field !== "")
}

/** A length of time in seconds; no limit when it is left out or negative. A plain number is seconds. */
export function seconds(text: string | undefined, range: SourceRange | undefined): number {
  if (text === undefined || text.trim().startsWith("-")) return Number.POSITIVE_INFINITY
  const span = /^\s*\d+\s*$/.test(text) ? null : parseTimeSpan(text, range)
  if (span !== null) return spanSeconds(span)
  if (/^\s*\d+\s*$/.test(text)) return Number(text)
  throw new RuleError("time", `"${text}" is no length of time`, { range, hint: "write a number of s, m, h or d, such as 30m" })
}
