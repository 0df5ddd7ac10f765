import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../engine/errors/error.ts"
import type { Value } from "../engine/ir/value.ts"
import { checkJsonPath, jsonPath, jsonPathProblem } from "../engine/json-path.ts"

const nowhere = (): undefined => undefined

const record = {
  "@timestamp": "today",
  user: { name: "ann", roles: [{ name: "admin" }, { name: "ops", since: 2020 }], active: true, "full name": "Ann A.", manager: null },
  ports: [22, 80, 443],
  "a.b": 1,
  "p,q": 2,
  "*": 3,
  "tags{}": 4,
}

const found: readonly (readonly [path: string, value: Value])[] = [
  ["$.user.name", "ann"],
  ["$.user.roles[1].name", "ops"],
  ["$.user.roles[*].name", ["admin", "ops"]],
  ["$.user.roles[-1:].name", "ops"],
  ["$.ports[0:2]", [22, 80]],
  ["$.ports[::2]", [22, 443]],
  ["$.ports[0,2]", [22, 443]],
  ["$.ports[*]", [22, 80, 443]],
  ["$.ports.*", [22, 80, 443]],
  ["$..since", 2020],
  ["$..[1].name", "ops"],
  ["$.user.full name", "Ann A."],
  ["$.user['full name']", "Ann A."],
  ['$.user["full name"]', "Ann A."],
  // A name in quotes is that name and nothing else.
  ["$..['a.b']", 1],
  ["$..['p,q']", 2],
  ["$..['*']", 3],
  ["$..['tags{}']", 4],
  ["$.@timestamp", "today"],
  ["$..['@timestamp']", "today"],
  ["$.user.active", "true"],
  // No field values: an object, a list, null, nothing, and what every object inherits.
  ["$.user", null],
  ["$.ports", null],
  ["$.user.manager", null],
  ["$.nowhere.at.all", null],
  ["$.constructor.name", null],
  ["$.user.toString", null],
]
for (const [path, value] of found)
  test(`finds ${path}`, () => {
    assert.is(jsonPathProblem(path), null)
    assert.equal(jsonPath(record, path), value)
  })

const wrong: readonly (readonly [path: string, message: RegExp])[] = [
  ["$.", /a name is missing behind "\."/],
  ["$.user.", /a name is missing behind "\."/],
  ["$..", /a name is missing behind "\.\."/],
  ["$.a...b", /a name is missing behind "\.\.\."/],
  ["$.[0]", /a name is missing behind "\."/],
  ["$.ports.[0]", /a name is missing behind "\."/],
  ["$.ports[", /bracket "\[" is not closed/],
  ["$.ports[0", /bracket "\[" is not closed/],
  ["$.user['name", /bracket "\[" is not closed/],
  ["$.ports[0][", /bracket "\[" is not closed/],
  ["$.ports]", /unexpected "\]"/],
  ["$.ports[0]x", /unexpected "x"/],
  ["$.user'name", /unexpected "'"/],
  ["$.user(name)", /unexpected "\("/],
  ["$.ports[]", /"\[\]" is no step/],
  ["$.ports[-1]", /"\[-1\]" is no step/],
  ["$.ports[0,-1]", /"\[0,-1\]" is no step/],
  ["$.user['a','b']", /"\['a','b'\]" is no step/],
  ["$.ports[@number()]", /"\[@number\(\)\]" is no step/],
  ["$.roles{}.name", /it holds "\{"/],
  ["$.roles[?(@.name)]", /filter and script expressions are not allowed/],
  ["$.roles[?@.name]", /filter and script expressions are not allowed/],
  ["$.roles[(@.length-1)]", /filter and script expressions are not allowed/],
  ["$..[?(1)]", /filter and script expressions are not allowed/],
  [`$.${"a.".repeat(500)}a`, /longer than 1000 characters/],
]
for (const [path, message] of wrong)
  test(`refuses ${path.slice(0, 40)}`, () => {
    assert.match(jsonPathProblem(path)?.message ?? "", message)
    assert.throws(
      () => checkJsonPath(path, nowhere),
      (error: unknown) => error instanceof RuleError && error.code === "wrong_argument" && error.hint !== undefined,
    )
  })

test("what does not begin as a path is a field like any other", () => {
  for (const name of ["$", "$name", "$[0", "a.b[", "x$.", ""]) checkJsonPath(name, nowhere)
})

test("any text is either found or refused, and finding throws nothing", () =>
  fc.assert(
    fc.property(fc.array(fc.constantFrom(..."$.[]'\"*?@(){}:,-`~^ab01 "), { maxLength: 20 }), letters => {
      const path = `$.${letters.join("")}`
      jsonPath(record, path)
      const problem = jsonPathProblem(path)
      assert.ok(problem === null || (problem.message !== "" && problem.hint !== ""))
    }),
    { numRuns: 2_000 },
  ))

test.run()
