import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { ruleText } from "../rule-text.ts"
import { temporaryFolder } from "../temporary-folder.ts"
import { documents, lastLine, sluice } from "./sluice.ts"

const events = [
  { action: "run", user: "alice", time: "2024-03-05T09:00:00Z" },
  { action: "run", user: "bob", time: "2024-03-05T10:00:00Z" },
  { action: "rest", user: "eve", time: "2024-03-05T11:00:00Z" },
]
const log = events.map(event => `${JSON.stringify(event)}\n`).join("")
const folder = temporaryFolder({
  "rules/runs.yml": ruleText("Runs", "- match: {action: run}\n- table: [user]"),
  "quiet/nothing.yml": ruleText("Nothing", "- match: {action: fly}"),
  "broken/broken.yml": ruleText("Broken", "- wher: x=1\n- where: len(a, b) > 1\n- rex: {field: Message, pattern: '(?<a>[b'}")
    .replace("version: 2", "version: two")
    .replace("status: production", "status: finished")
    .replace("tags: {}", "tags: {}\nauthr: someone"),
  "broken/runs.yml": ruleText("Runs", "- match: {action: run}\n- table: [user]"),
  "server/rest.yml": ruleText("Server", "'| rest /services/server/info'"),
  "server/runs.yml": ruleText("Runs", "- match: {action: run}\n- table: [user]"),
  "macros/wmi_temporary_event_subscription_filter.yml":
    'name: wmi_temporary_event_subscription_filter\ndefinition: search ComputerName="lab-dc1*"\n',
  "events.ndjson": log,
})
const rules = join(folder, "rules")
const eventFile = join(folder, "events.ndjson")
const users = (stdout: string): unknown[] =>
  documents(stdout).map(({ fields }) => (typeof fields === "object" && fields !== null && "user" in fields ? fields.user : null))

test("without rules and events, the bundled rules run over the bundled samples", async () => {
  const { code, stdout, stderr } = await sluice(["run"])
  assert.is(code, 0)
  assert.equal(
    documents(stdout).map(({ fields }) => fields),
    [
      {
        ComputerName: "lab-dc1.example.test",
        query: "SELECT * FROM __InstanceCreationEvent WITHIN 10 WHERE TargetInstance ISA 'Win32_LogonSession'",
        count: 1,
        firstTime: "2024-03-05T09:20:55",
        lastTime: "2024-03-05T09:20:55",
      },
      {
        ComputerName: "lab-ws1.example.test",
        query: "SELECT * FROM Win32_ProcessStartTrace WHERE ProcessName = 'lsass.exe'",
        count: 2,
        firstTime: "2024-03-05T09:14:03",
        lastTime: "2024-03-05T09:14:31",
      },
    ],
  )
  assert.match(stderr, "no logs are named: these are the bundled samples")
  assert.match(
    lastLine(stderr),
    /^12 events read from 1 input, 0 unreadable, \d+ rules? run, 0 not run, 2 findings, [\d.]+ s, [\d,]+ events\/s$/,
  )
})

test("a finding's keys stand in a fixed order", async () => {
  const { stdout } = await sluice(["run", "-q"])
  const [first] = documents(stdout)
  assert.equal(Object.keys(first ?? {}).slice(0, 6), ["rule", "time", "fields", "risk", "mitre_attack_id", "analytic_story"])
  assert.match(
    stdout,
    /^\{"rule":\{"id":"38cbd42c-1098-41bb-99cf-9d6d2b296d83","name":"WMI Temporary Event Subscription","version":1,"type":"TTP",/,
  )
  assert.equal(first?.risk, [
    {
      object: "lab-dc1.example.test",
      type: "system",
      score: 25,
      message:
        "Temporary WMI event subscription on lab-dc1.example.test waits for \"SELECT * FROM __InstanceCreationEvent WITHIN 10 WHERE TargetInstance ISA 'Win32_LogonSession'\"",
    },
  ])
  assert.equal([first?.time, first?.mitre_attack_id, first?.analytic_story], ["2024-03-05T09:20:55Z", ["T1047"], ["Suspicious WMI Use"]])
})

test("a user's filter macro in a folder is applied", async () => {
  const { code, stdout } = await sluice(["run", "-q", "--macros", join(folder, "macros")])
  assert.is(code, 0)
  assert.equal(
    documents(stdout).map(({ fields }) =>
      typeof fields === "object" && fields !== null && "ComputerName" in fields ? fields.ComputerName : null,
    ),
    ["lab-dc1.example.test"],
  )
})

test("findings are no failure, unless the user says so", async () => {
  assert.is((await sluice(["run", "-q", "-r", rules, eventFile])).code, 0)
  assert.is((await sluice(["run", "-q", "-r", rules, eventFile, "--fail-on-findings"])).code, 1)
  assert.is((await sluice(["run", "-q", "-r", join(folder, "quiet"), eventFile, "--fail-on-findings"])).code, 0)
})

test("a rule with six mistakes gives six located errors, and the other rules of its folder still run", async () => {
  const broken = join(folder, "broken")
  const { code, stdout, stderr } = await sluice(["run", "-r", broken, eventFile])
  assert.is(code, 2)
  assert.equal(users(stdout), ["alice", "bob"])
  const file = join(broken, "broken.yml")
  assert.equal(stderr.split("\n").slice(0, -2), [
    "1 rule not run:",
    `    ${file}:3:10: "version" is text, expected a whole number`,
    `    ${file}:6:9: "status" is "finished", expected production, experimental, deprecated, validation or removed`,
    `    ${file}:10:1: unknown key "authr" (did you mean "author"?)`,
    `    ${file}:12:5: unknown stage "wher" (did you mean "where"?)`,
    `    ${file}:13:12: function "len" takes 1 argument, found 2`,
    `    ${file}:14:36: "[" is not closed in the regular expression "(?<a>[b"`,
    `  = help: sluice check ${broken} shows it in full`,
  ])
  assert.match(lastLine(stderr), /^3 events read from 1 input, 0 unreadable, 1 rule run, 1 not run, 2 findings, /)
})

test("a rule that needs a server is named, and the others run", async () => {
  const { code, stdout, stderr } = await sluice(["run", "-r", join(folder, "server"), eventFile])
  assert.is(code, 0)
  assert.equal(users(stdout), ["alice", "bob"])
  assert.match(stderr, `${join(folder, "server", "rest.yml")}:10:12: command "rest" is not supported`)
  const alone = await sluice(["run", "-q", "-r", join(folder, "server", "rest.yml"), eventFile])
  assert.equal([alone.code, alone.stdout], [2, ""])
})

const ranges: readonly (readonly [title: string, args: readonly string[], expected: readonly string[]])[] = [
  ["from a time", ["--from", "2024-03-05T09:30:00Z"], ["bob"]],
  ["to a time", ["--to", "2024-03-05T10:00:00Z"], ["alice"]],
  ["between two times", ["--from", "2024-03-05 09:00:00", "--to", "2024-03-05 10:00:01"], ["alice", "bob"]],
  ["epoch seconds", ["--from", "1709632800"], ["bob"]],
  ["relative to a given now", ["--now", "2024-03-05T11:00:00Z", "--from", "-90m"], ["bob"]],
  ["in a time zone", ["--timezone", "+01:00", "--from", "2024-03-05T10:30:00"], ["bob"]],
]
for (const [title, args, expected] of ranges)
  test(`only events ${title}`, async () => {
    const { code, stdout, stderr } = await sluice(["run", "-r", rules, ...args, eventFile])
    assert.equal([code, users(stdout)], [0, expected])
    if (expected.length === 1) assert.match(stderr, /\d outside the time range/)
  })

test("data goes to standard output, all else to standard error; -q leaves that out", async () => {
  const loud = await sluice(["run", "-v", "-r", rules, eventFile])
  const quiet = await sluice(["run", "-q", "-r", rules, eventFile])
  assert.is(loud.stdout, quiet.stdout)
  assert.is(quiet.stderr, "")
  assert.match(loud.stderr, `${eventFile}: ndjson (confidence`)
})

test("output to a file, which is not overwritten without a word", async () => {
  const target = join(temporaryFolder(), "findings.ndjson")
  const first = await sluice(["run", "-q", "-r", rules, eventFile, "-o", target])
  assert.equal([first.code, first.stdout, users(readFileSync(target, "utf8"))], [0, "", ["alice", "bob"]])
  const second = await sluice(["run", "-q", "-r", rules, eventFile, "-o", target])
  assert.equal(
    [second.code, second.stderr],
    [3, `error: output file "${target}" exists\n  = help: name another file, or overwrite it with --force\n`],
  )
  const third = await sluice(["run", "-q", "-r", rules, eventFile, "-o", target, "--force", "-f", "csv"])
  assert.equal([third.code, readFileSync(target, "utf8").split("\n").length], [0, 4])
  const nowhere = await sluice(["run", "-q", "-r", rules, eventFile, "-o", join(target, "below")])
  assert.is(nowhere.code, 3)
  assert.match(nowhere.stderr, "error: cannot write")
})

test("wrong arguments leave an output file alone", async () => {
  const target = join(temporaryFolder(), "findings.ndjson")
  assert.is((await sluice(["run", "-r", rules, eventFile, "-o", target, "--from", "yesterdayish"])).code, 3)
  assert.not(existsSync(target))
})

test("several rule paths, and folders of logs", async () => {
  const { code, stdout, stderr } = await sluice([
    "run",
    "-r",
    rules,
    "-r",
    join(folder, "quiet", "nothing.yml"),
    folder,
    "--input-format",
    "text",
  ])
  assert.is(code, 0)
  assert.equal(stdout, "")
  assert.match(lastLine(stderr), /, 2 rules run, 0 not run, 0 findings, /)
})

test.run()
