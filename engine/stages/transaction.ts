import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import type { Test } from "../exec/operator.ts"
import type { Expr } from "../ir/expr.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Stage } from "../ir/stage.ts"
import { unlessDefault } from "../option-default.ts"
import { commandText } from "../option-text.ts"
import { flagAt, isMap, numberAt, present, textAt, textsOf } from "../plain-data.ts"
import { TransactionGrouper } from "../rows/transactions.ts"
import type { SplPrinter, SplReader } from "../spl/syntax.ts"
import { parseTimeSpan, spanSeconds } from "../time/time-span.ts"
import type { MatchStage } from "./match.ts"
import type { CoreStage, ExecContext, YamlContext, YamlPrinter } from "./stage.ts"

/** What marks a start or an end: search text, a predicate, or a condition. */
export type TransactionMark =
  | { readonly kind: "search"; readonly text: string }
  | { readonly kind: "predicate"; readonly predicate: Predicate }
  | { readonly kind: "condition"; readonly condition: Expr }

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
const standardEvents = 1000
const standardOpenEvents = 100_000
const standardNull = "NULL"
const standardDelimiter = " "

const markSchema = (what: string) => ({
  description: `What marks the ${what}: search text, or a map with match (a predicate) or where (a condition).`,
  oneOf: [
    { type: "string", minLength: 1 },
    { type: "object", additionalProperties: false, required: ["match"], properties: { match: { $ref: "#/$defs/predicate" } } },
    { type: "object", additionalProperties: false, required: ["where"], properties: { where: { type: "string", minLength: 1 } } },
  ],
})

const optionSchemas = {
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

export const transaction: CoreStage<TransactionStage> = {
  name: "transaction",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Group events that belong together into one event each.",
    description:
      "Events that have the same values of the fields are grouped, as long as they are no further apart than `maxspan` and `maxpause` say. `startswith` and `endswith` mark the " +
      "first and the last event; a transaction that lacks one of them is dropped unless `keepevicted` is set. The result has the time of the earliest event, the " +
      "texts of all as `_raw`, the values of all other fields, and `duration`, `eventcount` and `closed_txn`.",
    examples: [
      {
        title: "No more than five seconds",
        stage: { transaction: { fields: ["user"], maxspan: "5s" } },
        spl: "transaction user maxspan=5s",
        input: [
          { _time: 110, user: "ann", action: "c" },
          { _time: 103, user: "ann", action: "b" },
          { _time: 101, user: "bob", action: "x" },
          { _time: 100, user: "ann", action: "a" },
        ],
        output: [
          { _time: 110, user: "ann", action: "c", duration: 0, eventcount: 1, closed_txn: 1 },
          { _time: 100, user: "ann", action: ["a", "b"], duration: 3, eventcount: 2, closed_txn: 1 },
          { _time: 101, user: "bob", action: "x", duration: 0, eventcount: 1, closed_txn: 1 },
        ],
      },
      {
        title: "From a start to an end",
        stage: { transaction: { fields: ["user"], startswith: "login", endswith: { where: 'action = "out"' } } },
        spl: 'transaction user startswith="login" endswith=eval(action = "out")',
        input: [
          { _time: 150, user: "ann", _raw: "login again" },
          { _time: 130, user: "ann", action: "out", _raw: "gone" },
          { _time: 120, user: "ann", action: "click", _raw: "click" },
          { _time: 100, user: "ann", _raw: "login" },
        ],
        output: [
          { _time: 100, user: "ann", action: ["click", "out"], _raw: "login\nclick\ngone", duration: 30, eventcount: 3, closed_txn: 1 },
        ],
      },
      {
        title: "Lists, incomplete transactions and events that belong to none",
        stage: {
          transaction: {
            fields: ["id"],
            startswith: { match: { code: 1 } },
            maxpause: "1m",
            maxevents: 10,
            keepevicted: true,
            keeporphans: true,
            mvlist: ["n", "m"],
            nullstr: "-",
          },
        },
        spl: 'transaction id startswith=(code=1) maxpause=1m maxevents=10 keepevicted=t keeporphans=true mvlist="n, m" nullstr=-',
        input: [
          { _time: 90, id: "a", code: 2, n: 2 },
          { _time: 80, other: "x" },
          { _time: 70, id: "a", code: 1, n: 2, m: 5 },
          { _time: 60, id: "b", code: 2 },
        ],
        output: [
          { _time: 80, other: "x", _txn_orphan: 1 },
          { _time: 70, id: "a", code: [1, 2], n: [2, 2], m: [5, "-"], duration: 20, eventcount: 2, closed_txn: 1 },
          { _time: 60, id: "b", code: 2, duration: 0, eventcount: 1, closed_txn: 0 },
        ],
      },
      {
        title: "Every other option",
        stage: {
          transaction: {
            fields: ["host", "cookie"],
            connected: false,
            unifyends: true,
            maxopentxn: 10,
            maxopenevents: 100,
            mvlist: true,
            mvraw: true,
            delim: "|",
          },
        },
        spl: 'transaction host cookie connected=f unifyends=t maxopentxn=10 maxopenevents=100 mvlist=t mvraw=t delim="|"',
        input: [
          { _time: 3, cookie: "c", _raw: "third" },
          { _time: 2, host: "h", cookie: "c", _raw: "second" },
          { _time: 1, host: "h", _raw: "first" },
        ],
        output: [
          {
            _time: 1,
            cookie: ["NULL", "c", "c"],
            host: ["h", "h", "NULL"],
            _raw: ["first", "second", "third"],
            duration: 2,
            eventcount: 3,
            closed_txn: 0,
          },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "Fields that must be equal.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
        {
          type: "object",
          additionalProperties: false,
          properties: {
            fields: { description: "Fields that must be equal.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
            ...optionSchemas,
          },
        },
      ],
    },
    parse(value, ctx) {
      const map = isMap(value) ? value : {}
      return transactionStage(
        {
          fields: textsOf(isMap(value) ? map.fields : value),
          startswith: parseMark(map.startswith, "startswith", ctx),
          endswith: parseMark(map.endswith, "endswith", ctx),
          maxspan: textAt(value, "maxspan"),
          maxpause: textAt(value, "maxpause"),
          maxevents: numberAt(value, "maxevents"),
          connected: typeof map.connected === "boolean" ? map.connected : undefined,
          unifyends: typeof map.unifyends === "boolean" ? map.unifyends : undefined,
          keepevicted: flagAt(value, "keepevicted"),
          keeporphans: flagAt(value, "keeporphans"),
          maxopentxn: numberAt(value, "maxopentxn"),
          maxopenevents: numberAt(value, "maxopenevents"),
          mvlist: map.mvlist === true ? true : Array.isArray(map.mvlist) ? textsOf(map.mvlist) : undefined,
          mvraw: flagAt(value, "mvraw"),
          delim: textAt(value, "delim"),
          nullstr: textAt(value, "nullstr"),
        },
        ctx.range,
      )
    },
    render({ kind: _, range: __, fields, startswith, endswith, ...rest }, ctx) {
      const options = present({
        startswith: startswith === undefined ? undefined : renderMark(startswith, ctx),
        endswith: endswith === undefined ? undefined : renderMark(endswith, ctx),
        ...rest,
      })
      if (Object.keys(options).length === 0 && fields.length > 0) return fields
      return fields.length === 0 ? options : { fields, ...options }
    },
  },
  fields: () => ({ reads: ["*"], writes: ["*", "duration", "eventcount", "closed_txn", "_txn_orphan"], keepsOthers: true }),
  exec(stage, ctx) {
    const { connected = true, mvlist = false } = stage
    const maxevents = stage.maxevents ?? ctx.limits.transactionEvents
    const rules = {
      fields: stage.fields,
      maxspan: seconds(stage.maxspan, stage.range),
      maxpause: seconds(stage.maxpause, stage.range),
      maxevents: maxevents < 0 ? Number.POSITIVE_INFINITY : maxevents,
      startswith: compileMark(stage.startswith, stage.range, ctx),
      endswith: compileMark(stage.endswith, stage.range, ctx),
      connected,
      unifyends: stage.unifyends ?? connected,
      maxopentxn: stage.maxopentxn ?? ctx.limits.openTransactions,
      maxopenevents: stage.maxopenevents ?? standardOpenEvents,
      keepevicted: stage.keepevicted === true,
      keeporphans: stage.keeporphans === true,
      mvlist: typeof mvlist === "boolean" ? mvlist : new Set(mvlist),
      mvraw: stage.mvraw === true,
      nullstr: stage.nullstr ?? standardNull,
      warn: ctx.warn,
    }
    return next => new TransactionGrouper(rules, next)
  },
  spl: {
    commands: ["transaction", "transam"],
    parse: readTransaction,
    render({ kind: _, range: __, fields, startswith, endswith, mvlist, ...options }, ctx) {
      return commandText(
        ctx,
        "transaction",
        {},
        ctx.fields(fields),
        startswith === undefined ? "" : `startswith=${printMark(startswith, ctx)}`,
        endswith === undefined ? "" : `endswith=${printMark(endswith, ctx)}`,
        commandText(ctx, "", options).trim(),
        mvlist === undefined ? "" : `mvlist=${mvlist === true ? "true" : ctx.string(mvlist.join(","))}`,
      )
    },
  },
  describe({ fields, startswith, endswith, maxspan, maxpause }, ctx) {
    const parts = [
      fields.length === 0 ? "" : ` with the same ${ctx.fields(fields)}`,
      startswith === undefined ? "" : ` from ${printMark(startswith, ctx)}`,
      endswith === undefined ? "" : ` to ${printMark(endswith, ctx)}`,
      maxspan === undefined ? "" : ` within ${maxspan}`,
      maxpause === undefined ? "" : ` with no pause above ${maxpause}`,
    ]
    return `groups events${parts.join("")} into one event each`
  },
}

interface WrittenOptions extends Omit<TransactionStage, "kind" | "range" | "connected" | "keepevicted" | "keeporphans" | "mvraw"> {
  readonly connected?: boolean | undefined
  readonly keepevicted?: boolean | undefined
  readonly keeporphans?: boolean | undefined
  readonly mvraw?: boolean | undefined
}

/** The stage without options that say what is so anyway. */
function transactionStage(options: WrittenOptions, range: SourceRange | undefined): TransactionStage {
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

function readTransaction(args: SplReader): TransactionStage {
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

/** `"search text"`, `search=text`, `(predicate)` or `eval(condition)`. */
function readMark(args: SplReader): TransactionMark {
  if (args.accept("(")) {
    const predicate = args.predicate()
    args.expect(")")
    return { kind: "predicate", predicate }
  }
  if (args.accept("eval")) {
    args.expect("(")
    const condition = args.expr()
    args.expect(")")
    return { kind: "condition", condition }
  }
  return { kind: "search", text: args.string() }
}

function readLists(args: SplReader): true | readonly string[] | undefined {
  const quoted = args.peekQuoted()
  const text = args.string()
  if (!quoted && /^(?:t|true|1)$/i.test(text)) return true
  if (!quoted && /^(?:f|false|0)$/i.test(text)) return undefined
  return text.split(/[\s,]+/).filter(field => field !== "")
}

function parseMark(value: unknown, key: string, ctx: YamlContext): TransactionMark | undefined {
  if (value === undefined) return undefined
  if (!isMap(value)) return { kind: "search", text: String(value) }
  const condition = textAt(value, "where")
  return condition === undefined
    ? { kind: "predicate", predicate: ctx.predicate(value.match, [key, "match"]) }
    : { kind: "condition", condition: ctx.expr(condition, [key, "where"]) }
}

function renderMark(mark: TransactionMark, ctx: YamlPrinter): unknown {
  switch (mark.kind) {
    case "search":
      return mark.text
    case "predicate":
      return { match: ctx.predicate(mark.predicate) }
    case "condition":
      return { where: ctx.expr(mark.condition) }
  }
}

function printMark(mark: TransactionMark, ctx: SplPrinter): string {
  switch (mark.kind) {
    case "search":
      return ctx.string(mark.text)
    case "predicate":
      return `(${ctx.predicate(mark.predicate)})`
    case "condition":
      return `eval(${ctx.expr(mark.condition)})`
  }
}

function compileMark(mark: TransactionMark | undefined, range: SourceRange | undefined, ctx: ExecContext): Test | null {
  switch (mark?.kind) {
    case undefined:
      return null
    case "predicate":
      return ctx.test(mark.predicate)
    case "condition":
      return ctx.condition(mark.condition)
    case "search":
      return compileSearchText(mark.text, range, ctx)
  }
}

function compileSearchText(text: string, range: SourceRange | undefined, ctx: ExecContext): Test {
  const [stage, ...others] = ctx.parse(`search ${text}`, range).stages
  if (stage === undefined || others.length > 0 || !isMatch(stage))
    throw new RuleError("wrong_argument", `"${text}" is no search expression`, { range, hint: "write a search such as EventCode=4624" })
  return ctx.test(stage.predicate)
}

const isMatch = (stage: Stage): stage is MatchStage => stage.kind === "match" && "predicate" in stage

/** A length of time in seconds; no limit when it is left out or negative. A plain number is seconds. */
function seconds(text: string | undefined, range: SourceRange | undefined): number {
  if (text === undefined || text.trim().startsWith("-")) return Number.POSITIVE_INFINITY
  const span = /^\s*\d+\s*$/.test(text) ? null : parseTimeSpan(text, range)
  if (span !== null) return spanSeconds(span)
  if (/^\s*\d+\s*$/.test(text)) return Number(text)
  throw new RuleError("time", `"${text}" is no length of time`, { range, hint: "write a number of s, m, h or d, such as 30m" })
}
