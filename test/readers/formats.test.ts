import { test } from "uvu"
import * as assert from "uvu/assert"
import { readers, recogniseFormat, whyUnrecognised } from "../../engine/readers/index.ts"

const long = "x".repeat(70_000)

/** Title, head, file name, and the formats that recognise it, the surest first. */
const cases: readonly [string, string | Uint8Array, string, readonly string[]][] = [
  ["lines of JSON", '{"a":1}\n{"a":2}\n', "x.log", ["ndjson", "json", "text"]],
  ["lines of JSON in a file called .json", '{"a":1}\n{"a":2}\n', "x.json", ["ndjson", "json", "text"]],
  ["one line of JSON", '{"a":1}', "x", ["ndjson", "json", "text"]],
  ["lines of JSON behind a byte order mark", '\uFEFF{"a":1}\n', "x", ["ndjson", "json", "text"]],
  ["lines of JSON, the first cut off", '":1}\n{"a":2}\n{"a":3}\n{"a":4}\n', "x", ["ndjson", "text"]],
  ["lines of JSON, the last cut off", '{"a":1}\n{"a":2}\n{"a', "x", ["json", "ndjson", "text"]],
  ["lines of JSON behind NUL bytes", `${"\0".repeat(3)}{"a":1}\n${'{"a":"some text"}\n'.repeat(20)}`, "x", ["ndjson", "json", "text"]],
  ["a line of JSON longer than the head", `{"a":"${long}`.slice(0, 65_536), "x", ["json", "ndjson", "text"]],
  ["JSON over several lines", '{\n  "a": 1\n}\n', "x", ["json", "text"]],
  ["an array of JSON", '[{"a":1},\n{"a":2}]', "x", ["json", "text"]],
  ["an array over several lines", "[\n  {\n", "x", ["json", "text"]],
  ["a list of records", '{"Records":[{"a":1},{"a":2}]}', "x.json", ["ndjson", "json", "text"]],
  ["CSV", "time,user,action\n1,root,login\n2,root,logout\n", "x.csv", ["csv", "text"]],
  ["CSV in a file of another name", "time,user,action\n1,root,login\n", "x.log", ["csv", "text"]],
  ["compressed CSV", "a,b\n", "x.csv.gz", ["csv", "text"]],
  ["TSV", "time\tuser\n1\troot\n", "x", ["csv", "text"]],
  ["an export of Splunk", '"_raw"\n"x, y, z"\n', "x", ["csv", "text"]],
  ["text with a comma", "error: no such user, giving up\nall is well\n", "x", ["text"]],
  ["text that begins with a bracket", "[2024-01-01 00:00:00] {x} started\n", "x", ["text"]],
  ["key-value pairs", "user=root, action=login\nuser=root, action=logout\n", "x", ["text"]],
  ["syslog", "Jan  1 00:00:00 host sshd[1]: Failed password for root\n", "x", ["text"]],
  ["CEF", "CEF:0|Vendor|Product|1|100|name|5|src=1.1.1.1\nCEF:0|Vendor|Product|1|100|name|5|src=1.1.1.2\n", "x", ["text"]],
  ["comment lines with tabs", "#separator \\x09\n#fields\tts\tuid\n1\tC1\n", "x.log", ["text"]],
  ["Latin-1", Buffer.from("caf\xe9 closed\n", "latin1"), "x", ["text"]],
  ["binary data", Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256)), "x", []],
  ["nothing", "", "x.csv", []],
]
for (const [title, head, name, expected] of cases)
  test(`recognises ${title}`, () => {
    const choice = recogniseFormat(Buffer.from(head), name)
    const names = choice === null ? [] : [choice, ...choice.runnersUp].map(({ reader }) => reader.name)
    assert.equal(
      names.filter(format => ["ndjson", "json", "csv", "text"].includes(format)),
      expected,
    )
    for (const { confidence } of choice === null ? [] : [choice, ...choice.runnersUp]) assert.ok(confidence > 0 && confidence <= 1)
  })

test("plain text is recognised last", () => {
  const choice = recogniseFormat(Buffer.from('{"a":1}\n'), "x")
  assert.is(choice?.runnersUp.at(-1)?.reader.name, "text")
  assert.is(choice?.runnersUp.at(-1)?.confidence, 0.05)
})

const reasons: readonly [string, Uint8Array, string][] = [
  ["an empty input", Buffer.alloc(0), "the input is empty"],
  ["NUL bytes", Buffer.alloc(100), "the input begins with nothing but NUL bytes"],
  ["binary data", Buffer.from([0, 1, 2, 3, 250]), "the input is binary data of no known format"],
]
for (const [title, head, expected] of reasons)
  test(`says why it does not recognise ${title}`, () => assert.is(whyUnrecognised(head), expected))

test("an unknown format has a suggestion", () => {
  assert.throws(
    () => readers.get("ndjsn"),
    (error: unknown) =>
      error instanceof Error &&
      error.message === 'unknown input format "ndjsn"' &&
      "hint" in error &&
      error.hint === 'did you mean "ndjson"?',
  )
})

test.run()
