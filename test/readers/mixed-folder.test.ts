import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { dirname, join } from "node:path"
import { gzipSync } from "node:zlib"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { compileRule, loadRules, readEvents, run } from "../../engine/index.ts"
import { sluice } from "../cli/sluice.ts"
import { ruleText } from "../rule-text.ts"
import { temporaryFolder } from "../temporary-folder.ts"
import { tarOf, zipOf } from "./containers/archives.ts"
import { ChunkWriter, data, eventTemplate, file as evtxFile, text } from "./evtx/write-evtx.ts"

/** What must come of one file: events by input, and what is said of each input that was not wholly read. */
interface Specimen {
  readonly content: string | Uint8Array
  readonly extension: string
  /** By what stands behind the file's name: "" for the file itself, "!member" in archives. */
  readonly events: Readonly<Record<string, number>>
  readonly faults?: Readonly<Record<string, RegExp>>
}

const lines = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, i) => `${line(i)}\n`).join("")
const ndjson = (count: number): string => lines(count, i => JSON.stringify({ action: "run", n: i, user: `u${i}` }))
const xml = (id: number): string =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='P'/><EventID>${id}</EventID>` +
  `<Channel>Security</Channel></System><EventData><Data Name='A'>x</Data></EventData></Event>`
const template = eventTemplate(1, data("X", { value: 0 }))
function evtx(records: number): Buffer {
  const chunk = new ChunkWriter()
  for (let id = 1; id <= records; id++) chunk.event(id, template, [text(String(id))])
  return evtxFile([chunk.finish()])
}
/** Bytes that look random and are the same in every run. */
function noise(seed: number, size: number): Buffer {
  let state = seed * 2_654_435_761 + 1
  return Buffer.from(
    Array.from({ length: size }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state >>> 24
    }),
  )
}
const classic = (i: number): string =>
  `09/04/2020 03:09:0${i} PM\nLogName=System\nSourceName=SCM\nEventCode=7036\nType=Information\nComputerName=dc1\nMessage=Hi: ${i}\n`
const incompressible = (count: number, seed: number): string =>
  lines(count, i => JSON.stringify({ i, x: noise(seed + i, 40).toString("hex") }))
const zip = (count: number): Buffer =>
  zipOf([
    { name: "a.ndjson", content: ndjson(count) },
    { name: "logs/b.csv", content: `a,b,c\n${lines(count, i => `${i},x,y`)}` },
    { name: "inner.ndjson.gz", content: gzipSync(ndjson(count)), method: 0 },
  ])
const zipEvents = (count: number) => ({ "!a.ndjson": count, "!logs/b.csv": count, "!inner.ndjson.gz": count })

/** Each makes a file of so many records. */
const kinds: readonly ((n: number) => Specimen)[] = [
  n => ({ extension: "ndjson", content: ndjson(n), events: { "": n } }),
  n => ({
    extension: "json",
    content: JSON.stringify(
      Array.from({ length: n }, (_, i) => ({ i })),
      null,
      1,
    ),
    events: { "": n },
  }),
  n => ({ extension: "json", content: JSON.stringify({ Records: Array.from({ length: n }, (_, i) => ({ i })) }), events: { "": n } }),
  n => ({ extension: "csv", content: `a,b,c\n${lines(n, i => `${i},"x, ""y""",z`)}`, events: { "": n } }),
  n => ({ extension: "evtx", content: evtx(n), events: { "": n } }),
  n => ({ extension: "xml", content: lines(n, xml), events: { "": n } }),
  n => ({ extension: "xml", content: `<?xml version="1.0"?>\n<Events>\n${lines(n, xml)}</Events>\n`, events: { "": n } }),
  n => ({ extension: "txt", content: lines(n, i => classic(i % 10)), events: { "": n } }),
  n => ({
    extension: "log",
    content: lines(n, i => `Sep  4 03:08:02 web sshd[7]: Accepted password for u${i}, port 22`),
    events: { "": n },
  }),
  n => ({ extension: "log", content: lines(n, i => `<34>1 2003-10-11T22:14:15.003Z m su - ID47 - hi ${i}`), events: { "": n } }),
  n => ({
    extension: "log",
    content: lines(n, i => `type=SYSCALL msg=audit(1604994496.155:${i}): arch=c000003e syscall=59 comm="arp" key=(null)`),
    events: { "": n },
  }),
  n => ({
    extension: "log",
    content: lines(n, i => `CEF:0|Security|threatmanager|1.0|100|worm ${i}|10|src=10.0.0.1 dst=2.1.2.2`),
    events: { "": n },
  }),
  n => ({
    extension: "log",
    content: lines(n, i => `10.0.0.1 - bob [10/Oct/2000:13:55:36 -0700] "GET /${i} HTTP/1.0" 200 2326 "-" "curl/7.0"`),
    events: { "": n },
  }),
  n => ({
    extension: "log",
    content: `#Fields: date time c-ip\n${lines(n, i => `2020-09-04 03:08:02 10.0.0.${i % 255}`)}`,
    events: { "": n },
  }),
  n => ({
    extension: "log",
    content: `#separator \\x09\n#path\tconn\n#fields\tts\tuid\n#types\ttime\tstring\n${lines(n, i => `1.5\tC${i}`)}`,
    events: { "": n },
  }),
  n => ({ extension: "log", content: lines(n, i => `the quick brown fox, number ${i}`), events: { "": n } }),
  n => ({ extension: "ndjson", content: Buffer.from(`\uFEFF${ndjson(n)}`, "utf16le"), events: { "": n } }),
  n => ({ extension: "ndjson.gz", content: gzipSync(ndjson(n)), events: { "": n } }),
  n => ({ extension: "zip", content: zip(n), events: zipEvents(n) }),
  n => ({
    extension: "tar.gz",
    content: gzipSync(
      tarOf([
        { name: "a.ndjson", content: ndjson(n) },
        { name: "b.evtx", content: evtx(n) },
      ]),
    ),
    events: { "!a.ndjson": n, "!b.evtx": n },
  }),
  // From here on broken ones.
  n => ({
    extension: "ndjson",
    content: `${ndjson(n)}no JSON\n${ndjson(n)}`,
    events: { "": 2 * n },
    faults: { "": /^the line is not valid JSON$/ },
  }),
  n => ({
    extension: "ndjson",
    content: `${ndjson(n)}{"action":"ru`,
    events: { "": n },
    faults: { "": /^the (?:line|JSON value) is cut off/ },
  }),
  n => ({
    extension: "xml",
    content: `${lines(n, xml)}${xml(1).slice(0, 150)}`,
    events: { "": n + 1 },
    faults: { "": /^the event is cut off/ },
  }),
  n => ({ extension: "ndjson.gz", content: gzipSync(ndjson(n)).subarray(0, -9), events: { "": n }, faults: { "": /cut off/ } }),
  n => ({
    extension: "zip",
    content: zip(n).subarray(0, -30),
    events: zipEvents(n),
    faults: { "": /no directory: it is cut off or damaged; 3 members were found without it/ },
  }),
  n => ({
    extension: "zip",
    content: zipOf([
      { name: "a.ndjson", content: ndjson(n), claims: { checksum: 1 } },
      { name: "b.ndjson", content: ndjson(n), encrypted: true },
      { name: "c.ndjson", content: ndjson(n) },
    ]),
    events: { "!a.ndjson": n, "!c.ndjson": n },
    faults: { "!a.ndjson": /checksum does not fit/, "!b.ndjson": /encrypted/ },
  }),
  n => ({
    extension: "tar",
    content: tarOf([
      { name: "a.ndjson", content: ndjson(n) },
      { name: "b.ndjson", content: incompressible(100, n) },
    ]).subarray(0, 512 * (2 + Math.ceil(ndjson(n).length / 512)) + 300),
    events: { "!a.ndjson": n, "!b.ndjson": 3 },
    faults: { "": /cut off within the member "b\.ndjson"/, "!b.ndjson": /is cut off/ },
  }),
  n => ({
    extension: "evtx",
    content: Buffer.concat([evtx(n), evtx(n)]).subarray(0, 4096 + 65_536 + 2000),
    events: { "": n },
    faults: { "": /^2000 bytes are no chunk$|^file ends inside a chunk$/ },
  }),
  n => ({ extension: "evtx", content: evtx(n).subarray(0, 2048), events: {}, faults: { "": /file ends inside its header/ } }),
  () => ({ extension: "log", content: "", events: {}, faults: { "": /the input is empty/ } }),
  n => ({ extension: "log", content: Buffer.alloc(512 + n), events: {}, faults: { "": /nothing but NUL bytes/ } }),
  () => ({ extension: "gz", content: gzipSync(""), events: {}, faults: { "": /the input is empty/ } }),
  n => ({ extension: "bin", content: noise(n, 3000 + n), events: {}, faults: { "": /binary data of no known format/ } }),
  n => ({
    extension: "png",
    content: Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0", "latin1"), noise(n, 900)]),
    events: {},
    faults: { "": /a PNG image, which is not supported/ },
  }),
  n => ({
    extension: "so",
    content: Buffer.concat([Buffer.from("\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0", "latin1"), noise(n, 900)]),
    events: {},
    faults: { "": /an ELF program, which is not supported/ },
  }),
  n => ({
    extension: "7z",
    content: Buffer.concat([Buffer.from("7z\xbc\xaf\x27\x1c\0\x04", "latin1"), noise(n, 300)]),
    events: {},
    faults: { "": /a 7z archive, which is not supported/ },
  }),
]

const total = 1000
const root = temporaryFolder()
const logs = join(root, "logs")
const asRoot = process.geteuid?.() === 0
const events = new Map<string, number>()
const faults = new Map<string, RegExp>()
/** Everything in the folder that is no folder itself. */
let entries = 0

function put(path: string, { content, events: own, faults: bad = {} }: Omit<Specimen, "extension">): void {
  const full = join(logs, path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, content)
  entries++
  for (const [member, count] of Object.entries(own)) events.set(full + member, count)
  for (const [member, fault] of Object.entries(bad)) faults.set(full + member, fault)
}
function link(target: string, path: string, fault: RegExp): void {
  symlinkSync(target, join(logs, path))
  entries++
  faults.set(join(logs, path), fault)
}

put("good/plain.ndjson", { content: ndjson(3), events: { "": 3 } })
const deep = `deep/${Array.from({ length: 100 }, (_, i) => `level ${i}`).join("/")}`
put(`${deep}/deep.ndjson`, { content: ndjson(4), events: { "": 4 } })
put("names/new\nline \u001b[31mred\u0007.ndjson", { content: ndjson(5), events: { "": 5 } })
put("names/ünïcødé 🦀 'quoted' \"twice\" $(x) -rf.ndjson", { content: ndjson(6), events: { "": 6 } })
put("names/-", { content: ndjson(7), events: { "": 7 } })
put("names/no-extension", { content: ndjson(8), events: { "": 8 } })
put("names/.hidden.ndjson", { content: ndjson(9), events: { "": 9 } })
put("names/lies.png", { content: ndjson(10), events: { "": 10 } })
/** A name that is no UTF-8 is shown with the replacement character. */
writeFileSync(Buffer.concat([Buffer.from(join(logs, "names/")), Buffer.from("caf\xe9.ndjson", "latin1")]), ndjson(11))
entries++
events.set(join(logs, "names/caf\uFFFD.ndjson"), 11)
link("self", "good/self", /its links go in circles/)
link("cycle-b", "good/cycle-a", /its links go in circles/)
link("cycle-a", "good/cycle-b", /its links go in circles/)
link("nowhere", "good/dangling", /no such file/)
link("..", "good/up", /links back to/)
link("plain.ndjson", "good/same.ndjson", /the file is the same as .*, and is read once/)
link("../deep", "good/to-deep", /the folder is the same as .*, and is read once/)
execFileSync("mkfifo", [join(logs, "good/pipe")])
entries++
faults.set(join(logs, "good/pipe"), /a pipe or device is no log file/)
link("pipe", "good/to-pipe", /a pipe or device is no log file/)
link("/dev/zero", "good/to-zero", /a pipe or device is no log file/)
put(
  "closed/secret.ndjson",
  asRoot ? { content: ndjson(2), events: { "": 2 } } : { content: ndjson(2), events: {}, faults: { "": /permission denied/ } },
)
chmodSync(join(logs, "closed/secret.ndjson"), 0)
if (asRoot)
  console.log("Root may read everything: that a file may not be read is tested by test/readers/input.test.ts, which gives the right up.")
faults.set(join(logs, "good/socket"), /a socket is no log file/)
entries++
for (let n = 0; entries < total; n++) {
  const kind = kinds[n % kinds.length]
  if (kind === undefined) throw new Error("there are no kinds of files")
  const specimen = kind(3 + (n % 17))
  put(`mixed/${n % 7}/${String(n).padStart(4, "0")}.${specimen.extension}`, specimen)
}

const rules = temporaryFolder({ "count.yml": ruleText("Count", "- stats: {aggregate: {count: count}, by: [source]}") })

/** A socket in the folder for as long as the work takes. */
async function withSocket<T>(work: () => Promise<T>): Promise<T> {
  // The path of a socket may have 107 bytes.
  const server = createServer()
  await new Promise<void>(resolve => server.listen(join(logs, "good/socket"), resolve))
  try {
    return await work()
  } finally {
    await new Promise(resolve => server.close(resolve))
  }
}

test("of a thousand mixed files everything readable is read, and all else is named with its reason", async () => {
  assert.is(entries, total)
  const { rules: loaded, workspace } = loadRules([rules])
  const input = readEvents([logs], workspace, { told: name => ({ source: name }) })
  const read = new Map<string, number>()
  await withSocket(async () => {
    for await (const { fields } of run(loaded.map(compileRule), input)) read.set(String(fields.source), Number(fields.count))
  })
  const short = (name: string): string => name.slice(logs.length + 1)
  const listed = (map: ReadonlyMap<string, number>): string[] => [...map].map(([name, count]) => `${short(name)}: ${count}`).sort()
  assert.equal(listed(read), listed(events))
  assert.equal([...input.summary.unreadableIn.keys()].map(short).sort(), [...faults.keys()].map(short).sort())
  for (const [name, fault] of faults) {
    const messages = input.summary.problems.filter(problem => problem.input === name).map(({ message }) => message)
    assert.ok(messages.length > 0, name)
    for (const message of messages) assert.match(message, fault, `${short(name)}: ${message}`)
  }
  assert.is(
    input.summary.records,
    [...events.values()].reduce((sum, count) => sum + count),
  )
})

test("the command line reads the same, names every fault in one line, and ends with success", async () => {
  const args = ["run", "-r", rules, "-f", "ndjson", logs]
  const [short, long] = await withSocket(async () => [await sluice(args), await sluice([...args, "-v"])] as const)
  assert.is(short.code, 0)
  assert.is(long.code, 0)
  const count = [...events.values()].reduce((sum, each) => sum + each)
  assert.match(long.stderr, `${count.toLocaleString("en-US")} events read from `)
  assert.match(short.stderr, /^\d+ records or inputs could not be read:\n/)
  assert.match(short.stderr, new RegExp(`and ${faults.size - 10} more inputs \\(-v shows them\\)`))
  // Nothing in a name or a message reaches the terminal as a control character.
  assert.not.match(long.stderr.replaceAll("\n", ""), /\p{Cc}/u)
  const section = long.stderr.slice(long.stderr.indexOf("could not be read:"))
  for (const name of faults.keys()) assert.match(section, `    ${name}`)
})

test("a folder that holds nothing readable ends with the code of files that cannot be read", async () => {
  const folder = temporaryFolder()
  symlinkSync("nowhere", join(folder, "dangling"))
  const { code, stderr } = await sluice(["run", "-r", rules, folder])
  assert.is(code, 3)
  assert.match(stderr, "dangling: cannot be read: no such file or folder")
})

test.run()
