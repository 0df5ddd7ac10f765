import { test } from "uvu"
import * as assert from "uvu/assert"
import { zeekTsv } from "../../engine/readers/zeek_tsv.ts"
import { plainData } from "./plain-data.ts"
import { problemsOf, readAll, textOf } from "./reading.ts"

const header = (names: readonly string[], types: readonly string[]): string[] => [
  "#separator \\x09",
  "#set_separator\t,",
  "#empty_field\t(empty)",
  "#unset_field\t-",
  "#path\tconn",
  "#open\t2020-09-04-03-08-02",
  `#fields\t${names.join("\t")}`,
  `#types\t${types.join("\t")}`,
]

const conn = header(
  ["ts", "uid", "id.orig_h", "id.orig_p", "proto", "service", "duration", "orig_bytes", "local_orig", "tunnel_parents", "weights", "note"],
  ["time", "string", "addr", "port", "enum", "string", "interval", "count", "bool", "set[string]", "vector[double]", "string"],
)

const cases: readonly [string, readonly string[], readonly unknown[], readonly string[]][] = [
  [
    "typed values",
    [...conn, "1599188882.123456\tCHh1\t192.168.1.1\t1234\tudp\tdns\t0.5\t10\tT\ta,b\t1.0,2.5\thi there", "#close\t2020-09-04-04-00-00"],
    [
      {
        _path: "conn",
        ts: 1599188882.123456,
        uid: "CHh1",
        "id.orig_h": "192.168.1.1",
        "id.orig_p": 1234,
        proto: "udp",
        service: "dns",
        duration: 0.5,
        orig_bytes: 10,
        local_orig: true,
        tunnel_parents: ["a", "b"],
        weights: [1, 2.5],
        note: "hi there",
      },
    ],
    [],
  ],
  [
    "unset and empty values, bytes, a count of 64 bits",
    [...conn, "1599188882.0\tC2\t::1\t0\ttcp\t-\t-\t18446744073709551615\tF\t(empty)\t-,1\t\\x22x\\x22\\x09\\xc3\\xa9\\\\x41"],
    [
      {
        _path: "conn",
        ts: 1599188882,
        uid: "C2",
        "id.orig_h": "::1",
        "id.orig_p": 0,
        proto: "tcp",
        orig_bytes: "18446744073709551615",
        local_orig: false,
        tunnel_parents: [],
        weights: [1],
        note: '"x"\té\\x41',
      },
    ],
    [],
  ],
  [
    "an empty string, and a value that is not of its type",
    [...header(["a", "b", "c"], ["string", "count", "bool"]), "(empty)\tx\ty"],
    [{ _path: "conn", a: "", b: "x", c: "y" }],
    [],
  ],
  [
    "another separator, and another log behind the first",
    ["#separator |", "#unset_field|NONE", "#path|a", "#fields|x|y", "#types|string|count", "-|NONE", ...header(["z"], ["string"]), "1"],
    [
      { _path: "a", x: "-" },
      { _path: "conn", z: "1" },
    ],
    [],
  ],
  [
    "another number of values",
    [...header(["a", "b"], ["string", "string"]), "1", "1\t2\t3"],
    [
      { _path: "conn", a: "1" },
      { _path: "conn", a: "1", b: "2" },
    ],
    ["9: the line has 1 values where the #fields line has 2", "10: the line has 3 values where the #fields line has 2"],
  ],
  [
    "lines before the #fields line",
    ["1\t2", "#fields\ta\tb", "1\t2"],
    [{ a: "1", b: "2" }],
    ["1: no #fields line says what the line holds"],
  ],
]
for (const [title, lines, data, problems] of cases)
  for (const chunkBytes of [1 << 20, 1])
    test(`zeek_tsv: ${title}, ${chunkBytes} bytes a chunk`, async () => {
      const reading = await readAll(zeekTsv, `${lines.join("\n")}\n`, { chunkBytes })
      assert.equal(plainData(reading), data)
      assert.equal(problemsOf(reading), problems)
    })

test("zeek_tsv: text, line and time of a record", async () => {
  const reading = await readAll(zeekTsv, [...header(["ts", "a"], ["time", "string"]), "1599188882.5\tx", "-\ty"].join("\r\n"))
  assert.equal(textOf(reading), ["1599188882.5\tx", "-\ty"])
  assert.equal(
    reading.records.map(({ position, hints }) => [position, hints]),
    [
      [{ line: 9 }, { time: 1599188882.5 }],
      [{ line: 10 }, {}],
    ],
  )
})

test.run()
