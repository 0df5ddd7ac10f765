import { suite, test } from "uvu"
import * as assert from "uvu/assert"
import { createEnvironment, noLookups } from "../../engine/api/environment.ts"
import { RuleError } from "../../engine/errors/error.ts"
import { Event } from "../../engine/event.ts"
import { compileSearch } from "../../engine/exec/compile.ts"
import type { SearchEnvironment } from "../../engine/exec/environment.ts"
import type { Sink } from "../../engine/exec/operator.ts"
import { lazySearch, planSearch } from "../../engine/exec/plan.ts"
import { runOver } from "../../engine/exec/search.ts"
import type { Pipeline } from "../../engine/ir/stage.ts"
import type { Row } from "../../engine/ir/value.ts"
import { macroTable, sourceText } from "../../engine/spl/macro-expansion.ts"
import { parseSpl } from "../../engine/spl/parse.ts"
import { timeZone } from "../../engine/time/time-zone.ts"

const environment = (warnings: string[] = []): SearchEnvironment =>
  createEnvironment({
    macros: macroTable([]),
    lookup: noLookups,
    timeZone: timeZone("UTC"),
    now: () => 100,
    warn: message => warnings.push(message),
    checkDataset() {},
  })
const parse = (spl: string): Pipeline => parseSpl(sourceText("<search>", spl))

const collect = (rows: Row[]): Sink => ({
  push(event) {
    rows.push(event.toRow())
    return true
  },
  end() {},
})

interface Outcome {
  readonly rows: readonly Row[]
  readonly opened: number
}

/** Runs a search that is compiled when it has to be. */
function runLazily(spl: string, input: readonly Row[]): Outcome {
  const env = environment()
  const pipeline = parse(spl)
  let opened = 0
  const rows: Row[] = []
  const planned = {
    plan: planSearch(pipeline, env),
    pipeline() {
      opened++
      return pipeline
    },
    environment: () => env,
    ahead: () => env,
  }
  runOver(
    lazySearch(planned, collect(rows)).branches,
    input.map(row => Event.from(row)),
  )
  return { rows, opened }
}

function runAtOnce(spl: string, input: readonly Row[]): readonly Row[] {
  const rows: Row[] = []
  runOver(
    compileSearch(parse(spl), environment(), collect(rows)).branches,
    input.map(row => Event.from(row)),
  )
  return rows
}

const events: readonly Row[] = [
  { _time: 1, user: "ann", n: 1 },
  { _time: 2, user: "bob", n: 2 },
]
const lazily = suite("a planned search")
for (const [title, spl, openedByNothing] of [
  ["of one branch", "user=ann | eval m=n+1 | table user m", false],
  ["that groups", "user=* | stats count by user", false],
  ["that counts", "user=* | stats count", true],
  ["in order", "user=* | head 1", false],
  ["with a subsearch in its condition", "[search n=2 | fields user] | table user n", false],
  ["with a join", "n=1 | join user [search n=1 | stats count by user]", false],
  ["that joins a count", "n=1 | join type=left x [search n=7 | stats count]", true],
  ["that appends a row", "user=* | appendpipe [stats count]", true],
  ["that appends to each", "user=* | appendpipe [where n > 1]", false],
  ["that makes its rows", "| makeresults | table x", true],
  ["that maps", 'user=* | map search="search user=$user$ n=$n$"', true],
  ["with a bound of time", "user=* earliest=-200s | table user", false],
] as const) {
  lazily(`${title} gives what one gives that is compiled at once`, () => {
    assert.equal(runLazily(spl, events), { rows: runAtOnce(spl, events), opened: 1 })
    assert.equal(runLazily(spl, []), { rows: runAtOnce(spl, []), opened: openedByNothing ? 1 : 0 })
  })
}
lazily.run()

test("what is wrong with a search shows when it is planned", () => {
  assert.throws(
    () => planSearch(parse('x=1 | rex field=a "(?<b>["'), environment()),
    (error: unknown) => error instanceof RuleError && error.code === "regex",
  )
})

test("what is planned is plain data", () => {
  const plan = planSearch(parse('a=1 NOT (b="x*" OR c=CASE(Y)) d IN (1, 2) word earliest=-5m | stats count by a'), environment())
  assert.equal(JSON.parse(JSON.stringify(plan)).ordered, plan.ordered)
  assert.ok(plan.idle)
  assert.ok(plan.needsClock)
})
test.run()
