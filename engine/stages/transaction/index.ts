import { commandText } from "../../rows/option-text.ts"
import { flagAt, isMap, numberAt, present, textAt, textsOf } from "../../rows/plain-data.ts"
import { TransactionGrouper } from "../../rows/transactions.ts"
import type { CoreStage } from "../stage.ts"
import { compileMark, parseMark, printMark, renderMark } from "./mark.ts"
import {
  optionSchemas,
  readTransaction,
  seconds,
  standardNull,
  standardOpenEvents,
  type TransactionStage,
  transactionStage,
} from "./options.ts"

export const transaction: CoreStage<TransactionStage> = {
  name: "transaction",
  type: "streaming",
  order: () => "sensitive",
  idle: () => true,
  docs: {
    summary: "Group events that belong together into one event each.",
    description:
      "Events that have the same values of the fields are grouped, as long as they are no further apart than `maxspan` and `maxpause` say. `startswith` and `endswith` mark the " +
      "first and the last event; a transaction that lacks one of them is dropped unless `keepevicted` is set. The result has the time of the earliest event, the " +
      "texts of all as `_raw`, the values of all other fields, and `duration`, `eventcount` and `closed_txn`. At most 5,000 transactions with 100,000 events are open at a time unless `maxopentxn` and `maxopenevents` say otherwise: " +
      "those touched longest ago are given up.",
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
    const { memory, warn } = ctx
    const context = { memory, reads: ctx.reads(), warn }
    return next => new TransactionGrouper(rules, context, next)
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
