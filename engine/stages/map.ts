import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { commandText } from "../rows/option-text.ts"
import { isMap, numberAt, textAt } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

export interface MapStage extends Stage {
  readonly kind: "map"
  /** A search with `$field$` in it. */
  readonly search: string
  /** 10 when left out. */
  readonly maxsearches?: number | undefined
}

const standardSearches = 10

/** In brackets the first word is a command; a search that is text by itself needs a bar in front of it. */
const fromBrackets = (text: string): string => (/^(?!search\b)[A-Za-z_]\w*(?:\s|$)/i.test(text) ? `| ${text}` : text)

export const map: CoreStage<MapStage> = {
  name: "map",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Run a search for each event, with values of the event in it.",
    description:
      "`$field$` in the search stands for the event's value, and `$_serial_id$` for the number of the event, from 1. The results of all searches come one after the " +
      "other, in the place of the events. At most 10 searches run, unless `maxsearches` says otherwise. A value is never more than a value: outside quotes, " +
      "all but words and numbers are put in quotes, and macros are put in place before values are. A search that cannot be read with the values of an event is " +
      "left out, with a note.",
    examples: [
      {
        title: "The logon of each session",
        stage: [{ match: { kind: "alert" } }, { map: "search kind=logon session=$session$" }],
        spl: 'search kind=alert | map search="search kind=logon session=$session$"',
        input: [
          { kind: "alert", session: "s1" },
          { kind: "alert", session: "s2" },
          { kind: "logon", session: "s1", user: "ann" },
          { kind: "logon", session: "s2", user: "bob" },
          { kind: "logon", session: "s3", user: "cat" },
        ],
        output: [
          { kind: "logon", session: "s1", user: "ann" },
          { kind: "logon", session: "s2", user: "bob" },
        ],
      },
      {
        title: "Another number of searches",
        stage: [{ match: { kind: "alert" } }, { map: { search: "search kind=logon session=$session$", maxsearches: 1 } }],
        spl: "search kind=alert | map maxsearches=1 [search kind=logon session=$session$]",
        input: [
          { kind: "alert", session: "s1" },
          { kind: "alert", session: "s1" },
          { kind: "logon", session: "s1", user: "ann" },
        ],
        output: [{ kind: "logon", session: "s1", user: "ann" }],
      },
      {
        title: "A search that reads more events of the input",
        stage: [
          { match: { kind: "alert" } },
          { map: "search kind=logon session=$session$ | join user [search kind=account] | table user, role" },
        ],
        spl: 'search kind=alert | map search="search kind=logon session=$session$ | join user [search kind=account] | table user, role"',
        input: [
          { kind: "alert", session: "s1" },
          { kind: "logon", session: "s1", user: "ann" },
          { kind: "logon", session: "s2", user: "bob" },
          { kind: "account", user: "ann", role: "admin" },
          { kind: "account", user: "bob", role: "guest" },
        ],
        output: [{ user: "ann", role: "admin" }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "SPL with $field$ in it.", type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          required: ["search"],
          properties: {
            search: { description: "SPL with $field$ in it.", type: "string", minLength: 1 },
            maxsearches: { description: "Most searches to run; 10 when left out.", type: "integer", minimum: 1 },
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "map",
      search: isMap(value) ? (textAt(value, "search") ?? "") : String(value),
      maxsearches: unlessDefault(numberAt(value, "maxsearches"), standardSearches),
      range: ctx.range,
    }),
    render: ({ search, maxsearches }) => (maxsearches === undefined ? search : { search, maxsearches }),
  },
  fields: ({ search }) => ({
    reads: [...new Set([...search.matchAll(/\$([^\s$]+)\$/g)].map(match => match[1] ?? ""))],
    writes: ["*"],
    keepsOthers: false,
  }),
  exec({ search, maxsearches, range }, ctx) {
    const template = ctx.template(search, range)
    const most = maxsearches ?? ctx.limits.mapSearches
    return next => {
      const events: Event[] = []
      let left = 0
      return {
        push(event) {
          if (events.length < most) events.push(event)
          else left++
          return true
        },
        end() {
          if (left > 0) ctx.warn(`map ran ${most} searches and left out ${left} events; maxsearches sets another number`)
          runAll()
          next.end()
        },
      }

      function runAll(): void {
        for (const [index, event] of events.entries()) {
          const row = event.fork()
          row.set("_serial_id", index + 1)
          for (const result of template.run(row)) if (!next.push(result)) return
        }
      }
    }
  },
  spl: {
    commands: ["map"],
    parse(args) {
      const spec = { search: "string", maxsearches: "integer" } as const
      const start = args.offset
      let options = args.options(spec)
      const text = args.peekSubsearch() ? fromBrackets(args.bracketText()) : undefined
      options = args.options(spec, options)
      if (text === undefined && options.search === undefined && !args.done)
        throw new RuleError("unsupported", `saved search "${args.word()}" cannot be run: there is no Splunk server to ask for it`, {
          range: args.rangeFrom(start),
          hint: 'write map search="search ..."',
        })
      const search = text ?? options.search
      if (search === undefined) throw args.error('command "map" needs a search', 'write map search="search user=$user$"')
      if (options.maxsearches !== undefined && options.maxsearches < 1)
        throw args.error(`"maxsearches" cannot be ${options.maxsearches}`, "write a number above 0")
      return { kind: "map", search, maxsearches: unlessDefault(options.maxsearches, standardSearches) }
    },
    render: ({ search, maxsearches }, ctx) => commandText(ctx, "map", { maxsearches }, `search=${ctx.string(search)}`),
  },
  describe: ({ search, maxsearches = standardSearches }) => `runs a search for each of the first ${maxsearches} events: ${search}`,
}
