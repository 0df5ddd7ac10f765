import { join } from "node:path"
import fc from "fast-check"
import { test } from "uvu"
import { openWorkspace } from "../../engine/api/workspace.ts"
import { ruleText } from "../rule-text.ts"
import { temporaryFolder } from "../temporary-folder.ts"
import { agree } from "./ways.ts"

const folder = temporaryFolder({
  "rules/any.yml": ruleText("Any", "- match: {a: x}\n- table: [a]"),
  // Of some records these fields take one key, of others several.
  "sources/odd.yml": `
name: Odd
description: Fields that go by the values of others.
match: {action: run}
source: ['"odd"']
sourcetype: ['"odd"']
fields:
  who: if(a="foo", b, a)
  first: coalesce(c, d)
  both: a . "-" . b
`,
})
const workspace = openWorkspace({ rules: [join(folder, "rules")], dataSources: [join(folder, "sources")] })

/** Records are looked at before guards are chosen: so many that most come later. */
const often = (lines: readonly string[]): string[] => {
  const length = lines.reduce((sum, line) => sum + line.length + 1, 0)
  return Array.from({ length: Math.ceil(160_000 / length) }, () => lines).flat()
}

const values = ["foo", "Foo bar", "bar", "C:\\Windows\\x.exe", "x.exe", "", "7", "7.0", "10", "-", "null", "é", 'say "hi"', "10.1.2.3"]
const value = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<unknown>(...values) },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(7, 7.5, 10, 0, -1, 1e21) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, true, [], ["foo", "bar"], ["x.exe", 7], { b: "foo" }, { b: { c: 7 } }) },
)
const keys = ["a", "b", "c", "d", "a.b", "A", "n"]
const types: readonly Record<string, unknown>[] = [
  {},
  { action: "run" },
  { Channel: "Microsoft-Windows-Sysmon/Operational", EventID: 1, Image: "C:\\Windows\\x.exe", CommandLine: "x.exe /foo" },
  { CommandLine: "cmd /c bar", Channel: "Microsoft-Windows-Sysmon/Operational", EventID: 1, Image: "C:\\cmd.exe" },
  { Channel: "Microsoft-Windows-Sysmon/Operational", EventID: 7, ImageLoaded: "C:\\foo.dll", Image: "C:\\cmd.exe" },
]
/** Events of a few kinds, of which each has many values, and some differ in the order of their keys alone. */
const events = fc
  .tuple(
    fc.array(fc.tuple(fc.shuffledSubarray(keys, { minLength: 3 }), fc.constantFrom(...types)), { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(), fc.boolean(), fc.array(value, { minLength: keys.length, maxLength: keys.length })), {
      minLength: 40,
      maxLength: 90,
      size: "max",
    }),
  )
  .map(([kinds, all]) =>
    all.map(([kind, isReversed, given]) => {
      const [names, type] = kinds[kind % kinds.length] ?? [keys, {}]
      const entries = [...Object.entries(type), ...names.map((name, index): [string, unknown] => [name, given[index]])]
      return Object.fromEntries(isReversed ? entries.reverse() : entries)
    }),
  )

const pattern = fc.constantFrom('"foo"', "foo*", "*bar*", "*\\\\windows\\\\*", "*.exe", "7", '"7.0"', "*", '"-"', "10.0.0.0/8", '"null"')
const field = fc.constantFrom(
  "a",
  "b",
  "c",
  "d",
  "a.b",
  "n",
  "who",
  "first",
  "both",
  "Image",
  "process_name",
  "CommandLine",
  "ImageLoaded",
  "EventCode",
)
const atom = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(field, fc.constantFrom("=", "!="), pattern).map(parts => parts.join("")) },
  {
    weight: 2,
    arbitrary: fc.tuple(field, fc.constantFrom("<", "<=", ">", ">="), fc.constantFrom("7", "10", "0")).map(parts => parts.join("")),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(field, fc.array(pattern, { minLength: 2, maxLength: 4 })).map(([name, list]) => `${name} IN (${list.join(", ")})`),
  },
  { weight: 1, arbitrary: fc.constantFrom("foo", '"bar"', "windows", "EventCode=1") },
)
const condition = fc.letrec<{ any: string; all: string; not: string; tree: string }>(tie => ({
  tree: fc.oneof({ maxDepth: 3, depthSize: "medium" }, atom, tie("all"), tie("not"), tie("any"), tie("all")),
  any: fc.array(tie("tree"), { minLength: 2, maxLength: 3 }).map(parts => `(${parts.join(" OR ")})`),
  all: fc.array(tie("tree"), { minLength: 2, maxLength: 4 }).map(parts => `(${parts.join(" ")})`),
  not: tie("tree").map(part => `NOT (${part})`),
})).tree
const later = fc.constantFrom(
  "",
  "",
  '| where like(a, "%o%")',
  "| where n>5",
  '| regex b="^[a-f]"',
  "| search NOT c=foo*",
  '| rex field=a "(?<k>o+)" | search k=oo',
)
const end = fc.constantFrom("| table a b c n", "| stats count by a", "| stats count values(c) by b", "")
const search = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(condition, later, end).map(parts => parts.join(" ")) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(
        "Processes.process_name=x.exe",
        'NOT Processes.process="*bar*"',
        "Processes.process_name!=cmd.exe Processes.process=*foo",
      )
      .map(where => `| tstats count from datamodel=Endpoint.Processes where ${where} by Processes.process_name`),
  },
)

test("whatever guards are made of, the findings are those of testing every search against every event", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(search, { minLength: 4, maxLength: 12 }), events, fc.boolean(), async (searches, list, isArray) => {
      const lines = often(list.map(each => JSON.stringify(each)))
      // Records of an array are read before anything is asked of them.
      const text = isArray ? `[${lines.join(",\n")}]` : lines.map(line => `${line}\n`).join("")
      await agree(workspace, searches, text, { chunk: 8_000, format: isArray ? "json" : "ndjson" })
    }),
    { numRuns: 40 },
  )
})

test.run()
