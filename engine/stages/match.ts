import type { Predicate } from "../ir/predicate.ts"
import type { Stage } from "../ir/stage.ts"
import { fieldsOfPredicate } from "../ir/visit.ts"
import type { CoreStage, FilterParts } from "./stage.ts"

export interface MatchStage extends Stage {
  readonly kind: "match"
  readonly predicate: Predicate
}

export const match: CoreStage<MatchStage> = {
  name: "match",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  docs: {
    summary: "Keep the events that satisfy a search predicate.",
    description:
      "Keys are ANDed and a list of values is ORed. `any`, `all` and `not` nest; of a list under `not`, nothing may hold. `keywords` search the raw text, " +
      "`macro` puts a macro's search in place, and a key that starts with `$.` is a JSONPath into the raw record. A string instead of a map is SPL search " +
      "text. Values match whole, case-insensitively, with `*` for any run of characters. Instead of a value, a field may have a map: of comparisons (`=`, " +
      "`!=`, `<`, `<=`, `>`, `>=`), of `all`, a list of patterns that must all match, and of `CASE`, a value whose letters must agree in case.",
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
      {
        title: "Every pattern, the case of letters, and none of a list",
        stage: {
          match: {
            process: { all: ["*find*", ["*-exec*", "*-ok*"]] },
            account: { CASE: "Root" },
            not: [{ user: "SYSTEM" }, { host: "test", port: { ">=": 1024 } }],
          },
        },
        spl: "search process=*find* process IN (*-exec*, *-ok*) account=CASE(Root) NOT user=SYSTEM NOT (host=test port>=1024)",
        input: [
          { process: "find / -exec id", account: "Root", user: "ann", host: "test", port: 80 },
          { process: "find / -print", account: "Root", user: "ann" },
          { process: "find / -ok id", account: "root", user: "ann" },
          { process: "find / -ok id", account: "Root", user: "system" },
          { process: "find / -ok id", account: "Root", user: "ann", host: "test", port: 8080 },
        ],
        output: [{ process: "find / -exec id", account: "Root", user: "ann", host: "test", port: 80 }],
      },
    ],
  },
  yaml: {
    schema: { $ref: "#/$defs/predicate" },
    parse: (value, ctx) => ({ kind: "match", predicate: ctx.predicate(value), range: ctx.range }),
    render: ({ predicate }, ctx) => ctx.predicate(predicate),
  },
  fields: ({ predicate }) => ({ reads: fieldsOfPredicate(predicate), writes: [], keepsOthers: true }),
  filters: ({ predicate }) => partsOf(predicate),
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

function partsOf(predicate: Predicate): FilterParts {
  if (predicate.kind === "all" || predicate.kind === "any") return { kind: predicate.kind, operands: predicate.operands.map(partsOf) }
  const stage: MatchStage = { kind: "match", predicate }
  return { kind: "part", stage, reads: fieldsOfPredicate(predicate) }
}
