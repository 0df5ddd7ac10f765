import { createHash } from "node:crypto"
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { suite } from "uvu"
import * as assert from "uvu/assert"
import { type CheckedRules, compileRules } from "../../engine/api/rule-check.ts"
import { openWorkspace, type WorkspaceOptions } from "../../engine/api/workspace.ts"
import { codeFrame } from "../../engine/errors/code-frame.ts"
import { run } from "../../engine/index.ts"
import { ruleText } from "../rule-text.ts"
import { sharedPath } from "../shared.ts"
import { temporaryFolder } from "../temporary-folder.ts"

const risk = ["rba:", "  message: $user$ did it", "  risk_objects:", "  - field: user", "    type: user", "    score: 50", "tags: {}"]
/** A pack in which about everything is right and wrong that can be. */
const packFiles = {
  "detections/runs.yml": ruleText(
    "Runs",
    "'`logs` action=run [search user=ann | fields user] | lookup roles user | table user role'",
    risk,
  ),
  "detections/stages.yml": ruleText("Stages", "- match: {action: rest, size: {'>': 1}}\n- stats: {aggregate: {count: count}, by: [user]}"),
  "detections/odd.yml": `__proto__: {polluted: true}\n${ruleText("Odd", '\'"constructor"=1 NOT (b="x*" OR c=CASE(Y)) d IN (1, 2) word earliest=-5m | head 1\'')}`,
  "detections/count.yml": ruleText("Count", "action=* | stats count"),
  "detections/map.yml": ruleText("Map", "'action=run | map search=\"search user=$user$\"'"),
  "detections/bare.yml": ruleText("Bare", "action=run", ["unheard: x", "tags: {}"]),
  "detections/broken.yml": ruleText("Broken", "'action=run | wher x=1 | where len(a, b) > 1 | `bad`'"),
  "detections/pattern.yml": ruleText("Pattern", "'action=run | `bad` | rex field=a \"(?<b>[\"'"),
  "detections/server.yml": ruleText("Server", "'| rest /services/server/info'"),
  "detections/lookup.yml": ruleText("Lookup", "'action=run | lookup nothing user'"),
  "detections/no.yml": "name: [\n",
  "detections/bytes.yml": new Uint8Array([0x6e, 0x3a, 0x20, 0xff, 0x0a]),
  "detections/story.yml": "name: A story\nid: x\n",
  "macros/logs.yml": "name: logs\ndefinition: sourcetype=*\n",
  "macros/bad.yml": "name: bad\ndefinition: where lenn(x) > 1\n",
  "macros/wrong.yml": "name: wrong\n",
  "lookups/roles.yml": "name: roles\nfilename: roles.csv\n",
  "lookups/roles.csv": "user,role\nann,admin\n",
}
const events = [
  { action: "run", user: "ann", _time: 1 },
  { action: "rest", user: "bob", size: 2, _time: 2 },
  { action: "run", user: "eve", _time: 3 },
]

interface Setting {
  readonly pack: string
  readonly cache: string
}
const newSetting = (): Setting => ({ pack: temporaryFolder(packFiles), cache: join(temporaryFolder(), "deep", "cache") })

interface Looked {
  readonly checked: CheckedRules
  readonly messages: readonly string[]
  /** It was there, and right. */
  readonly hit: boolean
}
function look({ pack, cache }: Setting, engine = "one", more: Partial<WorkspaceOptions> = {}): Looked {
  const messages: string[] = []
  const checked = compileRules(
    openWorkspace({
      rules: [join(pack, "detections")],
      ...(engine === "" ? {} : { cache: { folder: cache, engine, report: message => messages.push(message) } }),
      ...more,
    }),
  )
  return { checked, messages, hit: messages.some(message => message.includes("as they were")) }
}

const shown = ({ problems, warnings, others, notRun }: CheckedRules): unknown => [
  problems.map(({ file, kind, errors }) => [file, kind, errors.map(error => codeFrame(error))]),
  warnings.map(({ file, errors }) => [file, errors.map(error => codeFrame(error))]),
  others,
  notRun.map(({ rule, errors }) => [rule.name, rule.source.file, errors.map(error => codeFrame(error))]),
]

async function findings({ compiled }: CheckedRules): Promise<readonly unknown[]> {
  const found = run(compiled, events)
  const list: unknown[] = []
  for await (const finding of found) list.push(finding)
  return [list, [...found.summary.warnings]]
}

const same = suite("what is taken over from an earlier run is what is found anew")
same("of every kind of mistake, rule and finding", async () => {
  const setting = newSetting()
  const anew = look(setting, "").checked
  const first = look(setting)
  const second = look(setting)
  assert.equal([first.hit, second.hit], [false, true])
  assert.equal([anew.compiled.length, anew.notRun.length, anew.problems.length, anew.warnings.length, anew.others.length], [6, 1, 6, 2, 1])
  for (const { checked } of [first, second]) {
    assert.equal(shown(checked), shown(anew))
    assert.equal(
      checked.compiled.map(({ rule }) => rule),
      anew.compiled.map(({ rule }) => rule),
    )
    assert.equal(await findings(checked), await findings(anew))
  }
})

same("of a named folder of macros and of a single file", () => {
  const setting = newSetting()
  const more = { rules: [join(setting.pack, "detections", "pattern.yml")], macros: [join(setting.pack, "macros")] }
  const anew = look(setting, "", more).checked
  assert.not(look(setting, "one", more).hit)
  const again = look(setting, "one", more)
  assert.ok(again.hit)
  assert.equal(shown(again.checked), shown(anew))
})

const corpus = sharedPath("corpus", "security_content")
if (corpus !== null)
  same("of the published detections", () => {
    const cache = join(temporaryFolder(), "cache")
    const options = { rules: [join(corpus, "detections")] }
    const anew = look({ pack: corpus, cache }, "one", options)
    const again = look({ pack: corpus, cache }, "one", options)
    assert.equal([anew.hit, again.hit], [false, true])
    assert.equal(shown(again.checked), shown(anew.checked))
    assert.equal(
      again.checked.compiled.slice(0, 100).map(({ rule }) => rule),
      anew.checked.compiled.slice(0, 100).map(({ rule }) => rule),
    )
  })
same.run()

const stale = suite("what has changed is found anew")
const changes: readonly (readonly [title: string, change: (setting: Setting) => void])[] = [
  ["a byte of a rule", ({ pack }) => changeByte(join(pack, "detections", "bare.yml"))],
  ["a byte of a macro", ({ pack }) => changeByte(join(pack, "macros", "logs.yml"))],
  ["a byte of a lookup's data", ({ pack }) => changeByte(join(pack, "lookups", "roles.csv"))],
  ["a further rule", ({ pack }) => writeFileSync(join(pack, "detections", "more.yml"), ruleText("More", "a=1"))],
  ["a further lookup", ({ pack }) => writeFileSync(join(pack, "lookups", "nothing.yml"), "name: nothing\nfilename: roles.csv\n")],
]
for (const [title, change] of changes)
  stale(title, () => {
    const setting = newSetting()
    look(setting)
    assert.ok(look(setting).hit)
    change(setting)
    const changed = look(setting)
    assert.not(changed.hit)
    assert.equal(shown(changed.checked), shown(look(setting, "").checked))
    assert.ok(look(setting).hit)
  })

stale("another engine, and other settings", () => {
  const setting = newSetting()
  look(setting)
  assert.not(look(setting, "two").hit)
  assert.not(look(setting, "one", { timeZone: "Europe/Berlin" }).hit)
  assert.not(look(setting, "one", { limits: { joinRows: 5 } }).hit)
  assert.ok(look(setting, "one", { timeZone: "UTC" }).hit)
})

stale("the same files in another place", () => {
  const setting = newSetting()
  look(setting)
  const pack = join(temporaryFolder(), "moved")
  cpSync(setting.pack, pack, { recursive: true })
  const moved = look({ ...setting, pack })
  assert.not(moved.hit)
  assert.equal(shown(moved.checked), shown(look({ ...setting, pack }, "").checked))
})

stale("what a program gives that has no bytes is never kept", () => {
  const setting = newSetting()
  const given = { givenMacros: [{ name: "m", arguments: [], definition: "x=1", locate: () => undefined }] }
  look(setting, "one", given)
  assert.equal(look(setting, "one", given).messages, [])
})
stale.run()

function changeByte(file: string): void {
  const bytes = readFileSync(file)
  const at = bytes.length - 2
  bytes.writeUInt8(bytes.readUInt8(at) === 0x61 ? 0x62 : 0x61, at)
  writeFileSync(file, bytes)
}

const damaged = suite("a damaged entry is none, and is written anew")
const entryOf = ({ cache }: Setting): string => join(cache, readdirSync(cache).find(name => name.endsWith(".entry")) ?? "")
/** An entry as it would be written, of any text. */
const sealed = (body: string): string => `sluice cache 1 ${createHash("sha256").update(body).digest("hex")}\n${body}`
const bodyOf = (entry: string): string => entry.slice(entry.indexOf("\n") + 1)
const damages: readonly (readonly [title: string, damage: (entry: string) => string | Uint8Array])[] = [
  ["empty", () => ""],
  ["cut off", entry => entry.slice(0, entry.length / 2)],
  ["longer", entry => `${entry}\n`],
  ["a byte changed", entry => entry.replace("user", "uzer")],
  ["no text", () => new Uint8Array([0xff, 0xfe, 0x00])],
  ["of an older version", entry => entry.replace("cache 1", "cache 0")],
  ["no JSON", () => sealed("[1,")],
  ["something else", () => sealed('{"a":1}')],
  ["too short", () => sealed("[[],[],[],[]]")],
  ["with a text for a number", entry => sealed(bodyOf(entry).replace(/\d+,\d+\]/, '"x",2]'))],
  ["with an unknown condition", entry => sealed(bodyOf(entry).replace('["compare"', '["__proto__"'))],
  ["with an unknown code", entry => sealed(bodyOf(entry).replace('["unsupported"', '["constructor"'))],
  ["with a map for a list", entry => sealed(bodyOf(entry).replace("[[", '[{"__proto__":{"polluted":true}},['))],
  [
    "nested without end",
    () => sealed(`[[["f",[[[null,${'["not",'.repeat(5_000)}["all",[]]${"]".repeat(5_000)}]],true,true,true,[]]]],[],[],[],[]]`),
  ],
]
for (const [title, damage] of damages)
  damaged(title, () => {
    const setting = newSetting()
    const anew = look(setting)
    const file = entryOf(setting)
    const entry = readFileSync(file, "utf8")
    const changed = damage(entry)
    assert.is.not(changed, entry)
    writeFileSync(file, changed)
    const after = look(setting)
    assert.not(after.hit)
    assert.match(after.messages[0] ?? "", /is not used: /)
    assert.equal(shown(after.checked), shown(anew.checked))
    assert.is(Object.hasOwn(Object.prototype, "polluted"), false)
    assert.is(readFileSync(file, "utf8"), entry)
    assert.ok(look(setting).hit)
  })
damaged.run()

const folder = suite("the folder")
folder("that cannot be written is no reason to stop, and is told of", () => {
  const setting = newSetting()
  const blocked = { ...setting, cache: join(temporaryFolder({ file: "x" }), "file", "cache") }
  const { checked, messages } = look(blocked)
  assert.equal(shown(checked), shown(look(setting, "").checked))
  assert.match(messages.at(-1) ?? "", /^nothing is cached in /)
})

folder("holds entries that nobody else can read", () => {
  if (process.platform === "win32") return
  const setting = newSetting()
  look(setting)
  assert.is(statSync(setting.cache).mode & 0o077, 0)
  assert.is(statSync(entryOf(setting)).mode & 0o077, 0)
})

folder("keeps a bounded number of entries, those used last, and forgets what dead writers left", () => {
  const setting = newSetting()
  mkdirSync(setting.cache, { recursive: true })
  const old = new Date(Date.now() - 7_200_000)
  for (let i = 0; i < 60; i++) {
    const file = join(setting.cache, `${i.toString(16).padStart(64, "0")}.entry`)
    writeFileSync(file, "x")
    utimesSync(file, new Date(old.getTime() + i), new Date(old.getTime() + i))
  }
  const left = join(setting.cache, `${"a".repeat(64)}.0123456789abcdef.tmp`)
  writeFileSync(left, "x")
  utimesSync(left, old, old)
  appendFileSync(join(setting.cache, "notes.txt"), "somebody else's")
  look(setting)
  const names = readdirSync(setting.cache)
  assert.is(names.filter(name => name.endsWith(".entry")).length, 32)
  assert.not(names.includes(`${"0".repeat(64)}.entry`))
  assert.ok(names.includes(`${(59).toString(16).padStart(64, "0")}.entry`))
  assert.not(names.some(name => name.endsWith(".tmp")))
  assert.ok(names.includes("notes.txt"))
  assert.ok(look(setting).hit)
})
folder.run()
