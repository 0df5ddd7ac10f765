import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import type { Pipeline, Stage } from "../ir/stage.ts"
import { eventKey } from "../rows/group-key.ts"
import { isMap, listOf } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

export interface SetStage extends Stage {
  readonly kind: "set"
  readonly operation: "union" | "diff" | "intersect"
  readonly searches: readonly [Pipeline, Pipeline]
}

const operations = ["union", "diff", "intersect"] as const
const operands = { type: "array", minItems: 2, maxItems: 2, items: { $ref: "#/$defs/pipeline" } }

export const set: CoreStage<SetStage> = {
  name: "set",
  type: "generating",
  order: () => "sorted",
  docs: {
    summary: "Combine the results of two searches as sets.",
    description:
      "Two results are the same when all their fields are. `union` gives every result once, `intersect` those of both searches, `diff` those of only one of them.",
    examples: [
      {
        title: "What only one of them has",
        stage: {
          set: {
            diff: [
              [{ match: { day: 1 } }, { eval: { day: "null()" } }],
              [{ match: { day: 2 } }, { eval: { day: "null()" } }],
            ],
          },
        },
        spl: "set diff [search day=1 | eval day = null()] [search day=2 | eval day = null()]",
        input: [
          { day: 1, user: "ann" },
          { day: 1, user: "bob" },
          { day: 2, user: "bob" },
          { day: 2, user: "cat" },
        ],
        output: [{ user: "ann" }, { user: "cat" }],
      },
      {
        title: "What both have",
        stage: { set: { intersect: ["n<3", "n>1"] } },
        spl: "set intersect [search n<3] [search n>1]",
        input: [{ n: 1 }, { n: 2 }, { n: 3 }],
        output: [{ n: 2 }],
      },
      {
        title: "All, each once",
        stage: { set: { union: ["n<3", "n>1"] } },
        spl: "set union [search n<3] [search n>1]",
        input: [{ n: 1 }, { n: 2 }, { n: 3 }],
        output: [{ n: 1 }, { n: 2 }, { n: 3 }],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 1,
      properties: {
        union: { description: "Every result of two searches, once.", ...operands },
        diff: { description: "The results of only one of two searches.", ...operands },
        intersect: { description: "The results of both of two searches.", ...operands },
      },
    },
    parse(value, ctx) {
      const map = isMap(value) ? value : {}
      const operation = operations.find(name => map[name] !== undefined) ?? "union"
      const [first, second] = listOf(map[operation]).map((search, i) => ctx.pipeline(search, [operation, i]))
      if (first === undefined || second === undefined) throw new RuleError("schema", '"set" needs two searches', { range: ctx.range })
      return { kind: "set", operation, searches: [first, second], range: ctx.range }
    },
    render: ({ operation, searches }, ctx) => ({ [operation]: searches.map(search => ctx.pipeline(search)) }),
  },
  source: () => ({ kind: "none" }),
  fields: () => ({ reads: ["*"], writes: ["*"], keepsOthers: false }),
  exec({ operation, searches }, ctx) {
    const [first, second] = searches.map(search => ctx.subsearch(search, ctx.limits.joinRows))
    return next => ({
      push: () => false,
      end() {
        for (const event of combine(operation, first?.rows() ?? [], second?.rows() ?? [])) if (!next.push(event)) break
        next.end()
      },
    })
  },
  spl: {
    commands: ["set"],
    parse(args) {
      const operation = operations.find(name => args.accept(name))
      if (operation === undefined)
        throw args.error('command "set" needs union, diff or intersect', "write set diff [search ...] [search ...]")
      const searches: Pipeline[] = []
      while (args.peekSubsearch()) {
        searches.push(args.subsearch())
        args.accept(",")
      }
      const [first, second] = searches
      if (first === undefined || second === undefined || searches.length > 2)
        throw args.error(`command "set" combines two searches, not ${searches.length}`, `write set ${operation} [search ...] [search ...]`)
      return { kind: "set", operation, searches: [first, second] }
    },
    render: ({ operation, searches }, ctx) => `set ${operation} ${searches.map(search => ctx.subsearch(search)).join(" ")}`,
  },
  describe({ operation, searches }, ctx) {
    const [first, second] = searches.map(search => ctx.subsearch(search))
    const which = { union: "every result of", diff: "the results of only one of", intersect: "the results of both of" }[operation]
    return `gives ${which} ${first} and ${second}`
  },
}

function combine(operation: SetStage["operation"], first: readonly Event[], second: readonly Event[]): Iterable<Event> {
  const left = byKey(first)
  const right = byKey(second)
  const without = (events: ReadonlyMap<string, Event>, others: ReadonlyMap<string, Event>): Event[] =>
    [...events].flatMap(([key, event]) => (others.has(key) ? [] : [event]))
  switch (operation) {
    case "union":
      return [...left.values(), ...without(right, left)]
    case "intersect":
      return [...left].flatMap(([key, event]) => (right.has(key) ? [event] : []))
    case "diff":
      return [...without(left, right), ...without(right, left)]
  }
}

function byKey(events: readonly Event[]): Map<string, Event> {
  const found = new Map<string, Event>()
  for (const event of events) {
    const key = eventKey(event)
    if (!found.has(key)) found.set(key, event)
  }
  return found
}
