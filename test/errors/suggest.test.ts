import { test } from "uvu"
import * as assert from "uvu/assert"
import { suggest } from "../../engine/errors/suggest.ts"

const names = [
  "where",
  "eval",
  "stats",
  "eventstats",
  "len",
  "ln",
  "bin",
  "cos",
  "count",
  "aggregate",
  "=",
  "Endpoint.Processes",
  "assets.csv",
  "assets_by_ip",
  "privileged_groups",
]

const cases: readonly (readonly [word: string, suggestion: string | undefined])[] = [
  ["wher", "where"],
  ["WHERE", "where"],
  ["stast", "stats"],
  ["evnetstats", "eventstats"],
  ["agregate", "aggregate"],
  ["cuont", "count"],
  // Two letters that changed places are a likelier slip than one that was left out.
  ["lne", "len"],
  // A name without its model or its ending, or the beginning of one.
  ["Processes", "Endpoint.Processes"],
  ["assets", "assets.csv"],
  ["assets_by", "assets_by_ip"],
  ["privileged", "privileged_groups"],
  ["priv", undefined],
  ["csv", undefined],
  // In a short word, two changes make any other.
  ["foo", undefined],
  ["d", undefined],
  ["frobnicate", undefined],
  ["", undefined],
]
for (const [word, expected] of cases)
  test(`"${word}"`, () => assert.is(suggest(word, names), expected === undefined ? undefined : `did you mean "${expected}"?`))

test.run()
