import { RuleError } from "../errors/error.ts"
import type { Pipeline, Stage } from "../ir/stage.ts"
import { mergeNewestFirst } from "../rows/newest-first.ts"
import { listOf } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

export interface MultisearchStage extends Stage {
  readonly kind: "multisearch"
  readonly searches: readonly Pipeline[]
}

export const multisearch: CoreStage<MultisearchStage> = {
  name: "multisearch",
  type: "generating",
  order: () => "sorted",
  docs: {
    summary: "Run several searches over the input and give the events of all, newest first.",
    description: "An event that several of the searches find comes once for each of them.",
    examples: [
      {
        title: "Two searches, each with a mark",
        stage: {
          multisearch: [
            [{ match: { code: 1 } }, { eval: { rule: '"one"' } }],
            [{ match: { user: "ann" } }, { eval: { rule: '"two"' } }],
          ],
        },
        spl: 'multisearch [search code=1 | eval rule = "one"] [search user=ann | eval rule = "two"]',
        input: [
          { _time: 30, code: 2, user: "ann" },
          { _time: 20, code: 1, user: "ann" },
          { _time: 10, code: 1, user: "bob" },
        ],
        output: [
          { _time: 30, code: 2, user: "ann", rule: "two" },
          { _time: 20, code: 1, user: "ann", rule: "one" },
          { _time: 20, code: 1, user: "ann", rule: "two" },
          { _time: 10, code: 1, user: "bob", rule: "one" },
        ],
      },
    ],
  },
  yaml: {
    schema: { description: "Two or more searches.", type: "array", minItems: 2, items: { $ref: "#/$defs/pipeline" } },
    parse: (value, ctx) => ({
      kind: "multisearch",
      searches: listOf(value).map((search, i) => ctx.pipeline(search, [i])),
      range: ctx.range,
    }),
    render: ({ searches }, ctx) => searches.map(search => ctx.pipeline(search)),
  },
  source: () => ({ kind: "none" }),
  fields: () => ({ reads: [], writes: ["*"], keepsOthers: false }),
  exec({ searches, range }, ctx) {
    if (searches.length < 2) throw new RuleError("wrong_argument", '"multisearch" needs two or more searches', { range })
    const results = searches.map(search => ctx.subsearch(search, Number.POSITIVE_INFINITY))
    return next => ({
      push: () => false,
      end() {
        for (const event of mergeNewestFirst(results)) if (!next.push(event)) break
        for (const result of results) result.clear()
        next.end()
      },
    })
  },
  spl: {
    commands: ["multisearch"],
    parse(args) {
      const searches: Pipeline[] = []
      while (args.peekSubsearch()) {
        searches.push(args.subsearch())
        args.accept(",")
      }
      if (searches.length < 2)
        throw args.error('command "multisearch" needs two or more searches in brackets', "write multisearch [search ...] [search ...]")
      return { kind: "multisearch", searches }
    },
    render: ({ searches }, ctx) => `multisearch ${searches.map(search => ctx.subsearch(search)).join(" ")}`,
  },
  describe: ({ searches }, ctx) =>
    `gives the events of ${searches.length} searches, newest first: ${searches.map(search => ctx.subsearch(search)).join(", ")}`,
}
