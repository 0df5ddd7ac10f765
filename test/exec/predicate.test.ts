import { test } from "uvu"
import * as assert from "uvu/assert"
import { Event } from "../../engine/event.ts"
import { compilePredicate, type PredicateEnvironment, weaken } from "../../engine/exec/predicate.ts"
import type { Row } from "../../engine/ir/value.ts"
import { sourceText } from "../../engine/spl/macro-expansion.ts"
import { parsePredicate } from "../../engine/spl/parse.ts"
import { timeZone } from "../../engine/time/time-zone.ts"
import { parseSearch, runPipeline } from "../harness.ts"

const now = 1_700_000_000
const environment: PredicateEnvironment = {
  timeZone: timeZone("UTC"),
  now: () => now,
  readsClock: () => {},
  subsearch: () => Object.assign([], { rows: () => [] }),
  formatRows: () => ({ kind: "any", operands: [] }),
}
const matches = (search: string, row: Row): boolean =>
  compilePredicate(parsePredicate(sourceText("<test>", search)), environment)(Event.from(row))

type Case = readonly [search: string, row: Row, matches: boolean]
const tables: Readonly<Record<string, readonly Case[]>> = {
  "values match whole, in any case, with wildcards": [
    ["user=ADMIN", { user: "admin" }, true],
    ["user=adm", { user: "admin" }, false],
    ["user=adm*", { user: "Administrator" }, true],
    ["user=*min", { user: "ADMIN" }, true],
    ["user=a*m*n", { user: "admin" }, true],
    ["user=*", { user: "" }, true],
    ["user=*", {}, false],
    ['user=""', { user: "" }, true],
    ['user=""', { user: "x" }, false],
    ["USER=admin", { user: "admin" }, false],
    ['p="a?c"', { p: "abc" }, false],
    ['p="*\\\\cmd.exe"', { p: "C:\\Windows\\cmd.exe" }, true],
    ["p=*\\cmd.exe", { p: "C:\\Windows\\CMD.EXE" }, true],
    ['p="(x) [y] {z}.*+"', { p: "(X) [Y] {Z}.anything+" }, true],
    ["name=müller", { name: "MÜLLER" }, true],
  ],
  "equality is one of texts": [
    ["n=404", { n: 404 }, true],
    ["n=404", { n: "404" }, true],
    ["n=1", { n: "1.0" }, false],
    ["n=1.0", { n: 1 }, false],
    ["n=7", { n: "007" }, false],
    ["n=0x10", { n: 16 }, false],
    ["n=5*", { n: 503 }, true],
    ["n=-3", { n: -3 }, true],
    ["n=0.5", { n: 0.5 }, true],
  ],
  "order is one of numbers where both sides are, else of texts by code point": [
    ["n>5", { n: 10 }, true],
    ["n>5", { n: "10" }, true],
    ["n>=5", { n: "5.0" }, true],
    ["n<5", { n: 10 }, false],
    ["n<=-1", { n: -1.5 }, true],
    ["n>9", { n: "10a" }, false],
    ["s<b", { s: "a" }, true],
    ["s<a", { s: "B" }, true],
    ["s>a", { s: "A" }, false],
    ["s>5", { s: "abc" }, true],
    ["v>=1.10", { v: "1.9" }, true],
    ["n>5", {}, false],
  ],
  "a field that is missing": [
    ["user!=admin", {}, false],
    ["NOT user=admin", {}, true],
    ["user!=admin", { user: "bob" }, true],
    ["user!=*", { user: "bob" }, false],
    ["NOT user=*", {}, true],
    ["NOT user!=bob", {}, true],
    ["NOT status IN (404, 503)", {}, true],
  ],
  "multivalues: any value counts": [
    ["d=b", { d: ["a", "b"] }, true],
    ["d!=a", { d: ["a", "b"] }, true],
    ["d!=a", { d: ["a", "A"] }, false],
    ["NOT d=a", { d: ["a", "b"] }, false],
    ["d>5", { d: [1, 9] }, true],
    ["d IN (x, b)", { d: ["a", "b"] }, true],
    ["NOT d IN (x, y)", { d: ["a", "b"] }, true],
  ],
  "lists take wildcards and networks": [
    ["status IN (404, 5*)", { status: 503 }, true],
    ["status IN (404, 5*)", { status: 200 }, false],
    ["a IN (10.0.0.0/8, x)", { a: "10.9.8.7" }, true],
    ['u IN ("John Smith", bob)', { u: "john smith" }, true],
    ["code IN(10,29)", { code: 29 }, true],
  ],
  "networks match by CIDR, in both families": [
    ['ip="10.0.0.0/8"', { ip: "10.255.0.1" }, true],
    ["ip=10.0.0.0/8", { ip: "11.0.0.1" }, false],
    ["ip!=10.0.0.0/8", { ip: "11.0.0.1" }, true],
    ["NOT ip=10.0.0.0/8", { ip: "10.1.1.1" }, false],
    ["ip=2001:db8:ffff:ffff:ffff:ffff:ffff:ff00/120", { ip: "2001:db8:ffff:ffff:ffff:ffff:ffff:ff99" }, true],
    ["ip=2001:db8::/32", { ip: "2001:db9::1" }, false],
    ["p=10.0.0.0/33", { p: "10.0.0.0/33" }, true],
    ["p=a/b", { p: "A/B" }, true],
  ],
  "CASE() minds letters, TERM() says only how an index is searched": [
    ["host=CASE(WEB)", { host: "WEB" }, true],
    ["host=CASE(WEB)", { host: "web" }, false],
    ["host=CASE(W*)", { host: "WEB" }, true],
    ["host=CASE(W*)", { host: "web" }, false],
    ["host!=CASE(WEB)", { host: "web" }, true],
    ["ip=TERM(10.0.0.1)", { ip: "10.0.0.1" }, true],
    ["host=(CASE(A) OR b)", { host: "a" }, false],
  ],
  "OR binds before AND, NOT before both": [
    ["a=1 b=1 OR c=1", { a: 1, c: 1 }, true],
    ["a=1 b=1 OR c=1", { c: 1 }, false],
    ["c=1 OR a=1 b=1", { c: 1 }, false],
    ["NOT a=1 b=1", { b: 1 }, true],
    ["NOT a=1 OR b=1", { a: 1, b: 1 }, true],
    ["NOT (a=1 OR b=1)", { b: 1 }, false],
    ["NOT NOT a=1", { a: 1 }, true],
    ["()", {}, true],
    ["NOT ()", { a: 1 }, false],
  ],
  "time bounds": [
    ["earliest=-1h", { _time: now - 3600 }, true],
    ["earliest=-1h", { _time: now - 3601 }, false],
    ["latest=now", { _time: now - 1 }, true],
    ["latest=now()", { _time: now }, false],
    ["(earliest=-24h latest<@d) OR (earliest>=@d+1h)", { _time: now - 3 * 3600 }, true],
    ["earliest=10/19/2018:00:00:00 latest=10/27/2018:00:00:00", { _time: 1_540_000_000 }, true],
    ["NOT earliest=-1h", { _time: now - 7200 }, true],
    ["earliest=0", {}, false],
    ["_index_earliest=-1h", { _time: 1 }, true],
    ["NOT _index_earliest=-1h", { _time: 1 }, true],
    ["_index_earliest=-1h", { _indextime: now - 7200 }, false],
    ["daysago=1", { _time: now - 86_000 }, true],
    ["starthoursago=168 endhoursago=1", { _time: now - 7200 }, true],
    ["starthoursago=168 endhoursago=1", { _time: now - 60 }, false],
    ["startmonthsago=1", { _time: now - 32 * 86_400 }, false],
    ["starttimeu=1699999990 endtimeu=1700000000", { _time: 1_699_999_995 }, true],
    ["starttime=11/14/2023:22:00:00", { _time: now }, true],
    ["timeformat=%m/%d/%Y:%H:%M:%S endtime=11/14/2023:22:00:00", { _time: now }, false],
    ["latest>100", { latest: 200 }, true],
    ["daysago=many", { daysago: "many" }, true],
  ],
  "what only an index knows is not held against an event": [
    ["index=main", {}, true],
    ["index=main", { index: "other" }, false],
    ["index!=main", {}, true],
    ["NOT index=_internal", {}, true],
    ["NOT index=main", { index: "main" }, false],
    ["NOT (index=main OR index=other)", {}, true],
    ["NOT (NOT index=main)", {}, true],
  ],
  "any name is a field": [
    ["__proto__=x", { ["__proto__"]: "x" }, true],
    ["__proto__=*", {}, false],
    ["constructor=*", {}, false],
    ["toString!=x", {}, false],
    ["hasOwnProperty IN (a)", { hasOwnProperty: "A" }, true],
    ['"first name"=ann', { "first name": "Ann" }, true],
    ["'first name'=ann", { "first name": "Ann" }, true],
    ["requestParameters.x{}.y=1", { "requestParameters.x{}.y": ["0", "1"] }, true],
    ["tag::host=web", { "tag::host": "web" }, true],
    ["host::web", { host: "WEB" }, true],
    ["sourcetype::access_*", { sourcetype: "access_combined" }, true],
    ["2001:db8::1", { _raw: "from 2001:db8::1 port 2" }, true],
  ],
}

for (const [title, cases] of Object.entries(tables))
  for (const [search, row, expected] of cases)
    test(`${title}: ${search} on ${JSON.stringify(row)}`, () => assert.is(matches(search, row), expected))

test("a weaker predicate holds wherever the predicate does", () => {
  for (const cases of Object.values(tables))
    for (const [search, row, expected] of cases) {
      const weaker = compilePredicate(weaken(parsePredicate(sourceText("<test>", search))), environment)
      assert.ok(!expected || weaker(Event.from(row)), search)
    }
})

const events: readonly Row[] = [
  { _time: 40, kind: "ok", ip: "1.1.1.1", user: "a", n: 1 },
  { _time: 30, kind: "ok", ip: "1.1.1.1", user: "b", n: 2 },
  { _time: 20, kind: "bad", ip: "1.1.1.1", user: "a", n: 3 },
  { _time: 10, kind: "ok", ip: "2.2.2.2", user: "c", n: 4 },
]
const subsearches: readonly (readonly [search: string, numbers: readonly number[]])[] = [
  ["[search kind=bad | fields ip]", [1, 2, 3]],
  ["[kind=bad | fields ip]", [1, 2, 3]],
  ["[search kind=bad | table ip user]", [1, 3]],
  ["NOT [search kind=bad | fields ip]", [4]],
  ["[search kind=none | fields ip]", []],
  ["NOT [search kind=none | fields ip]", [1, 2, 3, 4]],
  ["[search kind=none | format]", []],
  ["[search kind=bad | return user]", [1, 3]],
  ["[search kind=ok | return 2 user]", [1, 2, 3]],
  ["user=[search kind=bad | return $user]", [1, 3]],
  ["user=[search kind=ok | return 2 $user]", [1, 2, 3]],
  ["user!=[search kind=bad | return $user] kind=ok", [2, 4]],
  ["user=[search kind=none | return $user]", []],
  ["earliest=[search kind=bad | return $_time]", [1, 2, 3]],
  ['[| makeresults | eval user="c" | fields user]', [4]],
  ['[| makeresults | eval search="user=b OR user=c" | fields search]', [2, 4]],
  ["[search kind=bad | eval earliest=_time, latest=_time+15 | fields earliest latest]", [2, 3]],
  ["kind=ok [search kind=bad | fields ip | format]", [1, 2]],
  ["[search kind=bad | stats values(user) as user]", [1, 3]],
  ["[search kind=* | stats values(user) as user]", [1, 2, 3, 4]],
  ["[search kind=bad | fields _time]", []],
  // Text from log data that is no search is looked for as it is.
  ['[| makeresults | eval query="user=(" | fields query]', []],
  ['[| makeresults | eval query="[| makeresults]" | fields query]', []],
  ['[| makeresults | eval query="`nothing`" | fields query]', []],
]
for (const [search, numbers] of subsearches)
  test(`subsearch: ${search}`, () => {
    assert.equal(
      runPipeline(parseSearch(search), events).map(({ n }) => n),
      numbers,
    )
  })

test.run()
