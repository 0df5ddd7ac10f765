import { test } from "uvu"
import * as assert from "uvu/assert"
import { eventData, readLog } from "./read-evtx.ts"
import { ChunkWriter, data, eventTemplate, file, hex, utf16 } from "./write-evtx.ts"

function ticks(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes
}

const domainSid = "01050000000000051500000001000000020000000300000 0f4010000".replace(" ", "")

/** [title, value type, bytes, the value in the data, the value in the XML when it is another text] */
const cases: readonly (readonly [title: string, type: number, bytes: Uint8Array, expected: unknown, xml?: string])[] = [
  ["null", 0x00, hex(""), ""],
  ["a string", 0x01, utf16("C:\\Temp\\ä€😀"), "C:\\Temp\\ä€😀"],
  ["an empty string", 0x01, hex(""), ""],
  ["a string that ends with NULs", 0x01, utf16("ab\0\0"), "ab"],
  ["a string of blanks", 0x01, utf16(" a "), " a "],
  ["a string with markup in it", 0x01, utf16(`a<b>&"'`), `a<b>&"'`, `a&lt;b&gt;&amp;"'`],
  ["an ANSI string", 0x02, hex("61 e9 80 00"), "aé€"],
  ["int8", 0x03, hex("ff"), -1],
  ["uint8", 0x04, hex("ff"), 255],
  ["int16", 0x05, hex("feff"), -2],
  ["uint16", 0x06, hex("feff"), 65534],
  ["int32", 0x07, hex("fdffffff"), -3],
  ["uint32", 0x08, hex("fdffffff"), 4294967293],
  ["int64", 0x09, hex("fcffffffffffffff"), -4],
  ["the greatest exact int64", 0x09, hex("ffffffffffff1f00"), 9007199254740991],
  ["an int64 past exact numbers", 0x09, hex("0000000000002000"), "9007199254740992"],
  ["the least int64", 0x09, hex("0000000000000080"), "-9223372036854775808"],
  ["uint64", 0x0a, hex("0000000001000000"), 4294967296],
  ["the greatest uint64", 0x0a, hex("ffffffffffffffff"), "18446744073709551615"],
  ["float", 0x0b, hex("cdcccc3d"), 0.1],
  ["double", 0x0c, hex("9a9999999999b9bf"), -0.1],
  ["a double that is no number", 0x0c, hex("000000000000f87f"), "NaN"],
  ["true", 0x0d, hex("01000000"), "true"],
  ["false", 0x0d, hex("00000000"), "false"],
  ["binary", 0x0e, hex("00 0a ff"), "000AFF"],
  ["empty binary", 0x0e, hex(""), ""],
  ["GUID", 0x0f, hex("5f387057 2ac2 e043 bf4c 06f5698ffbd9"), "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}"],
  ["size_t of 32 bits", 0x10, hex("0010000a"), "0xa001000"],
  ["size_t of 64 bits", 0x10, hex("0010000a 01000000"), "0x10a001000"],
  ["FILETIME 0", 0x11, ticks(0n), "1601-01-01T00:00:00.0000000Z"],
  ["FILETIME of the Unix epoch", 0x11, ticks(116_444_736_000_000_000n), "1970-01-01T00:00:00.0000000Z"],
  ["FILETIME at the end of a leap day", 0x11, ticks(125_963_423_999_999_999n), "2000-02-29T23:59:59.9999999Z"],
  ["FILETIME after a leap day", 0x11, ticks(125_963_424_000_000_000n), "2000-03-01T00:00:00.0000000Z"],
  ["the last FILETIME", 0x11, ticks(0xffff_ffff_ffff_ffffn), "60056-05-28T05:36:10.9551615Z"],
  ["SYSTEMTIME", 0x12, hex("e607 0900 0400 0f00 0c00 3800 1600 0700"), "2022-09-15T12:56:22.007Z"],
  ["SID of Local System", 0x13, hex("010100000000000512000000"), "S-1-5-18"],
  ["SID of a domain account", 0x13, hex(domainSid), "S-1-5-21-1-2-3-500"],
  ["SID without subauthorities", 0x13, hex("0100000000000005"), "S-1-5"],
  ["SID whose count exceeds its bytes", 0x13, hex("010f000000000005"), "010F000000000005"],
  ["hex32", 0x14, hex("6d0000c0"), "0xc000006d"],
  ["hex32 zero", 0x14, hex("00000000"), "0x0"],
  ["hex64", 0x15, hex("e703000000000000"), "0x3e7"],
  ["hex64 with zeros inside", 0x15, hex("0100000000002080"), "0x8020000000000001"],
  ["EvtHandle", 0x20, hex("ff00000000000000"), "0xff"],
  ["EvtXml", 0x23, utf16("<a/>"), "<a/>", "&lt;a/&gt;"],
  ["a number whose size is not one of its type", 0x08, hex("010203"), "010203"],
]

for (const [title, type, bytes, expected, xml] of cases)
  test(`value: ${title}`, async () => {
    const template = eventTemplate(1, data("X", { value: 0 }))
    const { records, problems } = await readLog(file([new ChunkWriter().event(1, template, [{ type, bytes }]).finish()]))
    assert.equal(problems, [])
    assert.equal(eventData(records[0]), { X: expected })
    assert.ok(records[0]?.text().includes(`<EventData><Data Name='X'>${xml ?? expected}</Data></EventData>`), records[0]?.text())
  })

/** [title, value type, bytes, values] */
const arrays: readonly (readonly [title: string, type: number, bytes: Uint8Array, expected: readonly (string | number)[]])[] = [
  ["strings", 0x81, utf16("a\0\0bc\0"), ["a", "", "bc"]],
  ["strings, the last without NUL", 0x81, utf16("a\0b"), ["a", "b"]],
  ["ANSI strings", 0x82, hex("61 00 e9 00"), ["a", "é"]],
  ["int8", 0x83, hex("ff01"), [-1, 1]],
  ["uint8", 0x84, hex("ff01"), [255, 1]],
  ["int16", 0x85, hex("ffff0100"), [-1, 1]],
  ["uint16", 0x86, hex("ffff0100"), [65535, 1]],
  ["int32", 0x87, hex("ffffffff01000000"), [-1, 1]],
  ["uint32", 0x88, hex("ffffffff01000000"), [4294967295, 1]],
  ["int64", 0x89, hex("ffffffffffffffff0100000000000000"), [-1, 1]],
  ["uint64", 0x8a, hex("ffffffffffffffff0100000000000000"), ["18446744073709551615", 1]],
  ["float", 0x8b, hex("0000803f0000003f"), [1, 0.5]],
  ["double", 0x8c, hex("000000000000f03f000000000000e03f"), [1, 0.5]],
  ["bool", 0x8d, hex("0000000001000000"), ["false", "true"]],
  [
    "GUID",
    0x8f,
    hex("00000000000000000000000000000000 01000000000000000000000000000002"),
    ["{00000000-0000-0000-0000-000000000000}", "{00000001-0000-0000-0000-000000000002}"],
  ],
  ["size_t", 0x90, hex("01000000000000000200000000000000"), ["0x1", "0x2"]],
  ["FILETIME", 0x91, Buffer.concat([ticks(0n), ticks(1n)]), ["1601-01-01T00:00:00.0000000Z", "1601-01-01T00:00:00.0000001Z"]],
  [
    "SYSTEMTIME",
    0x92,
    hex("e607 0900 0400 0f00 0c00 3800 1600 0700 e607 0900 0400 0f00 0c00 3800 1600 0800"),
    ["2022-09-15T12:56:22.007Z", "2022-09-15T12:56:22.008Z"],
  ],
  ["SID", 0x93, hex(`010100000000000512000000${domainSid}`), ["S-1-5-18", "S-1-5-21-1-2-3-500"]],
  ["hex32", 0x94, hex("ff00000010000000"), ["0xff", "0x10"]],
  ["hex64", 0x95, hex("ff000000000000001000000000000000"), ["0xff", "0x10"]],
]

for (const [title, type, bytes, expected] of arrays)
  test(`array of ${title}`, async () => {
    const template = eventTemplate(1, data("X", { value: 0 }), { name: "Data", children: [{ value: 0, optional: true }] })
    const { records, problems } = await readLog(file([new ChunkWriter().event(1, template, [{ type, bytes }]).finish()]))
    assert.equal(problems, [])
    assert.equal(eventData(records[0]), { X: expected, Data: expected })
    const repeated = expected.map(item => `<Data Name='X'>${item}</Data>`).join("") + expected.map(item => `<Data>${item}</Data>`).join("")
    assert.ok(records[0]?.text().includes(`<EventData>${repeated}</EventData>`), records[0]?.text())
  })

test("an array of one value is that value, an empty one is empty", async () => {
  const template = eventTemplate(1, data("One", { value: 0 }), data("None", { value: 1 }))
  const values = [
    { type: 0x81, bytes: utf16("a\0") },
    { type: 0x81, bytes: hex("") },
  ]
  const { records } = await readLog(file([new ChunkWriter().event(1, template, values).finish()]))
  assert.equal(eventData(records[0]), { One: "a", None: "" })
})

test("an array of items of unknown size stays binary", async () => {
  const template = eventTemplate(1, data("X", { value: 0 }))
  const { records } = await readLog(file([new ChunkWriter().event(1, template, [{ type: 0x8e, bytes: hex("0aff") }]).finish()]))
  assert.equal(eventData(records[0]), { X: "0AFF" })
})

test("an unknown value type makes the record a problem", async () => {
  const template = eventTemplate(1, data("X", { value: 0 }))
  const { records, problems } = await readLog(file([new ChunkWriter().event(3, template, [{ type: 0x16, bytes: hex("00") }]).finish()]))
  assert.is(records.length, 0)
  assert.equal(problems, [{ position: { record: 3, offset: 4608 }, message: "record does not parse: unknown value type 0x16" }])
})

test.run()
