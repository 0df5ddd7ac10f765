import { test } from "uvu"
import * as assert from "uvu/assert"
import { Event } from "../../engine/event.ts"
import { compileExpr } from "../../engine/exec/expr.ts"
import type { Result } from "../../engine/exec/operator.ts"
import { parseExpr } from "../../engine/expr/parse.ts"
import { compileRegex } from "../../engine/regex.ts"
import { timeZone } from "../../engine/time/time-zone.ts"
import { testExpressions, testRejected } from "./expression-table.ts"

testExpressions([
  ["now()", {}, 1700000000],
  ["time()", {}, 1700000000],
  ['relative_time(now(), "-1d@d")', {}, 1699833600],
  ['relative_time("1700000000", "-1mon@mon")', {}, 1696118400],
  ["relative_time(_time, m)", { _time: 1700000000, m: "@w0" }, 1699747200],
  ["relative_time(_time, m)", { _time: 1700000000, m: "soon" }, null],
  ['relative_time("soon", "-1d")', {}, null],
  ['relative_time(t, "-1d")', { t: [1, 2] }, null],

  ['strftime(1678759166, "%F %T")', {}, "2023-03-14 01:59:26"],
  ['strftime(f, "%s.%3N")', { f: 0.125 }, "0.125"],
  ["strftime(_time, f)", { _time: 1700000000, f: "%H" }, "22"],
  ["strftime(_time, missing)", { _time: 1700000000 }, null],
  ['strftime(pow(10, 3) * 1700000000 / 1000, "%A")', {}, "Tuesday"],
  ['strftime(t, "%F")', { t: [1, 2] }, null],

  ['strptime("2026-07-27 19:20:21.125", "%F %T.%3N")', {}, 1785180021.125],
  ["strptime(t, f)", { t: "14.11.2023", f: "%d.%m.%Y" }, 1699920000],
  ["strptime(t, missing)", { t: "14.11.2023" }, null],
  // A time of day alone is one of today.
  ['strptime("11:59", "%H:%M")', {}, 1699963140],
  ['strptime(t, "%F")', { t: ["2023-11-14", "2023-11-15"] }, null],
])

testRejected([['relative_time(now(), "yesterday")', "time", /yesterday/]])

/** The result in the time zone of New York. */
function inNewYork(expr: string): Result {
  const evaluator = compileExpr(parseExpr(expr), {
    timeZone: timeZone("America/New_York"),
    now: () => 1700000000.75,
    readsClock() {},
    regex: pattern => compileRegex(pattern),
    predicate: () => () => false,
    lookup: () => null,
    subsearch: () => Object.assign([], { rows: () => [] }),
    formatRows: () => ({ kind: "any", operands: [] }),
    warn: () => {},
  })
  return evaluator(new Event())
}

test("times are those of the search's time zone", () => {
  assert.is(inNewYork('strftime(1700000000, "%F %H:%M")'), "2023-11-14 17:13")
  assert.is(inNewYork('strptime("2023-11-14 17:13:20", "%F %T")'), 1700000000)
  assert.is(inNewYork('relative_time(1700000000, "@d")'), 1699938000)
})

test("steps of days follow the calendar of the time zone", () => {
  // The clocks of New York go back on 5 November 2023.
  assert.equal(inNewYork('mvrange(1699070400, 1699300000, "1d")'), [1699070400, 1699156800, 1699246800])
})

test("now() is in whole seconds, time() is not", () => {
  assert.is(inNewYork("now()"), 1700000000)
  assert.is(inNewYork("time()"), 1700000000.75)
})

test.run()
