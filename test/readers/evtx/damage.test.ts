import { test } from "uvu"
import * as assert from "uvu/assert"
import { evtx, readEvtxChunk } from "../../../engine/readers/evtx/index.ts"
import type { RawRecord, ReadProblem } from "../../../engine/readers/reader.ts"
import { objectOf, readLog } from "./read-evtx.ts"
import { ChunkWriter, chunkSize, data, eventTemplate, file, fileHeader, seal, text } from "./write-evtx.ts"

const template = eventTemplate(1, data("X", { value: 0 }))

/** A chunk with a record for each id, whose X is the id. */
function chunkOf(...ids: number[]): ChunkWriter {
  const chunk = new ChunkWriter()
  for (const id of ids) chunk.event(id, template, [text(String(id))])
  return chunk
}

function bytesOf(...ids: number[]): Buffer {
  return chunkOf(...ids).finish()
}

function ids(records: readonly RawRecord[]): unknown[] {
  return records.map(record => objectOf(record.data?.EventData).X)
}

function changed(bytes: Buffer, at: number, ...values: number[]): Buffer {
  const copy = Buffer.from(bytes)
  copy.set(values, at)
  return copy
}

const recognised: readonly (readonly [title: string, head: Uint8Array, expected: number])[] = [
  ["a log", file([bytesOf(1)]), 1],
  ["a chunk without file header", bytesOf(1), 0.9],
  ["only a file's magic", Buffer.from("ElfFile\0", "latin1"), 1],
  ["a cut magic", Buffer.from("ElfFil", "latin1"), 0],
  ["text", Buffer.from("ElfFile of the day"), 0],
  ["nothing", Buffer.alloc(0), 0],
]

for (const [title, head, expected] of recognised)
  test(`recognises ${title} with ${expected}`, () => {
    assert.is(evtx.recognise(head, "x.evtx"), expected)
  })

const three = chunkOf(1, 2, 3)
const [, secondStart = 0, thirdStart = 0] = three.starts
const sealed = three.finish()
const dirty = 1

/** [title, log, ids of the records, [offset, record, message] of the problems] */
const logs: readonly (readonly [string, Uint8Array, readonly string[], readonly (readonly [number, number | undefined, string])[]])[] = [
  ["two chunks", file([bytesOf(1, 2), bytesOf(3)]), ["1", "2", "3"], []],
  ["a log without events", file([]), [], []],
  ["nothing", Buffer.alloc(0), [], [[0, undefined, "file ends inside its header"]]],
  ["half a header", fileHeader(1).subarray(0, 2000), [], [[2000, undefined, "file ends inside its header"]]],
  ["chunks without file header", Buffer.concat([bytesOf(1), bytesOf(2)]), ["1", "2"], []],
  [
    "chunks reserved for later",
    file([bytesOf(1), Buffer.alloc(chunkSize)]).subarray(0),
    ["1"],
    [[135168, undefined, "file has 1 chunks, its header counts 2"]],
  ],
  ["reserved chunks that are not counted", Buffer.concat([file([bytesOf(1)]), Buffer.alloc(2 * chunkSize)]), ["1"], []],
  ["a wrong file magic", changed(file([bytesOf(1)]), 0, 0x65), ["1"], [[0, undefined, "file does not start with its magic"]]],
  ["a wrong header size", changed(file([bytesOf(1)]), 41, 0), ["1"], [[0, undefined, "checksum of the file header is wrong"]]],
  [
    "a wrong chunk magic",
    file([changed(bytesOf(1), 0, 0), bytesOf(2)]),
    ["1", "2"],
    [
      [4096, undefined, "chunk does not start with its magic"],
      [4096, undefined, "checksum of the chunk header is wrong"],
    ],
  ],
  ["a chunk of other bytes", file([Buffer.alloc(chunkSize, 0xa5), bytesOf(2)]), ["2"], [[4096, undefined, "65536 bytes are no chunk"]]],
  [
    "bytes lost between chunks",
    Buffer.concat([fileHeader(2), bytesOf(1), Buffer.alloc(1000, 1), bytesOf(2)]),
    ["1", "2"],
    [[69632, undefined, "1000 bytes are no chunk"]],
  ],
  [
    "bytes lost so that a chunk's magic spans the place where it was looked for",
    Buffer.concat([fileHeader(2), bytesOf(1), Buffer.alloc(chunkSize - 3, 1), bytesOf(2)]),
    ["1", "2"],
    [[69632, undefined, "65533 bytes are no chunk"]],
  ],
  [
    "a wrong checksum of records",
    file([changed(bytesOf(1), 52, 0), bytesOf(2)]),
    ["1", "2"],
    [
      [4096, undefined, "checksum of the chunk header is wrong"],
      [4096, undefined, "checksum of the chunk's records is wrong"],
    ],
  ],
  [
    "a header whose end of records is nonsense",
    file([resealed(changed(sealed, 48, 1, 0, 0, 0))]),
    ["1", "2", "3"],
    [[4096, undefined, "chunk header has no valid end of records"]],
  ],
  [
    "a record that does not parse",
    file([resealed(changed(sealed, secondStart + 24, 0x1b))]),
    ["1", "3"],
    [[4096 + secondStart, 2, "record does not parse: unknown token 0x1b"]],
  ],
  [
    "a record whose magic is wrong",
    file([resealed(changed(sealed, secondStart, 0))]),
    ["1", "3"],
    [[4096 + secondStart, undefined, `${thirdStart - secondStart} bytes are no record`]],
  ],
  [
    "a record whose size is wrong",
    file([resealed(changed(sealed, secondStart + 4, 0xff, 0xff, 0, 0))]),
    ["1", "3"],
    [[4096 + secondStart, undefined, `${thirdStart - secondStart} bytes are no record`]],
  ],
  [
    "a template that is damaged",
    file([resealed(changed(sealed, 512 + 24 + 14 + 4, 9)), bytesOf(4)]),
    ["4"],
    [1, 2, 3].map(id => [4096 + (three.starts[id - 1] ?? 0), id, "record does not parse: template 0x1 is not at offset 550 of its chunk"]),
  ],
  ["a dirty log whose last records the chunk header lacks", file([chunkOf(1, 2, 3).finish(secondStart)], dirty), ["1", "2", "3"], []],
  ["a clean log with old records in unused space", file([chunkOf(1, 2, 3).finish(secondStart)]), ["1"], []],
  ["a dirty log with old records in unused space", file([chunkOf(5, 2, 3).finish(secondStart)], dirty), ["5"], []],
  [
    "a chunk header from before its last records",
    file([changed(chunkOf(1, 2, 3).finish(secondStart), 124, 0)]),
    ["1", "2", "3"],
    [[4096, undefined, "checksum of the chunk header is wrong"]],
  ],
  [
    "a log cut in its second record",
    file([sealed]).subarray(0, 4096 + secondStart + 30),
    ["1"],
    [[4096 + secondStart + 30, undefined, "file ends inside a chunk"]],
  ],
  [
    "a log cut between chunks",
    file([bytesOf(1), bytesOf(2)]).subarray(0, 4096 + chunkSize),
    ["1"],
    [[4096 + chunkSize, undefined, "file has 1 chunks, its header counts 2"]],
  ],
]

function resealed(chunk: Buffer): Buffer {
  const used = chunk.readUInt32LE(48)
  seal(chunk)
  assert.is(chunk.readUInt32LE(48), used)
  return chunk
}

for (const [title, bytes, expected, problems] of logs)
  for (const pieceSize of [chunkSize, 997, 1])
    test(`${title}, in pieces of ${pieceSize}`, async () => {
      const reading = await readLog(bytes, pieceSize)
      assert.equal(ids(reading.records), expected)
      assert.equal(
        reading.problems.map(({ position, message }) => [position.offset, position.record, message]),
        problems,
      )
    })

test("records keep their text when the next chunk is read", async () => {
  const { records } = await readLog(file([bytesOf(1), bytesOf(2)]))
  assert.equal(
    records.map(record => record.text()),
    ["1", "2"].map(id => `<Event><System><EventID>7</EventID></System><EventData><Data Name='X'>${id}</Data></EventData></Event>`),
  )
})

test("a record that is too long is a problem", async () => {
  const { records, problems } = await readLog(file([sealed]), chunkSize, 100)
  // The first record is the longest, as it has the template.
  const size = secondStart - 512
  assert.ok(size > 100 && thirdStart - secondStart <= 100)
  assert.equal(ids(records), ["2", "3"])
  assert.equal(problems, [{ position: { record: 1, offset: 4608 }, message: `record has ${size} bytes, more than the 100 allowed` }])
})

test("a reader that stops early closes its input", async () => {
  let isClosed = false
  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      yield file([bytesOf(1), bytesOf(2)])
      yield bytesOf(3)
    } finally {
      isClosed = true
    }
  }
  for await (const batch of evtx.read(pieces(), { name: "x", report: () => {}, maxRecordBytes: chunkSize })) {
    assert.equal(ids(batch), ["1"])
    break
  }
  assert.ok(isClosed)
})

/** [title, chunk, ids without carving, ids with it] */
const carved: readonly (readonly [title: string, chunk: Buffer, plain: readonly string[], carved: readonly string[]])[] = [
  ["deleted records", chunkOf(1, 2, 3).finish(secondStart), ["1"], ["1", "2", "3"]],
  ["old records", chunkOf(9, 2, 3).finish(secondStart), ["9"], ["9", "2", "3"]],
  ["no deleted records", sealed, ["1", "2", "3"], ["1", "2", "3"]],
  ["a deleted record behind other bytes", changed(chunkOf(1, 2, 3).finish(secondStart), secondStart, 1, 2, 3), ["1"], ["1", "3"]],
  ["deleted records whose template is gone", changed(chunkOf(1, 2, 3).finish(512), 550, ...new Uint8Array(24)), [], []],
]

for (const [title, chunk, plain, all] of carved)
  test(`carves ${title}`, () => {
    const problems: ReadProblem[] = []
    const options = { offset: 0, report: (problem: ReadProblem) => problems.push(problem), maxRecordBytes: chunkSize, dirty: false }
    assert.equal(ids(readEvtxChunk(chunk, options)), plain)
    assert.equal(ids(readEvtxChunk(chunk, { ...options, carve: true })), all)
    assert.equal(problems, [])
  })

test.run()
