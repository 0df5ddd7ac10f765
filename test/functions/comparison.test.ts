import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import type { Result } from "../../engine/exec/operator.ts"
import type { Row } from "../../engine/ir/value.ts"
import { evaluate } from "./evaluate.ts"

const event: Row = {
  status: "404",
  code: 200,
  user: "ann",
  empty: "",
  ip: "10.1.2.3",
  ips: ["192.168.0.1", "10.9.9.9"],
  ip6: "2001:0db8:ffff:ffff:ffff:ffff:ffff:ff99",
  text: "line1\nline2 ERROR ¥",
  path: "C:\\Scripts\\run.ps1",
  mail: ["a@x.com", "b@x.net"],
}

const table: readonly [title: string, expr: string, expected: Result][] = [
  ["case takes the first true condition", 'case(status = 404, "a", status > 0, "b")', "a"],
  ["case without a true condition is null", 'case(status = 500, "a")', null],
  ["case passes over a null condition", 'case(absent = 1, "a", true(), "b")', "b"],
  ["case may give numbers", "case(false(), 1, true(), 2)", 2],
  ["case may give conditions", "case(true(), status = 404)", true],
  ["validate gives the value of the first false condition", 'validate(isint(status), "a", status < 400, "b")', "b"],
  ["validate is null when all are true", 'validate(isint(status), "a", status >= 400, "b")', null],
  ["validate passes over a null condition", 'validate(absent > 1, "a", status < 1, "b")', "b"],
  ["validate of a missing port", 'validate(isint(absent), "a")', "a"],
  ["if true", 'if(status = 404, "yes", "no")', "yes"],
  ["if false", 'if(status = 405, "yes", "no")', "no"],
  ["if null takes the other value", 'if(absent = 1, "yes", "no")', "no"],
  ["if with text as condition takes the other value", 'if(user, "yes", "no")', "no"],
  ["coalesce takes the first value", 'coalesce(absent, user, "z")', "ann"],
  ["coalesce takes empty text", 'coalesce(absent, empty, "z")', ""],
  ["coalesce of nothing is null", "coalesce(absent, null())", null],
  ["nullif of equal values is null", 'nullif(user, "ann")', null],
  ["nullif compares numbers as numbers", "nullif(status, 404.0)", null],
  ["nullif of different values is the first", 'nullif(user, "bob")', "ann"],
  ["nullif is case-sensitive", 'nullif(user, "ANN")', "ann"],
  ["nullif with null is the first", "nullif(user, absent)", "ann"],
  ["nullif of null is null", "nullif(absent, user)", null],
  ["null is null", "null()", null],
  ["true and false", "true() AND NOT false()", true],

  ["in among numbers and text", 'in(status, 400, "404")', true],
  ["in compares numbers as numbers", 'in(code, "200.0")', true],
  ["in without an equal is false", "in(code, 400, 401, 403)", false],
  ["in is case-sensitive", 'in(user, "Ann", "ANN")', false],
  ["in knows no wildcards", 'in(user, "a*")', false],
  ["in among fields", '"ann" IN (absent, user)', true],
  ["in of a missing field is null", 'in(absent, "x")', null],
  ["not in of a missing field is null", 'NOT absent IN ("x")', null],
  ["in with null in the list", "in(user, null(), absent)", false],
  ["in of a multivalue takes any value", 'in(ips, "10.9.9.9")', true],

  ["cidrmatch inside", 'cidrmatch("10.0.0.0/8", ip)', true],
  ["cidrmatch outside", 'cidrmatch("192.0.2.0/24", "192.0.3.0")', false],
  ["cidrmatch with a network from a field", "cidrmatch(ip, ip)", null],
  ["cidrmatch of IPv6", 'cidrmatch("2001:0db8:ffff:ffff:ffff:ffff:ffff:ff00/120", ip6)', true],
  ["cidrmatch of IPv6 written short", 'cidrmatch("2001:db8::/32", "2001:db8::1")', true],
  ["cidrmatch of what is no address", 'cidrmatch("10.0.0.0/8", user)', false],
  ["cidrmatch takes any value", 'cidrmatch("10.0.0.0/8", ips)', true],
  ["cidrmatch of a missing address is null", 'cidrmatch("10.0.0.0/8", absent)', null],

  ["like wants the whole text", 'like(text, "ERROR")', false],
  ["like with percent on both sides", 'like(text, "%ERROR%")', true],
  ["like is case-sensitive", 'like(text, "%error%")', false],
  ["like: percent crosses lines", 'like(text, "line1%line2%")', true],
  ["like: a suffix", 'like(text, "%¥")', true],
  ["like: underscore is one character", 'like("\u{1f4a9}", "_")', true],
  ["like: underscore is not no character", 'like("", "_")', false],
  ["like: underscores in the middle", 'like("abcde", "a%_d_")', true],
  ["like: parts do not overlap", 'like("aba", "ab%ba")', false],
  ["like: empty pattern, empty text", 'like(empty, "")', true],
  ["like: empty pattern, some text", 'like(text, "")', false],
  ["like: percent matches empty text", 'like(empty, "%")', true],
  ["like: a backslash is itself", 'like(path, "%\\\\Scripts\\\\%")', true],
  ["like: other marks are themselves", 'like("a.b*c", "a.b*c")', true],
  ["like: a dot is no wildcard", 'like("axb", "a.b")', false],
  ["like with a number", 'like(42, "4_")', true],
  ["like takes any value", 'like(mail, "%.net")', true],
  ["like of a missing field is null", 'like(absent, "%")', null],
  ["like as an operator", 'user LIKE "a%"', true],
  ["like with a pattern from a field", "like(user, user)", true],

  ["match is unanchored", 'match("abcdef", "cd")', true],
  ["match is case-sensitive", 'match(text, "error")', false],
  ["match with a flag", 'match(text, "(?i)error")', true],
  ["match of the beginning", 'match(text, "^line2")', false],
  ["match of a whole address", 'match(ip, "^\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}$")', true],
  ["match takes any value", 'match(mail, "\\.net$")', true],
  ["match of a number", 'match(code, "^2")', true],
  ["match of a missing field is null", 'match(absent, "x")', null],
  ["match with a regex from a field", "match(user, user)", true],

  ["searchmatch ignores case", 'searchmatch("user=ANN status=4*")', true],
  ["searchmatch with OR", 'searchmatch("user=bob OR status=404")', true],
  ["searchmatch that fails", 'searchmatch("user=bob")', false],
]

for (const [title, expr, expected] of table) test(title, () => assert.equal(evaluate(expr, event), expected))

test("lookup gives the output fields as JSON", () => {
  const assets = (match: Row): Row | null => (match.ip === "10.1.2.3" ? { ip: "10.1.2.3", owner: "ann", zone: ["dmz", "lan"] } : null)
  const lookup = (name: string): typeof assets | null => (name === "assets.csv" ? assets : null)
  const call = (table: string, key: string): string => `lookup("${table}", json_object("ip", ${key}), json_array("owner", "zone", "none"))`
  assert.is(evaluate(call("assets.csv", "ip"), event, lookup), '{"owner":"ann","zone":["dmz","lan"]}')
  assert.is(evaluate(call("assets.csv", "user"), event, lookup), null)
  assert.is(evaluate(call("other.csv", "ip"), event, lookup), null)
})

const errors: readonly [title: string, expr: string, code: string][] = [
  ["case with a condition that has no value", 'case(user = "a", 1, true())', "wrong_arity"],
  ["validate with a condition that has no value", 'validate(isint(a), "x", true())', "wrong_arity"],
  ["if without the other value", "if(a = 1, 2)", "wrong_arity"],
  ["in without candidates", "in(a)", "wrong_arity"],
  ["cidrmatch with what is no network", 'cidrmatch("10.0.0.0/64", ip)', "wrong_argument"],
  ["match with an invalid regex", 'match(user, "(")', "regex"],
  ["searchmatch with a field", "searchmatch(user)", "wrong_argument"],
  ["lookup with a field", 'lookup(user, json_object("a", b), json_array("c"))', "wrong_argument"],
]
for (const [title, expr, code] of errors)
  test(`${title} is refused`, () =>
    assert.throws(
      () => evaluate(expr, event),
      (error: unknown) => error instanceof RuleError && error.code === code,
    ))

test.run()
