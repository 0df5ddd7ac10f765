import { test } from "uvu"
import * as assert from "uvu/assert"
import { Event } from "../../engine/event.ts"
import type { Row } from "../../engine/ir/value.ts"
import { fieldView } from "../../engine/rows/field-view.ts"
import { parseSplStages, runPipeline } from "../harness.ts"

const row: Row = { _time: 5, _raw: "x failed", a: 1, ab: 2, b: 3 }

const cases: [spl: string, expected: Row][] = [
  ["fields a", { _time: 5, _raw: "x failed", a: 1 }],
  ["fields + a, b", { _time: 5, _raw: "x failed", a: 1, b: 3 }],
  ["fields a*", { _time: 5, _raw: "x failed", a: 1, ab: 2 }],
  ["fields *", row],
  ["fields - a*", { _time: 5, _raw: "x failed", b: 3 }],
  ["fields -a", { _time: 5, _raw: "x failed", ab: 2, b: 3 }],
  ["fields - *", { _time: 5, _raw: "x failed" }],
  ["fields - _*", { a: 1, ab: 2, b: 3 }],
  ["fields - _raw _time", { a: 1, ab: 2, b: 3 }],
  ["fields nothing", { _time: 5, _raw: "x failed" }],
  ["fields b a | eval c = a + b | fields - b", { _time: 5, _raw: "x failed", a: 1, c: 4 }],
  // What a stage sets on a field that is not seen is seen.
  ["fields a | eval b = 9", { _time: 5, _raw: "x failed", a: 1, b: 9 }],
  ["fields a | search failed", { _time: 5, _raw: "x failed", a: 1 }],
  ["table b, a*", { b: 3, a: 1, ab: 2 }],
  ["table *", { a: 1, ab: 2, b: 3 }],
  ["table _time, *", { _time: 5, a: 1, ab: 2, b: 3 }],
  ["table b | search a=1 OR b=3", { b: 3 }],
]
for (const [spl, expected] of cases)
  test(spl, () => {
    const [result, ...more] = runPipeline(parseSplStages(spl), [row])
    assert.equal(more, [])
    assert.equal(result, expected)
  })

test("table gives the columns in its order", () => {
  const [result] = runPipeline(parseSplStages("table b, missing, a*, _time"), [row])
  assert.equal(Object.keys(result ?? {}), ["b", "a", "ab", "_time"])
})

test("names of unnamed columns may go without quotes", () => {
  const rows = [{ "count(x)": 1, "values(y)": "v", n: 2 }]
  assert.equal(runPipeline(parseSplStages("fields count(x), values(y)"), rows), [{ "count(x)": 1, "values(y)": "v" }])
  assert.equal(runPipeline(parseSplStages("table n count(x)"), rows), [{ n: 2, "count(x)": 1 }])
})

test("two backslashes in a name are one", () => {
  const rows = [{ "http:\\": 1, n: 2 }]
  assert.equal(runPipeline(parseSplStages("table http:\\\\"), rows), [{ "http:\\": 1 }])
  assert.equal(runPipeline(parseSplStages('table "http:\\\\"'), rows), [{ "http:\\": 1 }])
})

test("a view does not reach the event behind it", () => {
  const event = Event.from({ a: 1, b: 2, _raw: "text" })
  const view = fieldView(
    event,
    name => name === "a",
    () => ["a"],
  )
  view.set("a", 5)
  view.set("b", 6)
  assert.equal(view.toRow(), { a: 5, b: 6 })
  assert.equal(event.toRow(), { a: 1, b: 2, _raw: "text" })
  assert.is(view.text(), "text")
})

test("a view gives other names of its sourcetype only when it is seen", () => {
  const event = Event.from({ sourcetype: "xml" })
  const view = (name: string): Event =>
    fieldView(
      event,
      seen => seen === name,
      () => [name],
    )
  assert.equal(view("sourcetype").knownAs("sourcetype"), ["xml"])
  assert.equal(view("a").knownAs("sourcetype"), [])
})

test.run()
