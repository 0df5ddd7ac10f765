import type { Predicate } from "../ir/predicate.ts"
import type { Stage } from "../ir/stage.ts"
import { fieldsOfPredicate } from "../ir/visit.ts"
import type { CoreStage } from "./stage.ts"

export interface MatchStage extends Stage {
  readonly kind: "match"
  readonly predicate: Predicate
}

export const match: CoreStage<MatchStage> = {
  name: "match",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Keep the events that satisfy a search predicate.",
    description:
      "Keys are ANDed and a list of values is ORed. `any`, `all` and `not` nest, `keywords` search the raw text, `macro` puts a macro's search in " +
      "place, and a key that starts with `$.` is a JSONPath into the raw record. A string instead of a map is SPL search text. Values match whole, " +
      "case-insensitively, with `*` for any run of characters.",
    examples: [
      {
        title: "One value, and one of several",
        stage: { match: { EventCode: 1, Image: ["*\\cmd.exe", "*\\powershell.exe"] } },
        spl: 'search EventCode=1 Image IN ("*\\\\cmd.exe", "*\\\\powershell.exe")',
        input: [
          { EventCode: 1, Image: "C:\\Windows\\System32\\cmd.exe" },
          { EventCode: 1, Image: "C:\\Windows\\explorer.exe" },
          { EventCode: 3, Image: "C:\\Windows\\System32\\cmd.exe" },
        ],
        output: [{ EventCode: 1, Image: "C:\\Windows\\System32\\cmd.exe" }],
      },
      {
        title: "Either side, and not a third",
        stage: { match: { any: [{ user: "admin*" }, { keywords: ["failed"] }], not: { host: "test" } } },
        spl: "search (user=admin* OR failed) NOT host=test",
        input: [
          { user: "Administrator", host: "web" },
          { user: "bob", host: "web", _raw: "login failed" },
          { user: "bob", host: "web", _raw: "login ok" },
          { user: "admin", host: "test" },
        ],
        output: [
          { user: "Administrator", host: "web" },
          { user: "bob", host: "web", _raw: "login failed" },
        ],
      },
    ],
  },
  yaml: {
    schema: { $ref: "#/$defs/predicate" },
    parse: (value, ctx) => ({ kind: "match", predicate: ctx.predicate(value), range: ctx.range }),
    render: ({ predicate }, ctx) => ctx.predicate(predicate),
  },
  fields: ({ predicate }) => ({ reads: fieldsOfPredicate(predicate), writes: [], keepsOthers: true }),
  exec({ predicate }, ctx) {
    const test = ctx.test(predicate)
    return next => ({ push: event => !test(event) || next.push(event), end: () => next.end() })
  },
  spl: {
    commands: ["search"],
    parse: args => ({ kind: "match", predicate: args.predicate() }),
    render: ({ predicate }, ctx) => `search ${ctx.predicate(predicate)}`,
  },
  describe: ({ predicate }, ctx) => `keeps events that match ${ctx.predicate(predicate)}`,
}
