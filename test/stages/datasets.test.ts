import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import { Event } from "../../engine/event.ts"
import type { Row } from "../../engine/ir/value.ts"
import { memoryLookup } from "../../engine/lookups/memory.ts"
import { compileDatasetView } from "../../engine/rows/dataset-view.ts"
import { type Mistake, parseSearch, runPipeline, testMistakes, withoutRanges } from "../harness.ts"

const row: Row = { _time: 5, _raw: "text", host: "h", user: "raw user", other: "o", "Web.user": "model user", "Web.url": "/" }
const views: [title: string, names: "plain" | "prefixed", strict: boolean, expected: Row][] = [
  ["plain names of the dataset", "plain", true, { _time: 5, _raw: "text", host: "h", user: "model user", url: "/" }],
  ["plain names, and all others", "plain", false, { _time: 5, _raw: "text", host: "h", user: "model user", other: "o", url: "/" }],
  ["prefixed names of the dataset", "prefixed", true, { _time: 5, _raw: "text", host: "h", "Web.user": "model user", "Web.url": "/" }],
  [
    "prefixed names, and all others",
    "prefixed",
    false,
    { _time: 5, _raw: "text", host: "h", "Web.user": "model user", user: "raw user", other: "o", "Web.url": "/" },
  ],
]
for (const [title, names, strict, expected] of views)
  test(title, () => {
    const event = Event.from(row)
    const view = compileDatasetView({ dataset: "Web.Web", names, strict })(event)
    assert.equal(view.toRow(), expected)
    assert.is(view.text(), "text")
    view.set("user", "changed")
    assert.is(event.get("user"), "raw user")
  })

const same: [spl: string, other: string][] = [
  ["| from datamodel Web.Web", '| from datamodel:"Web.Web"'],
  ["| from datamodel=Web.Web", "| from datamodel:Web.Web"],
  ["| from inputlookup:assets", "| from lookup assets"],
  ["| datamodel Web Web search strict_fields=f", "| datamodel strict_fields=false Web Web SEARCH"],
]
for (const [spl, other] of same)
  test(`the same: ${spl}`, () => assert.equal(withoutRanges(parseSearch(spl)), withoutRanges(parseSearch(other))))

test("rows of a lookup", () =>
  assert.equal(
    runPipeline(parseSearch("| from lookup:assets | where n>1"), [], { lookup: name => memoryLookup(name, [{ n: 1 }, { n: 2 }]) }),
    [{ n: 2 }],
  ))

test("listing definitions parses, and cannot run", () => {
  for (const spl of ["| datamodel", "| datamodel Web", "| datamodel Model search"])
    assert.throws(
      () => runPipeline(parseSearch(spl), []),
      (error: unknown) => error instanceof RuleError && error.code === "unsupported",
    )
})

const mistakes: readonly Mistake[] = [
  ["| from", "syntax", /needs a kind of dataset/],
  ["| from index:main", "syntax", /needs a kind of dataset/],
  ["| from datamodel", "syntax", /needs the name of a dataset/],
  ['| from savedsearch "Top five"', "unsupported", /saved search "Top five" cannot be run/],
  ["| datamodel Web Web pivot", "syntax", /cannot do "pivot"/],
  ["| datamodel Web Web search more", "syntax", /cannot do "more"/],
]
testMistakes(parseSearch, mistakes)

test.run()
