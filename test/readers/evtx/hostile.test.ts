import { test } from "uvu"
import * as assert from "uvu/assert"
import { eventData, readLog } from "./read-evtx.ts"
import { ChunkWriter, data, eventTemplate, file, hex, type Markup, type Template, type TypedValue, text, utf16 } from "./write-evtx.ts"

const harmless = eventTemplate(0x77, data("X", { value: 0 }))

/** Reads a chunk whose first record is hostile; the record after it must come out. */
async function messages(write: (chunk: ChunkWriter) => void): Promise<string[]> {
  const chunk = new ChunkWriter()
  chunk.record(1, () => write(chunk))
  chunk.event(2, harmless, [text("ok")])
  const { records, problems } = await readLog(file([chunk.finish()]))
  assert.equal(records.map(eventData).at(-1), { X: "ok" })
  assert.is(records.length + problems.length, 2)
  return problems.map(problem => problem.message)
}

function nestedElements(depth: number): Markup[] {
  return depth === 0 ? [] : [{ name: "E", children: nestedElements(depth - 1) }]
}

function nestedValues(depth: number): TypedValue {
  const wrapper: Template = { id: 0x50, markup: [{ name: "E", children: [{ value: 0 }] }] }
  return depth === 0 ? text("x") : { type: 0x21, markup: [{ instance: wrapper, values: [nestedValues(depth - 1)] }] }
}

/** A template that names its only value many times, around values of the same kind. */
function fan(width: number, depth: number): TypedValue {
  const template: Template = { id: 0x60, markup: [{ name: "E", children: Array.from({ length: width }, () => ({ value: 0 })) }] }
  return depth === 0 ? text("x") : { type: 0x21, markup: [{ instance: template, values: [fan(width, depth - 1)] }] }
}

/** Templates that embed the next one many times, around nothing. */
function embedded(width: number, depth: number): Template {
  const inner = depth === 0 ? null : { instance: embedded(width, depth - 1), values: [] }
  return { id: 0x70 + depth, markup: inner === null ? [] : Array.from({ length: width }, () => inner) }
}

const cases: readonly (readonly [title: string, write: (chunk: ChunkWriter) => void, message: string])[] = [
  ["an unknown token", chunk => chunk.raw(hex("1b")), "unknown token 0x1b"],
  ["a cut element", chunk => chunk.raw(hex("01 ffff 0000")), "markup runs past its end"],
  ["a name past the chunk", chunk => chunk.raw(hex("01 ffff 00000000 ffffffff 03")), "name lies past the end of its chunk"],
  ["a name that is too long", chunk => chunk.raw(hex("01 ffff 00000000 18020000 03")), "name is too long"],
  [
    "a name that runs past its chunk",
    chunk => {
      chunk.bytes[0xfffd] = 1
      chunk.raw(hex("01 ffff 00000000 f7ff0000 03"))
    },
    "name runs past its chunk",
  ],
  [
    "a start tag without end",
    chunk => {
      chunk.markup([{ name: "E" }])
      chunk.at -= 1
      chunk.raw(hex("04"))
    },
    'element "E" has token 0x4 where its start tag ends',
  ],
  ["a template past the chunk", chunk => chunk.raw(hex("0c01 01000000 ffffff7f 00000000")), "template lies past the end of its chunk"],
  [
    "a template that runs past its chunk",
    chunk => chunk.raw(hex(`0c01 01000000 22020000 00000000 01000000${"00".repeat(12)} ffffffff`)),
    "template runs past its chunk",
  ],
  [
    "a template that contains itself",
    chunk =>
      chunk.raw(hex(`0c01 01000000 22020000 00000000 01000000${"00".repeat(12)} 0f000000 0c01 01000000 22020000 00000000 00 00000000`)),
    "template contains itself",
  ],
  [
    "more values than there are bytes",
    chunk => {
      chunk.instance(harmless, [])
      chunk.at -= 4
      chunk.uint32(0xffffffff)
    },
    "more values than bytes",
  ],
  [
    "a value that is longer than its record",
    chunk => {
      chunk.instance(harmless, [])
      chunk.at -= 4
      chunk.raw(hex("01000000 ffff 01 00"))
    },
    "value runs past its record",
  ],
  ["text of another type", chunk => chunk.raw(hex("05 08 0000")), "text in markup is no string"],
  ["elements that nest too deep", chunk => chunk.markup(nestedElements(33)), "elements nest too deep"],
  ["values that nest too deep", chunk => chunk.instance(eventTemplate(2, { value: 0 }), [nestedValues(9)]), "values nest too deep"],
  [
    "values in values that multiply",
    chunk => chunk.instance(eventTemplate(2, { value: 0 }), [fan(100, 5)]),
    "record unfolds to too many fields",
  ],
  [
    "values in values that multiply outside EventData",
    chunk => chunk.instance({ id: 2, markup: [{ name: "Event", children: [{ value: 0 }] }] }, [fan(100, 5)]),
    "record unfolds to too many fields",
  ],
  [
    "templates in templates that multiply",
    chunk =>
      chunk.instance({ id: 2, markup: [{ name: "Event", children: [{ value: 0 }] }] }, [
        { type: 0x21, markup: [{ instance: embedded(100, 4), values: [] }] },
      ]),
    "record unfolds to too many fields",
  ],
]

for (const [title, write, message] of cases)
  test(title, async () => {
    assert.equal(await messages(write), [`record does not parse: ${message}`])
  })

test("nesting up to the bounds is read", async () => {
  assert.equal(await messages(chunk => chunk.markup(nestedElements(32))), [])
  assert.equal(await messages(chunk => chunk.instance(eventTemplate(2, { value: 0 }), [nestedValues(8)])), [])
})

test("templates that overlap are read a bounded number of times", async () => {
  const chunk = new ChunkWriter()
  // A definition of 40 KB of characters; each record takes another offset for its start, four bytes apart.
  const size = 40_000
  chunk.raw(Buffer.alloc(size, hex("08004000")))
  const start = 512
  for (let i = 0; i < 50; i++) {
    const offset = start + 4 * i
    chunk.bytes.writeUInt32LE(size - 1000, offset + 20)
    chunk.record(i, () => {
      chunk.raw(hex("0c01"))
      chunk.uint32(chunk.bytes.readUInt32LE(offset + 4))
      chunk.uint32(offset)
      chunk.uint32(0)
      chunk.raw(hex("00"))
    })
  }
  const { problems } = await readLog(file([chunk.finish()]))
  assert.ok(problems.some(problem => problem.message === "record does not parse: templates of the chunk overlap"))
})

test("text that repeats without end is cut", async () => {
  const attributes = { a: ["x".repeat(20_000)] }
  const template: Template = { id: 1, markup: [{ name: "Event", children: [{ name: "U", attributes, children: [{ value: 0 }] }] }] }
  const { records, problems } = await readLog(
    file([new ChunkWriter().event(1, template, [{ type: 0x84, bytes: Buffer.alloc(10_000) }]).finish()]),
  )
  assert.equal(problems, [])
  const length = records[0]?.text().length ?? 0
  assert.ok(length > 4_000_000 && length < 5_000_000)
})

test("a record of many empty strings is read", async () => {
  const template = eventTemplate(1, data("X", { value: 0 }))
  const { records, problems } = await readLog(
    file([new ChunkWriter().event(1, template, [{ type: 0x81, bytes: utf16("\0".repeat(20_000)) }]).finish()]),
  )
  assert.equal(problems, [])
  assert.equal(eventData(records[0]), { X: Array.from({ length: 20_000 }, () => "") })
})

test.run()
