import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { type Mistake, parseSplStages, runPipeline, testMistakes, withoutRanges } from "../harness.ts"

const run = (spl: string, input: readonly Row[], warnings: string[] = []): Row[] => runPipeline(parseSplStages(spl), input, { warnings })
/** Events newest first: time, user, and what they say. */
const events = (...list: readonly (readonly [time: number, user: string | null, raw?: string])[]): Row[] =>
  list.map(([time, user, raw]) => ({ _time: time, ...(user === null ? {} : { user }), ...(raw === undefined ? {} : { _raw: raw }) }))

const sessions = events(
  [150, "a", "login 2"],
  [130, "a", "logout"],
  [125, "b", "login"],
  [120, "a", "click"],
  [100, "a", "login 1"],
  [90, "b", "click"],
)
const groups: [spl: string, input: readonly Row[], expected: readonly string[]][] = [
  ["transaction user", events([3, "a"], [2, "b"], [1, "a"]), ["1:2:2:0", "2:0:1:0"]],
  ["transaction", events([3, "a"], [2, "b"], [1, null]), ["1:2:3:0"]],
  ["transaction user maxspan=5s", events([110, "a"], [105, "a"], [104, "a"]), ["105:5:2:1", "104:0:1:1"]],
  ["transaction user maxspan=5", events([110, "a"], [104, "a"]), ["110:0:1:1", "104:0:1:1"]],
  ["transaction user maxspan=-1", events([110, "a"], [4, "a"]), ["4:106:2:0"]],
  ["transaction user maxpause=2m", events([600, "a"], [490, "a"], [380, "a"], [200, "a"]), ["380:220:3:1", "200:0:1:1"]],
  ["transaction user maxpause=5s", events([20, "a"], [18, "b"], [10, "b"], [9, "b"]), ["20:0:1:1", "18:0:1:1", "9:1:2:1"]],
  ["transaction user maxevents=2", events([5, "a"], [4, "a"], [3, "a"]), ["4:1:2:1", "3:0:1:0"]],
  ['transaction user startswith="login" endswith="logout"', sessions, ["100:30:3:1"]],
  ["transaction user startswith=login endswith=logout", sessions, ["100:30:3:1"]],
  ["transaction user startswith=login", sessions, ["150:0:1:1", "125:0:1:1", "100:30:3:1"]],
  ["transaction user startswith=login keepevicted=true", sessions, ["150:0:1:1", "125:0:1:1", "100:30:3:1", "90:0:1:0"]],
  ["transaction user endswith=logout", sessions, ["150:0:1:0", "100:30:3:0", "90:35:2:0"]],
  ["transaction user startswith=login endswith=logout maxspan=20s", sessions, []],
  [
    "transaction user startswith=login endswith=logout maxspan=20s keepevicted=t",
    sessions,
    ["150:0:1:0", "125:0:1:0", "120:10:2:0", "100:0:1:0", "90:0:1:0"],
  ],
  ['transaction user startswith="login OR click" endswith=logout', sessions, ["120:10:2:1"]],
  ['transaction user startswith=eval(like(_raw, "login%")) endswith=(logout)', sessions, ["100:30:3:1"]],
]
for (const [spl, input, expected] of groups)
  test(`${spl}: ${expected.join(" ")}`, () =>
    assert.equal(
      run(spl, input).map(row => `${row._time}:${row.duration}:${row.eventcount}:${row.closed_txn}`),
      expected,
    ))

test("fields of the events: distinct values sorted by their text, the time of the earliest", () =>
  assert.equal(
    run("transaction id", [
      { _time: 3, id: 1, n: 9, date_hour: 3, v: ["y", "x"] },
      { _time: 2, id: 1, n: 10, date_hour: 2, v: "x" },
      { _time: 1, id: 1, n: 9, date_hour: 1 },
    ]),
    [{ _time: 1, id: 1, n: [10, 9], date_hour: 1, v: ["x", "y"], duration: 2, eventcount: 3, closed_txn: 0 }],
  ))
test("lists: in order of time, with what is missing", () => {
  const input = [
    { _time: 3, id: 1, a: "c" },
    { _time: 2, id: 1, b: "x" },
    { _time: 1, id: 1, a: "c", b: ["p", "q"] },
  ]
  assert.equal(run("transaction id mvlist=t | fields a b", input), [{ _time: 1, a: ["c", "NULL", "c"], b: ["p", "q", "x", "NULL"] }])
  assert.equal(run("transaction id mvlist=a nullstr=none | fields a b", input), [{ _time: 1, a: ["c", "none", "c"], b: ["p", "q", "x"] }])
})
test("the texts of the events", () => {
  const input = events([2, "a", "second"], [1, "a", "first"])
  assert.equal(run("transaction user | fields _raw", input), [{ _time: 1, _raw: "first\nsecond" }])
  assert.equal(run("transaction user mvraw=t | fields _raw", input), [{ _time: 1, _raw: ["first", "second"] }])
})
test("fractions of seconds", () => assert.is(run("transaction user", events([1.3, "a"], [1.1, "a"]))[0]?.duration, 0.2))

test("events that share some of the fields are connected through others", () => {
  const input = [
    { _time: 3, cookie: "b", n: 3 },
    { _time: 2, host: "a", cookie: "b", n: 2 },
    { _time: 1, host: "a", n: 1 },
  ]
  assert.equal(run("transaction host cookie | table n eventcount", input), [{ n: [1, 2, 3], eventcount: 3 }])
  // The newest has nothing in common with the oldest until the one between has come.
  const apart = [
    { _time: 3, cookie: "b", n: 3 },
    { _time: 2, host: "a", n: 2 },
  ]
  assert.is(run("transaction host cookie", apart).length, 2)
  assert.is(run("transaction host cookie connected=f", apart).length, 1)
  assert.is(
    run("transaction host cookie connected=f", [
      { _time: 3, host: "a" },
      { _time: 2, host: "b" },
    ]).length,
    2,
  )
})
test("an event with several values joins by any of them", () =>
  assert.equal(
    run("transaction ip | table n", [
      { _time: 3, ip: "1", n: 3 },
      { _time: 2, ip: ["1", "2"], n: 2 },
      { _time: 1, ip: "2", n: 1 },
    ]),
    [{ n: [1, 2, 3] }],
  ))
test("events without the fields belong to none", () => {
  const input = events([3, "a"], [2, null], [1, "a"])
  assert.equal(run("transaction user | table eventcount", input), [{ eventcount: 2 }])
  assert.equal(run("transaction user keeporphans=t | table _time _txn_orphan eventcount", input), [
    { _time: 2, _txn_orphan: 1 },
    { _time: 1, eventcount: 2 },
  ])
})
test("an end need not share a value where unifyends is false", () => {
  const input = [
    { _time: 3, _raw: "down" },
    { _time: 2, host: "a", _raw: "error" },
    { _time: 1, host: "a", _raw: "up" },
  ]
  assert.equal(run("transaction host startswith=up endswith=down | table eventcount", input), [])
  assert.equal(run("transaction host startswith=up endswith=down connected=f | table eventcount", input), [{ eventcount: 3 }])
})
test("too many open transactions give up the one touched longest ago", () => {
  const input = events([5, "a"], [4, "b"], [3, "a"], [2, "c"], [1, "b"])
  const grouped = (options: string, warnings: string[] = []): string[] =>
    run(`transaction user maxspan=1h maxopentxn=2 ${options}`, input, warnings).map(
      ({ user, eventcount, closed_txn: closed }) => `${user}${eventcount}:${closed}`,
    )
  const warnings: string[] = []
  assert.equal(grouped("", warnings), ["c1:1", "b1:1"])
  assert.equal(warnings, [
    "transaction had too many events open and gave up the ones touched longest ago",
    "transaction had too many events open and gave up the ones touched longest ago",
  ])
  assert.equal(grouped("keepevicted=t"), ["b1:0", "a2:0", "c1:1", "b1:1"])
})

const same: [title: string, spl: string, other: string][] = [
  ["options anywhere", "transaction maxspan=30m user maxpause=5m host", "transaction user, host maxpause=5m maxspan=30m"],
  ["options in any case", "transaction user startsWith=(a=1) endsWith=(b=2)", "transaction user endswith=(b=2) startswith=(a=1)"],
  ["a list in quotes", 'transaction "user, host"', "transaction user host"],
  ["defaults", "transaction user maxevents=1000 connected=t unifyends=t mvlist=f maxspan=-1 keepevicted=0", "transaction user"],
  ["unifyends goes with connected", "transaction user connected=f unifyends=f", "transaction user connected=f"],
]
for (const [title, spl, other] of same)
  test(`the same: ${title}`, () => assert.equal(withoutRanges(parseSplStages(spl)), withoutRanges(parseSplStages(other))))

const mistakes: readonly Mistake[] = [
  ["transaction user maxspan=soon", "time", /"soon" is no length of time/],
  ["transaction user maxspam=5m", "syntax", /unknown option "maxspam"/],
  ["transaction user maxspan=5m maxspan=6m", "syntax", /option "maxspan" stands twice/],
  ["transaction user maxevents=many", "syntax", /expected a whole number/],
  ["transaction user startswith=(a=1", "syntax", /expected "\)"/],
  ['transaction user startswith="a=1 | head 1"', "wrong_argument", /is no search expression/],
  ["transaction user startswith=eval(len(user))", "wrong_type", /./],
  ["transaction name=web user", "unsupported", /transaction types are defined on a Splunk server/],
]
testMistakes(spl => run(spl, []), mistakes)

test.run()
