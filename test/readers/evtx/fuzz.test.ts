import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { readEvtxChunk } from "../../../engine/readers/evtx/index.ts"
import { eventData, readLog } from "./read-evtx.ts"
import { ChunkWriter, chunkSize, data, eventTemplate, file, hex, seal, type TypedValue, text, utf16 } from "./write-evtx.ts"

const inner = { id: 2, markup: [{ name: "EventData", children: [data("A", { value: 0 }), data("B", { value: 1, optional: true })] }] }
const outer = {
  id: 1,
  markup: [{ name: "Event", children: [{ name: "System", children: [{ name: "EventID", children: [{ value: 0 }] }] }, { value: 1 }] }],
}
const kinds: readonly TypedValue[] = [
  text("C:\\Windows"),
  { type: 0x81, bytes: utf16("a\0b\0") },
  { type: 0x0f, bytes: Buffer.alloc(16, 7) },
  { type: 0x11, bytes: Buffer.alloc(8, 1) },
  { type: 0x13, bytes: hex("010100000000000512000000") },
  { type: 0x93, bytes: hex("010100000000000512000000010100000000000512000000") },
  {
    type: 0x21,
    markup: [{ name: "N", attributes: { a: ["1"] }, children: [{ cdata: "c" }, { entity: "lt" }, { target: "t", data: "d" }] }],
  },
]

/** A chunk with a record for each kind of value. */
function mixedChunk(): Buffer {
  const chunk = new ChunkWriter()
  for (const [i, value] of kinds.entries()) {
    const body: TypedValue = { type: 0x21, markup: [{ instance: inner, values: [value, text(String(i))] }] }
    chunk.event(i, outer, [{ type: 0x06, bytes: hex("0100") }, body])
  }
  return chunk.finish()
}

const mixed = mixedChunk()
const used = mixed.readUInt32LE(48)
const intact = new ChunkWriter().event(100, eventTemplate(3, data("X", { value: 0 })), [text("intact")]).finish()

/** Bytes of the mixed chunk to set, most of them among its records. */
const changes = fc.array(
  fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 512, max: used - 1 }) }, fc.integer({ min: 0, max: 511 })), fc.nat(255)),
  { minLength: 1, maxLength: 12 },
)

function damaged(bytes: Buffer, list: readonly (readonly [number, number])[], isSealed: boolean): Buffer {
  const copy = Buffer.from(bytes)
  for (const [at, value] of list) copy[at] = value
  const end = copy.readUInt32LE(48)
  if (isSealed && end >= 512 && end <= chunkSize) seal(copy)
  return copy
}

test("a damaged chunk costs nothing of the next", () => {
  return fc.assert(
    fc.asyncProperty(changes, fc.boolean(), async (list, isSealed) => {
      const { records } = await readLog(file([damaged(mixed, list, isSealed), intact]))
      assert.ok(records.length >= 1 && records.length <= kinds.length + 1)
      assert.equal(eventData(records.at(-1)), { X: "intact" })
      for (const record of records) assert.type(record.text(), "string")
    }),
    { numRuns: 1500 },
  )
})

test("carving a damaged chunk ends", () => {
  fc.assert(
    fc.property(changes, list => {
      const options = { offset: 0, report: () => {}, maxRecordBytes: chunkSize, dirty: true, carve: true }
      for (const record of readEvtxChunk(damaged(mixed, list, false), options)) assert.type(record.text(), "string")
    }),
    { numRuns: 500 },
  )
})

test("records of any bytes are read or reported", () => {
  return fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), async bodies => {
      const chunk = new ChunkWriter()
      for (const [i, body] of bodies.entries()) chunk.record(i, () => chunk.raw(body))
      const { records, problems } = await readLog(file([chunk.finish()]))
      assert.is(records.length + problems.length, bodies.length)
    }),
    { numRuns: 500 },
  )
})

test("pieces of any size give the same records", () => {
  const log = file([mixed, intact])
  return fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: log.length + 1 }), fc.nat(log.length), async (pieceSize, end) => {
      const whole = await readLog(log.subarray(0, end), log.length)
      const pieced = await readLog(log.subarray(0, end), Math.max(pieceSize, 64))
      assert.equal(pieced.problems, whole.problems)
      assert.equal(
        pieced.records.map(record => record.text()),
        whole.records.map(record => record.text()),
      )
    }),
    { numRuns: 100 },
  )
})

test.run()
