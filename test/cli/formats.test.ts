import { join } from "node:path"
import stringWidth from "string-width"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { ruleText } from "../rule-text.ts"
import { temporaryFolder } from "../temporary-folder.ts"
import { documents, sluice } from "./sluice.ts"

const hostile = "\u001b[31mred\u001b]0;title\u0007 \u009b2J \u202edrow \u0000 \r\n end"
const events = [
  { action: "run", user: "alice", note: 'a "quoted", text', n: 1 },
  { action: "run", user: "=1+1", note: "two\nlines", n: -2.5 },
  { action: "run", user: "山田 太郎", note: "名".repeat(80), n: 3 },
  { action: "run", user: "👩‍👩‍👧‍👦 é", note: hostile, n: 4 },
]
const risk = [
  "rba:",
  "  message: $user$",
  "  risk_objects: [{field: user, type: user, score: 64}]",
  "  threat_objects: []",
  "tags: {mitre_attack_id: [T1047]}",
]
const folder = temporaryFolder({
  "rules/runs.yml": ruleText('"Runs \\e[31m \\u202e"', "- match: {action: run}\n- table: [user, note, n]", risk),
  "\u001b[31mevents.ndjson": `${events.map(event => JSON.stringify(event)).join("\n")}\nno JSON \u001b[31m\n`,
})
const log = join(folder, "\u001b[31mevents.ndjson")
const rules = join(folder, "rules")
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const steering = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e]/
const search = (...args: string[]): ReturnType<typeof sluice> => sluice(["search", "action=run | table user note n", log, ...args])

test("NDJSON is the format of a pipe, and holds the data as it is", async () => {
  const { stdout } = await search("-q")
  assert.equal(
    documents(stdout),
    events.map(({ user, note, n }) => ({ user, note, n })),
  )
  assert.not.match(stdout, steering)
})

test("JSON is one array", async () => {
  const { stdout } = await search("-q", "-f", "json")
  assert.equal(
    JSON.parse(stdout),
    events.map(({ user, note, n }) => ({ user, note, n })),
  )
  const none = await sluice(["search", "action=fly", log, "-q", "-f", "json"])
  assert.equal(JSON.parse(none.stdout), [])
})

test("CSV quotes what it must, and defuses what spreadsheets would run", async () => {
  const { stdout } = await search("-q", "-f", "csv")
  const lines = stdout.split("\n")
  assert.equal(lines.slice(0, 5), [
    "user,note,n",
    'alice,"a ""quoted"", text",1',
    `'=1+1,"two`,
    'lines",-2.5',
    `山田 太郎,${"名".repeat(80)},3`,
  ])
  assert.not.match(stdout, steering)
})

for (const columns of [40, 60])
  test(`a table of ${columns} columns fits them, and nothing of a log or rule steers the terminal`, async () => {
    const env = { COLUMNS: String(columns) }
    for (const args of [
      ["search", "action=run | table user note n", log, "-f", "table"],
      ["run", "-r", rules, log, "-f", "table"],
    ]) {
      const { stdout, stderr } = await sluice(args, { env })
      assert.not.match(stdout, steering)
      assert.not.match(stderr, steering)
      const lines = stdout.trimEnd().split("\n")
      assert.ok(lines.length >= 5)
      for (const line of lines) assert.ok(stringWidth(line) <= columns, `${stringWidth(line)}: ${line}`)
    }
  })

test("a table of findings shows severity, risk, rule, time, entities, techniques and the result", async () => {
  const { stdout } = await sluice(["run", "-q", "-r", rules, log, "-f", "table"], { env: { COLUMNS: "100" } })
  const lines = stdout.split("\n")
  assert.match(lines[0] ?? "", /^severity {2}risk {2}rule +entities +attack$/)
  assert.match(lines[1] ?? "", /^high {6}64 {4}Runs � ?\[31m � +alice +T1047$/)
  assert.is(lines[2], '    user=alice  note=a "quoted", text  n=1')
})

test("the explanations and messages of every command are plain", async () => {
  for (const args of [
    ["explain", join(rules, "runs.yml")],
    ["fields", log, "-f", "table"],
    ["run", "-v", "-r", rules, log, "-f", "csv"],
    ["check", rules],
  ]) {
    const { stdout, stderr } = await sluice(args)
    assert.not.match(stdout, steering, args[0])
    assert.not.match(stderr, steering, args[0])
  }
})

const colours: readonly (readonly [title: string, args: readonly string[], env: Readonly<Record<string, string>>, coloured: boolean])[] = [
  ["a pipe has none", [], {}, false],
  ["FORCE_COLOR", [], { FORCE_COLOR: "1" }, true],
  ["FORCE_COLOR=0", [], { FORCE_COLOR: "0" }, false],
  ["NO_COLOR wins over FORCE_COLOR", [], { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
  ["--color always wins over NO_COLOR", ["--color", "always"], { NO_COLOR: "1" }, true],
  ["--color never wins over FORCE_COLOR", ["--color", "never"], { FORCE_COLOR: "1" }, false],
]
for (const [title, args, env, coloured] of colours)
  test(`colours: ${title}`, async () => {
    const { stderr } = await sluice([...args, "check", "nowhere"], { env })
    assert.is(stderr.includes("\u001b["), coloured)
  })

test.run()
