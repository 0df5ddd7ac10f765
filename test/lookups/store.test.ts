import { spawn } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { suite } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import { lookupStore } from "../../engine/lookups/index.ts"
import { memoryLookup } from "../../engine/lookups/memory.ts"
import { readState, updateState } from "../../engine/lookups/state-file.ts"
import { sharedPath } from "../shared.ts"

const test = suite("lookup store", { root: "" })
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), "sluice-lookups-"))
})
test.after.each(({ root }) => rmSync(root, { recursive: true, force: true }))

/** A lookups folder with these files. */
function folder(root: string, files: Readonly<Record<string, string | Buffer>>): string {
  const path = join(root, "lookups")
  mkdirSync(path, { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content)
  return path
}
const failure = (run: () => unknown): RuleError => {
  try {
    run()
  } catch (error) {
    if (error instanceof RuleError) return error
    throw error
  }
  throw new Error("nothing was thrown")
}

const files = {
  "assets.yml": "name: assets\nfilename: assets1.csv\ncase_sensitive_match: 'false'\n",
  "assets1.csv": "ip, owner\n10.0.0.1, Ann\n",
  "seen.yml": "name: seen\ncollection: seen_users\nfields_list: _key, user, firstTime\n",
  "packed.csv.gz": gzipSync("a,b\n1,2\n"),
}

test("a lookup by its definition", ({ root }) => {
  const lookup = lookupStore({ folders: [folder(root, files)] }).get("assets")
  assert.equal(lookup.fields, ["ip", "owner"])
  assert.equal(lookup.rows(), [{ ip: "10.0.0.1", owner: "Ann" }])
  assert.is(lookup.definition.caseSensitive, false)
})
test("a lookup by its file, which matches exactly", ({ root }) => {
  const store = lookupStore({ folders: [folder(root, files)] })
  assert.is(store.get("assets1.csv").definition.caseSensitive, true)
  assert.equal(store.get("packed.csv.gz").rows(), [{ a: "1", b: "2" }])
})
test("names go without regard to case where there is no other", ({ root }) => {
  assert.is(lookupStore({ folders: [folder(root, files)] }).get("Assets").definition.name, "assets")
})
test("of two definitions the later folder wins", ({ root }) => {
  const first = folder(join(root, "a"), { "x.yml": "name: x\nfilename: x.csv\n", "x.csv": "a\n1\n" })
  const second = folder(join(root, "b"), { "x.yml": "name: x\nfilename: x.csv\n", "x.csv": "a\n2\n" })
  assert.equal(
    lookupStore({ folders: [first, second] })
      .get("x")
      .rows(),
    [{ a: "2" }],
  )
})
test("a lookup that is given wins over its definition", ({ root }) => {
  const given = memoryLookup("assets", [{ ip: "1" }])
  assert.is(lookupStore({ folders: [folder(root, files)], given: [given] }).get("assets"), given)
})

test("a lookup that is declared nowhere", ({ root }) => {
  const error = failure(() => lookupStore({ folders: [folder(root, files)] }).get("asset"))
  assert.is(error.code, "unknown_lookup")
  assert.is(error.hint, 'did you mean "assets"?')
})
test("a definition without its file", ({ root }) => {
  const error = failure(() => lookupStore({ folders: [folder(root, { "x.yml": "name: x\nfilename: gone.csv\n" })] }).get("x"))
  assert.is(error.code, "lookup_data")
  assert.match(error.message, 'lookup "x" lacks its file "gone.csv"')
})
test("mistakes of definitions and of rows have places", ({ root }) => {
  const path = folder(root, {
    "x.yml": "name: x\nfilename: x.csv\n",
    "x.csv": "a,b\n1\n2,3\n",
    "y.yml": "name: y\nmin_matches: many\nfilename: y.csv\n",
  })
  const problems = lookupStore({ folders: [path] }).problems()
  assert.equal(
    problems.map(({ file, errors }) => [
      file,
      errors.map(({ message, range }) => `${message} at ${range?.source.text.slice(range.start, range.end)}`),
    ]),
    [
      [join(path, "y.yml"), ['"min_matches" is no whole number from 0 to 1000 at many']],
      [join(path, "x.csv"), ["the row has 1 columns where the header has 2 at 1"]],
    ],
  )
})

test("a collection is empty until something is written", ({ root }) => {
  const store = lookupStore({ folders: [folder(root, files)], state: join(root, "state") })
  assert.is(store.isEmptyYet("seen"), true)
  assert.is(store.isEmptyYet("assets"), false)
  const lookup = store.get("seen")
  assert.equal(lookup.fields, ["_key", "user", "firstTime"])
  lookup.write([{ user: "ann" }], { append: true })
  assert.is(store.isEmptyYet("seen"), false)
  assert.equal(
    lookupStore({ folders: [folder(root, files)], state: join(root, "state") })
      .get("seen")
      .rows(),
    [{ user: "ann" }],
  )
})
test("without a state folder what is written lasts as long as the store", ({ root }) => {
  const store = lookupStore({ folders: [folder(root, files)] })
  store.get("seen").write([{ user: "ann" }], { append: false })
  assert.equal(store.get("seen").rows(), [{ user: "ann" }])
  assert.equal(readdirSync(root), ["lookups"])
})
test("what is written to a file's lookup is kept beside it", ({ root }) => {
  const path = folder(root, files)
  const state = join(root, "state")
  lookupStore({ folders: [path], state })
    .get("assets")
    .write([{ ip: "10.0.0.2", zone: "lan", owner: ["Bob", "Cat"] }], { append: true })
  const again = lookupStore({ folders: [path], state }).get("assets")
  // Appending keeps the columns that the file has.
  assert.equal(again.rows(), [
    { ip: "10.0.0.1", owner: "Ann" },
    { ip: "10.0.0.2", owner: "Bob Cat" },
  ])
  assert.equal(again.fields, ["ip", "owner"])
  assert.is(readFileSync(join(path, "assets1.csv"), "utf8"), files["assets1.csv"])
})
test("rows of a collection with a known key replace the row", ({ root }) => {
  const lookup = lookupStore({ folders: [folder(root, files)] }).get("seen")
  lookup.write(
    [
      { user: "ann", n: 1 },
      { user: "bob", n: 1 },
    ],
    { append: false, keyField: "user" },
  )
  lookup.write([{ user: "ann", n: ["2", "3"] }, { n: 4 }], { append: true, keyField: "user" })
  assert.equal(lookup.rows(), [{ user: "ann", n: ["2", "3"], _key: "ann" }, { user: "bob", n: 1, _key: "bob" }, { n: 4 }])
})
test("a name that only searches know is a new collection when it is written", ({ root }) => {
  const state = join(root, "state")
  lookupStore({ folders: [], state })
    .get("../odd name", undefined, "write")
    .write([{ a: 1 }], { append: false })
  assert.equal(readdirSync(state), ["..%2Fodd%20name.json"])
  assert.equal(lookupStore({ folders: [], state }).get("../odd name").rows(), [{ a: 1 }])
})
test("any name is an ordinary field", ({ root }) => {
  const state = join(root, "state")
  const row = Object.fromEntries([
    ["__proto__", "x"],
    ["constructor", "y"],
  ])
  lookupStore({ folders: [], state }).get("x", undefined, "write").write([row], { append: false })
  const lookup = lookupStore({ folders: [], state }).get("x")
  assert.equal(Object.entries(lookup.rows()[0] ?? {}), Object.entries(row))
  assert.is(lookup.matcher(["__proto__"])(["x"], null).length, 1)
})

test("a state file that holds something else", ({ root }) => {
  for (const [number, content] of ['{"fields": [], "rows": [{"a": {}}]}', '{"rows": []}', "[", '{"fields": [], "rows": [5]}'].entries()) {
    const path = join(root, `${number}.json`)
    writeFileSync(path, content)
    assert.is(failure(() => readState(path)).code, "lookup_data")
  }
})
test("a failing change leaves the file, and no lock, behind", ({ root }) => {
  const path = join(root, "x.json")
  updateState(path, () => ({ fields: ["a"], rows: [{ a: 1 }] }))
  assert.throws(() =>
    updateState(path, () => {
      throw new Error("no")
    }),
  )
  assert.equal(readState(path), { fields: ["a"], rows: [{ a: 1 }] })
  assert.equal(readdirSync(root), ["x.json"])
})
test("a lock that was left behind is taken over", ({ root }) => {
  const path = join(root, "x.json")
  writeFileSync(`${path}.lock`, "")
  const before = Date.now() / 1000 - 3600
  utimesSync(`${path}.lock`, before, before)
  updateState(path, () => ({ fields: [], rows: [] }))
  assert.equal(readdirSync(root), ["x.json"])
})

test("several processes that append at once lose nothing", async ({ root }) => {
  const script = fileURLToPath(new URL("append-rows.ts", import.meta.url))
  const state = join(root, "state")
  const writers = ["a", "b", "c"]
  const codes = await Promise.all(
    writers.map(
      name =>
        new Promise(resolve => {
          spawn(process.execPath, ["--import", "tsx", script, state, name, "8"], { stdio: "inherit" }).on("close", resolve)
        }),
    ),
  )
  assert.equal(codes, [0, 0, 0])
  const rows = lookupStore({ folders: [], state }).get("shared").rows()
  for (const writer of writers)
    assert.equal(
      rows.filter(row => row.writer === writer).map(row => row.number),
      Array.from({ length: 8 }, (_, i) => i),
    )
  assert.is(existsSync(join(state, "shared.json.lock")), false)
})

test("the lookups of security_content", () => {
  const path = sharedPath("corpus", "security_content", "lookups")
  if (path === null) return
  const store = lookupStore({ folders: [path] })
  assert.equal(store.problems(), [])
  const match = store.get("dynamic_dns_providers_default").matcher(["dynamic_dns_domains"])
  assert.equal(match(["host.3d-game.com"], null), [{ dynamic_dns_domains: "*.3d-game.com*", isDynDNS_default: "True" }])
  assert.equal(match(["example.org"], null), [])
  assert.equal(
    store
      .get("lolbas_file_path")
      .matcher(["lolbas_file_name", "lolbas_file_path"])(["EventVwr.exe", "C:\\Windows\\System32\\eventvwr.exe"], null)
      .map(row => row.description),
    ["Displays Windows Event Logs in a GUI window."],
  )
})

test.run()
