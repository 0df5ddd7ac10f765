import { chmodSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { ruleText } from "../rule-text.ts"
import { temporaryFolder } from "../temporary-folder.ts"
import { documents, lastLine, sluice } from "./sluice.ts"

const good = (user: string): string => `{"action": "run", "user": "${user}"}\n`
const long = `{"action": "run", "user": "long", "text": "${"x".repeat(20_000_000)}"}\n`
const folder = temporaryFolder({
  "rules/runs.yml": ruleText("Runs", "- match: {action: run}\n- table: [user]"),
  "logs/01-truncated.ndjson": `${good("a1")}${good("a2")}{"action": "run", "user": "tru`,
  "logs/02-no-json.ndjson": `${good("b1")}this is no JSON\n${good("b2")}`,
  "logs/03-long.ndjson": `${good("c1")}${long}${good("c2")}`,
  "logs/04-encoding.ndjson": Buffer.concat([
    Buffer.from(good("d1")),
    Buffer.from('{"action": "run", "user": "\xff\xfe"}\n', "latin1"),
    Buffer.from(good("d2")),
  ]),
  "logs/05-nul.ndjson": `${good("e1")}{"action": "run", "user": "e\u00002"}\n${good("e3")}`,
  "logs/06-empty.ndjson": "",
  "logs/07-unreadable.ndjson": good("g1"),
  "logs/08-broken.ndjson.gz": gzipSync(good("h1").repeat(1_000)).subarray(0, -30),
  "logs/09-good.ndjson.gz": gzipSync(good("i1")),
})
const logs = join(folder, "logs")
const missing = join(folder, "missing.ndjson")
const asRoot = process.getuid?.() === 0
chmodSync(join(logs, "07-unreadable.ndjson"), 0o000)

test("of bad logs the rest is read, and each fault is counted and named with its line", async () => {
  const { code, stdout, stderr } = await sluice(["run", "-r", join(folder, "rules"), logs, missing])
  assert.is(code, 0)
  const users = documents(stdout).map(({ fields }) =>
    typeof fields === "object" && fields !== null && "user" in fields ? String(fields.user) : "",
  )
  const kept = users.filter(user => user !== "h1")
  assert.equal(
    kept.filter(user => /^[a-i]\d$/.test(user)),
    ["a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2", "e1", "e3", ...(asRoot ? ["g1"] : []), "i1"],
  )
  const lines = stderr.split("\n")
  const fault = (name: string): string[] => lines.filter(line => line.includes(name)).map(line => line.trim().replace(`${logs}/`, ""))
  assert.match(fault("01-")[0] ?? "", /^01-truncated\.ndjson:3: the (?:line|JSON value) is cut off/)
  assert.match(fault("02-")[0] ?? "", /^02-no-json\.ndjson:2: /)
  assert.match(fault("03-")[0] ?? "", /^03-long\.ndjson:2: the line has 200000\d\d bytes, more than the limit of 16777216, and is left out/)
  assert.match(fault("06-")[0] ?? "", "06-empty.ndjson: the input is empty")
  if (!asRoot) assert.match(fault("07-")[0] ?? "", "07-unreadable.ndjson: cannot be read: permission denied")
  assert.match(fault("08-")[0] ?? "", /^08-broken\.ndjson\.gz: /)
  assert.match(fault("missing")[0] ?? "", `${missing}: cannot be read: no such file`)
  for (const name of ["01-", "02-", "03-", "06-", "missing"]) assert.is(fault(name).length, 1, name)
  assert.is(fault("09-").length, 0)
  const counted = Number(/(\d+) records or inputs could not be read:/.exec(stderr)?.[1] ?? Number.NaN)
  const named = lines.slice(lines.indexOf(`${counted} records or inputs could not be read:`) + 1).filter(line => line.startsWith("    "))
  assert.is(named.length, counted)
  assert.match(lastLine(stderr), `, ${counted} unreadable, `)
})

test("many faults of one input are counted, and the first of them named", async () => {
  const bad = temporaryFolder({
    "bad.ndjson": `${good("a")}${"no JSON at all\n".repeat(50)}${good("b")}`,
    "other.ndjson": `${good("c")}{"a": \n`,
  })
  const args = ["run", "-r", join(folder, "rules"), join(bad, "bad.ndjson"), join(bad, "other.ndjson")]
  const few = await sluice(args)
  assert.is(documents(few.stdout).length, 3)
  const lines = few.stderr.split("\n")
  assert.match(lines[0] ?? "", "51 records or inputs could not be read:")
  assert.equal(
    lines.slice(1, 7).map(line => /bad\.ndjson:(\d+): /.exec(line)?.[1]),
    ["2", "3", "4", "5", "6", "7"],
  )
  assert.is(lines[7]?.trim(), `${join(bad, "bad.ndjson")}: and 44 more (-v shows more)`)
  assert.match(lines[8] ?? "", "other.ndjson:2: ")
})

test.run()
