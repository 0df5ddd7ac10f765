import { execFileSync } from "node:child_process"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { gunzipSync, gzipSync } from "node:zlib"
import { test } from "uvu"
import * as assert from "uvu/assert"
import type { FormatChoice } from "../../engine/readers/index.ts"
import { type InputProblem, type OpenOptions, openInputs, type ReadOptions, readRecords } from "../../engine/readers/input.ts"
import { paxRecord, tarOf, zipOf } from "./containers/archives.ts"

const root = mkdtempSync(join(tmpdir(), "readers-"))
process.on("exit", () => rmSync(root, { recursive: true, force: true }))

let folders = 0
/** A new folder with files in it, named by paths. */
function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = join(root, String(++folders))
  mkdirSync(folder)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

interface Read {
  /** The records' data, or text where there are none, by input. */
  readonly records: Readonly<Record<string, readonly unknown[]>>
  /** `input: message`, the line before it where there is one. */
  readonly problems: readonly string[]
  readonly formats: readonly string[]
}

async function readPaths(
  paths: readonly string[],
  folder: string,
  options: Partial<OpenOptions & Pick<ReadOptions, "format" | "maxRecordBytes">> = {},
): Promise<Read> {
  const records: Record<string, unknown[]> = {}
  const problems: string[] = []
  const formats: string[] = []
  const shorten = (text: string) => text.replaceAll(folder, "").replace(/^\//, "")
  const onProblem = ({ input, position, message }: InputProblem) =>
    problems.push(
      `${shorten(input)}: ${position?.line === undefined ? "" : `line ${position.line}: `}${message.replaceAll(`${folder}/`, "")}`,
    )
  const onFormat = ({ reader }: FormatChoice) => formats.push(reader.name)
  for await (const input of openInputs(paths, { ...options, onProblem })) {
    const rows: unknown[] = []
    records[shorten(input.name)] = rows
    for await (const batch of readRecords(input, { ...options, onProblem, onFormat }))
      for (const record of batch) rows.push(record.data ?? record.text())
  }
  return { records, problems, formats }
}

/** Reads a folder that holds these files. */
const readFiles = (files: Readonly<Record<string, string | Uint8Array>>, options = {}) => {
  const folder = folderOf(files)
  return readPaths([folder], folder, options)
}

const one = { a: 1 }
const two = { b: "é" }
const log = '{"a":1}\n{"b":"é"}\n'
const cutOff = "the compressed data are cut off; what came before was read"

test("a folder is read in the order of names, hidden files too", async () => {
  const read = await readFiles({ "b.log": log, "a/z.log": log, "a/.hidden": log, "A.log": log, ".git/config": "x", "a.log": log })
  assert.equal(Object.keys(read.records), ["A.log", "a/.hidden", "a/z.log", "a.log", "b.log"])
  assert.equal(read.problems, [])
})

test("formats are told apart", async () => {
  const read = await readFiles({ "1.log": log, "2.json": '[\n{"a":1}]', "3.csv": "a,b,c,d\n1,2,3,4\n", "4.log": "plain text\n" })
  assert.equal(read.records, {
    "1.log": [one, two],
    "2.json": [one],
    "3.csv": [{ a: "1", b: "2", c: "3", d: "4" }],
    "4.log": ["plain text"],
  })
  assert.equal(read.formats, ["ndjson", "json", "csv", "text"])
})

test("a format can be forced", async () => {
  const read = await readFiles({ "1.log": log }, { format: "TEXT" })
  assert.equal(read.records, { "1.log": ['{"a":1}', '{"b":"é"}'] })
  const lines = await readFiles({ "1.log": "[1]\n" }, { format: "ndjson" })
  assert.equal(lines.problems, ["1.log: line 1: the line is an array, not an object"])
})

test("an unknown format is the user's mistake", async () => {
  const folder = folderOf({ x: log })
  await readPaths([folder], folder, { format: "jsn" }).then(
    () => assert.unreachable(),
    error => assert.is(error.code, "unknown_format"),
  )
})

test("inputs that cannot be read are named with the reason", async () => {
  const read = await readFiles({
    "1": "",
    "2": Buffer.alloc(600),
    "3": Buffer.from([1, 2, 3, 0xff, 0, 9, 7]),
    "4.7z": Buffer.from("7z\xbc\xaf\x27\x1c\0\x04", "latin1"),
    "5.xz": Buffer.from("\xfd7zXZ\0\0\x04", "latin1"),
    "6": "\uFEFF",
  })
  assert.equal(Object.values(read.records).flat(), [])
  assert.equal(read.problems, [
    "1: the input is empty",
    "2: the input begins with nothing but NUL bytes",
    "3: the input is binary data of no known format",
    "4.7z: the input is a 7z archive, which is not supported",
    "5.xz: the input is an xz file, which is not supported",
    "6: the input is empty",
  ])
})

test("missing and odd paths do not stop the others", async () => {
  const folder = folderOf({ "a.log": log })
  symlinkSync("nowhere", join(folder, "dangling"))
  symlinkSync("self", join(folder, "self"))
  execFileSync("mkfifo", [join(folder, "pipe")])
  const server = createServer()
  await new Promise<void>(resolve => server.listen(join(folder, "socket"), resolve))
  const read = await readPaths(
    [join(folder, "missing"), join(folder, "a.log/x"), join(folder, "n".repeat(300)), join(folder, "socket"), folder],
    folder,
  )
  await new Promise(resolve => server.close(resolve))
  assert.equal(read.records, { "a.log": [one, two] })
  assert.equal(read.problems, [
    "missing: cannot be read: no such file or folder",
    "a.log/x: cannot be read: a part of the path is no folder",
    `${"n".repeat(300)}: cannot be read: the name is too long`,
    "socket: a socket is no log file, and is left out",
    "dangling: cannot be read: no such file or folder",
    "pipe: a pipe or device is no log file, and is left out",
    "self: cannot be read: its links go in circles",
    "socket: a socket is no log file, and is left out",
  ])
})

test("files and folders that may not be read are reported", async () => {
  const folder = folderOf({ "a.log": log, "b/x": log, "c.log": log })
  chmodSync(root, 0o755)
  chmodSync(join(folder, "a.log"), 0)
  chmodSync(join(folder, "b"), 0)
  // Root may read everything, so that it gives its rights up for as long as it reads.
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  try {
    const read = await readPaths([folder], folder)
    assert.equal(read.records, { "c.log": [one, two] })
    assert.equal(read.problems, ["a.log: cannot be read: permission denied", "b: cannot be read: permission denied"])
  } finally {
    if (isRoot) process.seteuid?.(0)
    chmodSync(join(folder, "b"), 0o755)
  }
})

test("links are followed, and nothing is read twice", async () => {
  const folder = folderOf({ "a/x.log": log, "a/sub/y.log": log, "z.log": log })
  symlinkSync("..", join(folder, "a/sub/up"))
  symlinkSync("a", join(folder, "b"))
  symlinkSync("a/x.log", join(folder, "c.log"))
  const read = await readPaths([folder, join(folder, "z.log")], folder)
  assert.equal(Object.keys(read.records), ["a/sub/y.log", "a/x.log", "z.log"])
  assert.equal(read.problems, [
    'a/sub/up: the folder links back to "a", in which it stands, and is not read again',
    'b: the folder is the same as "a", and is read once',
    'c.log: the file is the same as "a/x.log", and is read once',
    'z.log: the file is the same as "z.log", and is read once',
  ])
})

test("a pipe that a path names is read", async () => {
  const folder = folderOf({})
  const pipe = join(folder, "pipe")
  execFileSync("mkfifo", [pipe])
  // The shell opens the pipe for writing, which waits for the reader.
  const reading = readPaths([pipe], folder)
  execFileSync("sh", ["-c", `printf '{"a":1}\\n' > "$1" &`, "sh", pipe], { stdio: "ignore" })
  assert.equal((await reading).records, { pipe: [one] })
})

test("standard input is read once", async () => {
  const read = await readPaths(["-", "-"], "?", { stdin: Readable.from([Buffer.from(log)]) })
  assert.equal(read.records, { "-": [one, two] })
  assert.equal(read.problems, ["-: standard input can be read only once"])
})

test("standard input that fails is reported", async () => {
  const stdin = (async function* () {
    yield Buffer.from(log)
    throw Object.assign(new Error("broken"), { code: "EIO" })
  })()
  const read = await readPaths(["-"], "?", { stdin })
  assert.equal(read.records, { "-": [one, two] })
  assert.equal(read.problems, ["-: cannot be read: EIO; what came before was read"])
})

test("a file that becomes shorter while it is read just ends", async () => {
  const lines = 200_000
  const folder = folderOf({ "a.log": '{"a":1}\n'.repeat(lines) })
  let records = 0
  for await (const input of openInputs([folder], { onProblem: problem => assert.unreachable(problem.message) })) {
    assert.is(input.size, lines * 8)
    for await (const batch of readRecords(input, { onProblem: problem => assert.unreachable(problem.message) })) {
      if (records === 0) truncateSync(join(folder, "a.log"), 8)
      records += batch.length
    }
  }
  assert.ok(records > 0 && records <= lines)
})

test("an input that is not read to its end does not keep the next from being read", async () => {
  const folder = folderOf({
    "a.log": log.repeat(100_000),
    "b.tar": tarOf([
      { name: "x", content: log.repeat(20_000) },
      { name: "y", content: log },
    ]),
    "c.log.gz": gzipSync(log.repeat(100_000)),
    "d.log": log,
  })
  const names: string[] = []
  const onProblem = (problem: InputProblem) => assert.unreachable(problem.message)
  for await (const input of openInputs([folder], { onProblem })) {
    names.push(input.name.slice(folder.length + 1))
    for await (const batch of readRecords(input, { onProblem })) if (batch.length > 0) break
  }
  assert.equal(names, ["a.log", "b.tar!x", "b.tar!y", "c.log.gz", "d.log"])
})

const openFiles = "/proc/self/fd"
if (!existsSync(openFiles)) console.log("The system does not list open files: that they are closed is not tested.")
else
  test("inputs that nobody reads, and a caller that stops early, leave no file open", async () => {
    const folder = folderOf({ "a.log": log, "b.zip": zipOf([{ name: "x", content: log }]), "c.log": log })
    for (let round = 0; round < 5; round++) {
      for await (const _ of openInputs([folder], { onProblem: () => {} }));
      for await (const input of openInputs([folder], { onProblem: () => {} })) if (input.name.endsWith("x")) break
    }
    const targets = readdirSync(openFiles).map(entry => (existsSync(join(openFiles, entry)) ? readlinkSync(join(openFiles, entry)) : ""))
    assert.equal(
      targets.filter(target => target.startsWith(folder)),
      [],
    )
  })

test("a line of 20 MB is reported and costs nothing but itself", async () => {
  const read = await readFiles({ "a.log": `{"a":1}\n{"x":"${"y".repeat(20_000_000)}"}\n{"b":"é"}\n` })
  assert.equal(read.records, { "a.log": [one, two] })
  assert.equal(read.problems, ["a.log: line 2: the line has 20000008 bytes, more than the limit of 16777216, and is left out"])
  const longer = await readFiles({ "a.log": `{"x":"${"y".repeat(20_000_000)}"}\n{"a":1}\n` }, { maxRecordBytes: 2 ** 25 })
  assert.is(longer.records["a.log"]?.length, 2)
  assert.equal(longer.problems, [])
})

const little = (text: string) => Buffer.from(text, "utf16le")
const encodings: readonly [string, Buffer][] = [
  ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${log}`)],
  ["UTF-16LE with a byte order mark", little(`\uFEFF${log}`)],
  ["UTF-16LE without", little(log)],
  ["UTF-16BE with a byte order mark", little(`\uFEFF${log}`).swap16()],
  ["UTF-16BE without", little(log).swap16()],
  ["UTF-16LE, gzip", gzipSync(little(`\uFEFF${log}`))],
]
for (const [title, bytes] of encodings)
  test(`text is read in ${title}`, async () => {
    assert.equal(await readFiles({ x: bytes }), { records: { x: [one, two] }, problems: [], formats: ["ndjson"] })
  })

test("UTF-16 is decoded across chunks", async () => {
  const texts = Array.from({ length: 100_000 }, (_, index) => `line ${index} é𝄞`)
  const read = await readFiles({ x: little(`\uFEFF${texts.join("\r\n")}`) })
  assert.equal(read.records, { x: texts })
})

test("compression is told by the content, not by the name", async () => {
  const read = await readFiles({
    "a.log": gzipSync(log),
    "b.gz": log,
    "c.gz": Buffer.concat([gzipSync(log), gzipSync(log)]),
    "d.gz": gzipSync(gzipSync(log)),
  })
  assert.equal(read.records, { "a.log": [one, two], "b.gz": [one, two], "c.gz": [one, two, one, two], "d.gz": [one, two] })
  assert.equal(read.problems, [])
})

test("a truncated gzip file is read as far as it goes", async () => {
  const lines = Array.from({ length: 20_000 }, (_, n) => JSON.stringify({ n, text: `${(n * 7919) % 10_007}` })).join("\n")
  const compressed = gzipSync(lines)
  const read = await readFiles({ "a.gz": compressed.subarray(0, compressed.length >> 1) })
  const rows = read.records["a.gz"] ?? []
  assert.ok(rows.length > 5000 && rows.length < 20_000)
  assert.equal(rows.at(-1), { n: rows.length - 1, text: `${((rows.length - 1) * 7919) % 10_007}` })
  assert.is(read.problems[0], `a.gz: gzip: ${cutOff}`)
})

test("compressions that never end are given up", async () => {
  let bytes: Buffer = Buffer.from(log)
  for (let layer = 0; layer < 4; layer++) bytes = gzipSync(bytes)
  assert.equal((await readFiles({ x: bytes })).problems, ["x: the input is compressed more than 3 times over"])
})

test("a decompression bomb is given up", async () => {
  const limits = { ratio: 100, unlimitedBytes: 1_000_000 }
  const grown = "more than 100 times its size has come out of the file: it looks like a decompression bomb, and the rest is left out"
  const bomb = gzipSync("x".repeat(50_000_000))
  const many = zipOf(Array.from({ length: 40 }, (_, index) => ({ name: `${index}.log`, content: "x".repeat(900_000) })))
  const read = await readFiles({ "a.gz": bomb, "b.gz": gzipSync(bomb), "c.zip": many }, { limits })
  const bombs = read.problems.filter(problem => problem.endsWith(grown)).map(problem => problem.split(":")[0])
  assert.equal(
    bombs.map(name => name?.replace(/!.*/, "!")),
    ["a.gz", "b.gz", "c.zip!"],
  )
  assert.equal((await readFiles({ "a.gz": gzipSync(log.repeat(100_000)) }, { limits: { ratio: 100 } })).problems, [])
})

const members = [
  { name: "x.log", content: log },
  { name: "folder/", content: "", method: 0 },
  { name: "folder/é.log", content: log, method: 0 },
]
const zips: readonly [string, Buffer][] = [
  ["a zip archive", zipOf(members)],
  ["a zip archive behind another one", Buffer.concat([zipOf([{ name: "other", content: "x" }]), zipOf(members)])],
  ["a zip archive in the ZIP64 format", zipOf(members, { wide: true })],
]
for (const [title, bytes] of zips)
  test(`${title} is read`, async () => {
    const read = await readFiles({ "a.zip": bytes })
    assert.equal(read.records, { "a.zip!x.log": [one, two], "a.zip!folder/é.log": [one, two] })
    assert.equal(read.problems, [])
  })

test("zip members that cannot be read are reported", async () => {
  const bytes = zipOf([
    { name: "1", content: log, encrypted: true },
    { name: "2", content: log, method: 9 },
    { name: "3", content: log, method: 77 },
    { name: "4", content: log, claims: { checksum: 1 } },
    { name: "5", content: log, claims: { offset: 3 } },
    { name: "6\x1b[2J", content: log },
    { name: "7", content: "no deflate", method: 0, claims: { method: 8 } },
  ])
  const read = await readFiles({ "a.zip": bytes })
  assert.equal(read.records["a.zip!4"], [one, two])
  assert.equal(read.records["a.zip!6\uFFFD[2J"], [one, two])
  assert.equal(read.problems, [
    "a.zip!1: the zip member is encrypted",
    "a.zip!2: the zip member is compressed with Deflate64, which is not supported",
    "a.zip!3: the zip member is compressed with method 77, which is not supported",
    "a.zip!4: zip: the checksum does not fit: the data are damaged; what came before was read",
    "a.zip!5: zip: the zip archive is damaged; what came before was read",
    "a.zip!5: the input is empty",
    "a.zip!7: zip: the compressed data are damaged; what came before was read",
    "a.zip!7: the input is empty",
  ])
})

test("damaged zip archives are reported", async () => {
  const bytes = zipOf(members)
  const overlapping = zipOf([
    { name: "1", content: "x".repeat(1000), method: 0 },
    ...Array.from({ length: 9 }, (_, index) => ({ name: `${index}`, content: "", method: 0 })),
  ])
  // Every entry but the first now has the first one's data.
  const first = overlapping.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
  for (let at = first, entry = 0; entry < 10; entry++, at += 46 + overlapping.readUInt16LE(at + 28)) {
    overlapping.writeUInt32LE(1000, at + 20)
    overlapping.writeUInt32LE(0, at + 42)
  }
  const read = await readFiles({ "a.zip": bytes.subarray(0, 25), "b.zip": overlapping, "c.zip": zipOf([]) })
  assert.equal(read.records, {})
  assert.equal(read.problems, [
    "a.zip: the zip archive has no directory: it is cut off or damaged",
    "b.zip: the members of the zip archive overlap: it looks like a decompression bomb",
  ])
})

/** Sizes of the first member as a program writes them that does not know them beforehand: none in its header, and some behind its data. */
function streamed(archive: Buffer): Buffer {
  const first = Buffer.from(archive)
  first.writeUInt16LE(first.readUInt16LE(6) | 8, 6)
  const dataEnd = 30 + first.readUInt16LE(26) + first.readUInt32LE(18)
  const descriptor = Buffer.concat([Buffer.from("PK\x07\x08", "latin1"), first.subarray(14, 26)])
  first.fill(0, 14, 26)
  return Buffer.concat([first.subarray(0, dataEnd), descriptor, first.subarray(dataEnd)])
}

const withoutDirectory = zipOf(members).subarray(0, zipOf(members).indexOf("PK\x01\x02"))
const lost = "a.zip: the zip archive has no directory: it is cut off or damaged"
const cuts: readonly [title: string, bytes: Buffer, records: Read["records"], problems: readonly string[]][] = [
  [
    "whose directory is cut off",
    withoutDirectory,
    { "a.zip!x.log": [one, two], "a.zip!folder/é.log": [one, two] },
    [`${lost}; 2 members were found without it`],
  ],
  [
    "that is cut off within a member",
    withoutDirectory.subarray(0, -8),
    { "a.zip!x.log": [one, two], "a.zip!folder/é.log": [one] },
    [
      `${lost}; 2 members were found without it`,
      "a.zip!folder/é.log: zip: the zip archive is cut off; what came before was read",
      "a.zip!folder/é.log: line 2: the JSON value is cut off: it has no end",
    ],
  ],
  [
    "that was written to a pipe and cut off",
    streamed(withoutDirectory),
    { "a.zip!x.log": [one, two], "a.zip!folder/é.log": [one, two] },
    [`${lost}; 2 members were found without it`],
  ],
  [
    "in the ZIP64 format that is cut off",
    zipOf([{ name: "x.log", content: log }], { wide: true }).subarray(0, -100),
    { "a.zip!x.log": [one, two] },
    [`${lost}; a member was found without it`],
  ],
]
for (const [title, bytes, records, problems] of cuts)
  test(`the members of a zip archive ${title} are found`, async () => {
    const read = await readFiles({ "a.zip": bytes })
    assert.equal(read.records, records)
    assert.equal(read.problems, problems)
  })

test("whatever the bytes of a zip archive, reading ends without an exception", async () => {
  const bytes = zipOf(members)
  const files: Record<string, Buffer> = {}
  for (let at = 4; at < bytes.length; at++) {
    const damaged = Buffer.from(bytes)
    damaged[at] = 0xff
    files[`${at}`] = damaged
  }
  const read = await readFiles(files)
  assert.ok(read.problems.length > 100)
})

const longName = `${"d".repeat(60)}/${"e".repeat(60)}/x.log`
const tars: readonly [string, Buffer, readonly string[]][] = [
  [
    "ustar",
    tarOf([
      { name: "dir/", type: "5" },
      { name: "dir/x.log", content: log },
      { name: "link", type: "2" },
      { name: "y.log", content: log },
    ]),
    ["dir/x.log", "y.log"],
  ],
  ["a ustar prefix", tarOf([{ name: "x.log", content: log, prefix: "a/b" }]), ["a/b/x.log"]],
  ["V7", tarOf([{ name: "x.log", content: log, type: "\0", old: true }]), ["x.log"]],
  [
    "GNU long names",
    tarOf([
      { name: "././@LongLink", type: "L", content: `${longName}\0` },
      { name: longName.slice(0, 99), content: log },
      { name: "y.log", content: log },
    ]),
    [longName, "y.log"],
  ],
  [
    "pax names",
    tarOf([
      { name: "PaxHeaders/x", type: "x", content: paxRecord("mtime", "1.5") + paxRecord("path", longName) },
      { name: "x", content: log },
      { name: "y.log", content: log },
    ]),
    [longName, "y.log"],
  ],
  [
    "binary sizes",
    tarOf([
      { name: "x.log", content: log, binarySize: true },
      { name: "y.log", content: log },
    ]),
    ["x.log", "y.log"],
  ],
]
for (const [title, bytes, names] of tars)
  for (const [name, content] of [
    ["a.tar", bytes],
    ["a.tgz", gzipSync(bytes)],
  ] as const)
    test(`${name} is read: ${title}`, async () => {
      const read = await readFiles({ [name]: content })
      assert.equal(read.records, Object.fromEntries(names.map(member => [`${name}!${member}`, [one, two]])))
      assert.equal(read.problems, [])
    })

test("damaged tar archives are reported", async () => {
  const bytes = tarOf([
    { name: "x", content: log },
    { name: "y", content: log.repeat(50) },
    { name: "z", type: "S", content: log },
  ])
  const broken = Buffer.from(bytes)
  broken[1024] = 1
  const read = await readFiles({ "1.tar": bytes.subarray(0, 1700), "2.tar": bytes.subarray(0, 1100), "3.tar": broken, "4.tar": bytes })
  assert.equal(
    read.problems.filter(problem => !problem.includes("line")),
    [
      '1.tar: tar: the archive is cut off within the member "y"',
      "2.tar: tar: the archive is cut off",
      "3.tar: tar: the archive is damaged: the rest of it has no header and is left out",
      '4.tar: tar: the member "z" is a sparse file, which is not supported, and is left out',
    ],
  )
  assert.equal(read.records["3.tar!x"], [one, two])
})

test("archives in archives are read three deep", async () => {
  const inner = zipOf([{ name: "x.log.gz", content: gzipSync(log), method: 0 }])
  const middle = gzipSync(tarOf([{ name: "c.zip", content: inner }]))
  const outer = zipOf([{ name: "b.tgz", content: middle }])
  const read = await readFiles({ "a.zip": outer })
  assert.equal(read.records, { "a.zip!b.tgz!c.zip!x.log.gz": [one, two] })
  const deeper = await readFiles({ "z.tar": tarOf([{ name: "a.zip", content: outer }]) })
  assert.equal(deeper.problems, ["z.tar!a.zip!b.tgz!c.zip: the zip archive stands more than 3 archives deep"])
})

test("a zip archive from standard input is held up to a limit", async () => {
  const stdin = () => Readable.from([zipOf(members)])
  assert.equal(Object.keys((await readPaths(["-"], "?", { stdin: stdin() })).records), ["-!x.log", "-!folder/é.log"])
  const read = await readPaths(["-"], "?", { stdin: stdin(), limits: { heldArchiveBytes: 100 } })
  assert.equal(read.problems, ["-: the zip archive cannot be read in any order where it stands, and is larger than 100 bytes"])
})

const corpus = fileURLToPath(new URL("../../../shared/corpus/events", import.meta.url))
if (!existsSync(corpus)) console.log("The logs of ../shared/corpus/events are not there: reading them is not tested.")
else
  test("real logs give a record for each line", async () => {
    const expected: Record<string, number> = {}
    for (const name of readdirSync(corpus).filter(file => /\.(gz|log)$/.test(file))) {
      const bytes = readFileSync(join(corpus, name))
      expected[name] = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes)
        .toString("latin1")
        .split("\n")
        .filter(line => line !== "").length
    }
    const counts: Record<string, number> = {}
    const onProblem = (problem: InputProblem) => assert.unreachable(`${problem.input}: ${problem.message}`)
    for (const name of Object.keys(expected))
      for await (const input of openInputs([join(corpus, name)], { onProblem }))
        for await (const batch of readRecords(input, { onProblem })) counts[name] = (counts[name] ?? 0) + batch.length
    assert.equal(counts, expected)
  })

test.run()
