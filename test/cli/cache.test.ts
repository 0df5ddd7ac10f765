import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { cacheFolder } from "../../cli/cache-folder.ts"
import { ruleText } from "../rule-text.ts"
import { temporaryFolder } from "../temporary-folder.ts"
import { sluice } from "./sluice.ts"

const pack = temporaryFolder({
  "rules/runs.yml": ruleText("Runs", "'action=run | table user'"),
  "rules/broken.yml": ruleText("Broken", "'action=run | wher x=1'"),
  "events.ndjson": '{"action":"run","user":"ann"}\n{"action":"rest","user":"bob"}\n',
})
const rules = join(pack, "rules")
const events = join(pack, "events.ndjson")
const newCache = (): string => join(temporaryFolder(), "cache")
/** Without what differs from run to run. */
const steady = (text: string): string => text.replace(/[\d.]+ s, [\d,]+ events\/s/, "")

for (const [title, args] of [
  ["run", ["run", "-r", rules, events]],
  ["check", ["check", rules]],
] as const)
  test(`${title} says the same the second time, and without the cache`, async () => {
    const env = { SLUICE_CACHE_DIR: newCache() }
    const first = await sluice(args, { env })
    const second = await sluice(args, { env })
    const anew = await sluice([...args, "--no-cache"], { env })
    for (const { code, stdout, stderr } of [second, anew])
      assert.equal([code, stdout, steady(stderr)], [first.code, first.stdout, steady(first.stderr)])
    assert.match((await sluice([...args, "-v"], { env })).stderr, /the rules are as they were/)
    assert.not.match((await sluice([...args, "-v", "--no-cache"], { env })).stderr, /the rules are as they were/)
  })

test("with --no-cache nothing is kept", async () => {
  const cache = newCache()
  await sluice(["check", rules, "--no-cache"], { env: { SLUICE_CACHE_DIR: cache } })
  assert.not(existsSync(cache))
})

test("runs at the same time do not disturb each other", async () => {
  const cache = newCache()
  const env = { SLUICE_CACHE_DIR: cache }
  const [first, ...others] = await Promise.all(Array.from({ length: 4 }, () => sluice(["run", "-r", rules, events], { env })))
  for (const { code, stdout, stderr } of others)
    assert.equal([code, stdout, steady(stderr)], [first?.code, first?.stdout, steady(first?.stderr ?? "")])
  assert.equal(
    readdirSync(cache).map(name => name.replace(/^[0-9a-f]{64}/, "")),
    [".entry"],
  )
  assert.match((await sluice(["run", "-v", "-r", rules, events], { env })).stderr, /the rules are as they were/)
})

test("a folder that cannot be written is told of only with -v", async () => {
  const env = { SLUICE_CACHE_DIR: join(events, "cache") }
  assert.not.match((await sluice(["check", rules], { env })).stderr, /cache/)
  assert.match((await sluice(["check", rules, "-v"], { env })).stderr, /nothing is cached in /)
})

for (const [title, env, platform, expected] of [
  ["what the user says", { SLUICE_CACHE_DIR: "/own", XDG_CACHE_HOME: "/xdg" }, "linux", "/own"],
  ["the cache folder of the desktop", { XDG_CACHE_HOME: "/xdg" }, "linux", "/xdg/sluice"],
  ["not a relative one", { XDG_CACHE_HOME: "xdg" }, "linux", "/home/ann/.cache/sluice"],
  ["below the home folder", {}, "linux", "/home/ann/.cache/sluice"],
  ["that of macOS", {}, "darwin", "/home/ann/Library/Caches/sluice"],
] as const)
  test(`the folder is ${title}`, () => assert.is(cacheFolder(env, platform, "/home/ann"), expected))

test.run()
