import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { type Mistake, parseSplStages, parseYamlStages, runPipeline, testMistakes } from "../harness.ts"

const cases: [spl: string, row: Row, expected: Row][] = [
  ["replace *localhost with localhost in host", { host: "mylocalhost", src: "xlocalhost" }, { host: "localhost", src: "xlocalhost" }],
  ["replace *localhost with localhost", { host: "mylocalhost", src: "xlocalhost" }, { host: "localhost", src: "localhost" }],
  ['replace "* localhost" with "localhost *" in host', { host: "foo localhost" }, { host: "localhost foo" }],
  ['replace "::ffff:*" with * in src', { src: "::ffff:10.0.0.1" }, { src: "10.0.0.1" }],
  ['replace "" with None in errmsg', { errmsg: "" }, { errmsg: "None" }],
  ["replace 0 with zero, 1 with one in a b", { a: 0, b: "1", c: 1 }, { a: "zero", b: "one", c: 1 }],
  // The whole value must match.
  ["replace aug with August", { m: "august" }, { m: "august" }],
  ["replace AUG with August", { m: "aug" }, { m: "August" }],
  // Of two for the same value the later one counts, and one without wildcards before those with.
  ["replace a with b, a with c", { x: "a" }, { x: "c" }],
  ["replace a* with wild, ab with exact", { x: "ab" }, { x: "exact" }],
  ["replace a* with less, abc* with fuller, ab* with some", { x: "abcd" }, { x: "fuller" }],
  ["replace a with b", { x: ["a", "z", "a"] }, { x: ["b", "z", "b"] }],
  ["replace a with b", { _raw: "a", x: "a" }, { _raw: "a", x: "b" }],
  ["replace a with b in _raw", { _raw: "a" }, { _raw: "b" }],
  ["replace *-*-* with *.*.*", { d: "2024-01-02" }, { d: "2024.01.02" }],
]
for (const [spl, row, expected] of cases) test(spl, () => assert.equal(runPipeline(parseSplStages(spl), [row]), [expected]))

const wrong: readonly Mistake[] = [
  ["replace", "syntax"],
  ["replace a b", "syntax"],
  ["replace a with", "syntax"],
  ["replace a with b in", "syntax"],
  ["replace a*b* with *", "wrong_argument"],
  ["replace a* with **", "wrong_argument"],
]
testMistakes(spl => runPipeline(parseSplStages(spl), []), wrong)

test("a value called values", () =>
  assert.equal(runPipeline(parseYamlStages({ replace: { values: { values: "x" } } }), [{ a: "values" }]), [{ a: "x" }]))

test.run()
