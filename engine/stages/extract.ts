import { extractAll } from "../documents/spath.ts"
import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { type Scalar, textOf, valueFrom, valuesOf } from "../ir/value.ts"
import { readAutomaticPairs, readPairs } from "../rows/key-values.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, numberAt, present, textAt } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface ExtractStage extends Stage {
  readonly kind: "extract"
  /** Characters between pairs; with kvdelim. */
  readonly pairdelim?: string | undefined
  /** Characters between a key and its value. */
  readonly kvdelim?: string | undefined
  readonly limit?: number | undefined
  readonly maxchars?: number | undefined
  readonly mv_add?: true | undefined
  readonly clean_keys?: false | undefined
  readonly auto?: false | undefined
  readonly reload?: true | undefined
  readonly segment?: true | undefined
}

/** Splunk's defaults. */
const standardLimit = 50
const standardChars = 10_240
/** What stands in where only one of the two is given. */
const standardPairs = "\n\t ,;|&"
const standardValues = "="

const spec = {
  pairdelim: "string",
  kvdelim: "string",
  limit: "integer",
  maxchars: "integer",
  mv_add: "boolean",
  clean_keys: "boolean",
  auto: "boolean",
  reload: "boolean",
  segment: "boolean",
} as const

export const extract: CoreStage<ExtractStage> = {
  name: "extract",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Take key and value pairs out of the event's text.",
    description:
      "`pairdelim` and `kvdelim` are lists of single characters: between pairs, and between a key and its value. Without them it finds what Splunk finds by itself: `key=value` " +
      "pairs, and the fields of JSON. A pair whose value holds another character of `kvdelim` is none. Of pairs with one key the first counts, unless `mv_add` is set. " +
      "Characters of a key that are no letters, digits or underscores become underscores. Only `_raw` is read.",
    examples: [
      {
        title: "With delimiters",
        stage: { extract: { pairdelim: "|;", kvdelim: "=:" } },
        spl: 'extract pairdelim="|;", kvdelim="=:"',
        input: [{ _raw: 'user id: ann | b="x;y"; c=1; c=2; Referer: https://host' }],
        output: [{ _raw: 'user id: ann | b="x;y"; c=1; c=2; Referer: https://host', user_id: "ann", b: "x;y", c: "1" }],
      },
      {
        title: "By itself",
        stage: { extract: {} },
        spl: "kv",
        input: [{ _raw: 'sshd: user=ann, msg="login failed" port=22' }, { _raw: '{"a": {"b": 1}}' }],
        output: [
          { _raw: 'sshd: user=ann, msg="login failed" port=22', user: "ann", msg: "login failed", port: "22" },
          { _raw: '{"a": {"b": 1}}', "a.b": 1 },
        ],
      },
      {
        title: "Every other option",
        stage: {
          extract: { pairdelim: "&", limit: 3, maxchars: 20, mv_add: true, clean_keys: false, auto: false, reload: true, segment: true },
        },
        spl: "extract pairdelim=& limit=3 maxchars=20 mv_add=true clean_keys=false auto=f reload=true segment=true",
        input: [{ _raw: "a-b=1&a-b=2&c=3&d=4&e=5" }],
        output: [{ _raw: "a-b=1&a-b=2&c=3&d=4&e=5", "a-b": ["1", "2"], c: "3" }],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      properties: {
        pairdelim: { description: "Characters between pairs.", type: "string", minLength: 1 },
        kvdelim: { description: "Characters between a key and its value.", type: "string", minLength: 1 },
        limit: { description: "Most pairs; 50 when left out.", type: "integer", minimum: 1 },
        maxchars: { description: "How much of the text is read; 10240 characters when left out.", type: "integer", minimum: 1 },
        mv_add: { description: "Pairs with one key give a multivalue.", type: "boolean" },
        clean_keys: { description: "Keys keep only letters, digits and underscores; true when left out.", type: "boolean" },
        auto: { description: "Find pairs without delimiters; true when left out.", type: "boolean" },
        reload: { description: "Accepted for Splunk.", type: "boolean" },
        segment: { description: "Accepted for Splunk.", type: "boolean" },
      },
    },
    parse: (value, ctx) => ({
      kind: "extract",
      pairdelim: textAt(value, "pairdelim"),
      kvdelim: textAt(value, "kvdelim"),
      limit: unlessDefault(numberAt(value, "limit"), standardLimit),
      maxchars: unlessDefault(numberAt(value, "maxchars"), standardChars),
      mv_add: flagAt(value, "mv_add"),
      clean_keys: isMap(value) && value.clean_keys === false ? false : undefined,
      auto: isMap(value) && value.auto === false ? false : undefined,
      reload: flagAt(value, "reload"),
      segment: flagAt(value, "segment"),
      range: ctx.range,
    }),
    render: ({ kind: _, range: __, ...options }) => present({ ...options }),
  },
  fields: () => ({ reads: ["_raw"], writes: ["*"], keepsOthers: true }),
  exec(stage) {
    const read = compilePairs(stage)
    const { maxchars = standardChars, mv_add: addsValues } = stage
    return mapEvents(event => {
      const text = textOf(event.get("_raw"))
      if (text !== null) setPairs(event, read(text.slice(0, maxchars)), addsValues === true)
      return event
    })
  },
  spl: {
    commands: ["extract", "kv"],
    parse(args) {
      const options = args.options(spec)
      if (!args.done) {
        const start = args.offset
        const name = args.word()
        throw new RuleError("unsupported", `extraction "${name}" is defined in Splunk's transforms.conf, and there is none`, {
          range: args.rangeFrom(start),
          hint: "write a rex stage",
        })
      }
      return {
        kind: "extract",
        pairdelim: options.pairdelim,
        kvdelim: options.kvdelim,
        limit: unlessDefault(options.limit, standardLimit),
        maxchars: unlessDefault(options.maxchars, standardChars),
        mv_add: options.mv_add === true ? true : undefined,
        clean_keys: options.clean_keys === false ? false : undefined,
        auto: options.auto === false ? false : undefined,
        reload: options.reload === true ? true : undefined,
        segment: options.segment === true ? true : undefined,
      }
    },
    render: ({ kind: _, range: __, pairdelim, kvdelim, ...options }, ctx) =>
      commandText(
        ctx,
        "extract",
        {},
        pairdelim === undefined ? "" : `pairdelim=${ctx.string(pairdelim)}`,
        kvdelim === undefined ? "" : `kvdelim=${ctx.string(kvdelim)}`,
        commandText(ctx, "", options).trim(),
      ),
  },
  describe: ({ pairdelim, kvdelim }) =>
    pairdelim === undefined && kvdelim === undefined
      ? "takes key=value pairs out of the event's text"
      : `takes pairs out of the event's text, divided by "${pairdelim ?? standardPairs}" and by "${kvdelim ?? standardValues}"`,
}

type Pairs = Iterable<readonly [key: string, value: Scalar | readonly Scalar[] | null]>

function compilePairs({ pairdelim, kvdelim, limit = standardLimit, clean_keys: cleanKeys, auto }: ExtractStage): (text: string) => Pairs {
  const cleans = cleanKeys !== false
  if (pairdelim !== undefined || kvdelim !== undefined) {
    const syntax = { pairDelimiters: pairdelim ?? standardPairs, valueDelimiters: kvdelim ?? standardValues, limit, cleanKeys: cleans }
    return text => readPairs(text, syntax)
  }
  if (auto === false) return () => []
  return text => {
    const fields = /^\s*[[{]/.test(text) ? extractAll(text) : null
    return fields !== null && fields.size > 0 ? [...fields].slice(0, limit) : readAutomaticPairs(text, limit, cleans)
  }
}

function setPairs(event: Event, pairs: Pairs, addsValues: boolean): void {
  const found = new Map<string, Scalar[]>()
  for (const [key, value] of pairs) {
    const list = found.get(key)
    if (list === undefined) found.set(key, [...valuesOf(value)])
    else if (addsValues) list.push(...valuesOf(value))
  }
  for (const [key, list] of found) event.set(key, valueFrom(list))
}
