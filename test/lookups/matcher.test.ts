import * as fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { parseCidr } from "../../engine/cidr.ts"
import type { Row, Value } from "../../engine/ir/value.ts"
import type { LookupDefinition } from "../../engine/lookup.ts"
import { memoryLookup } from "../../engine/lookups/memory.ts"
import { networkIndex } from "../../engine/lookups/network-index.ts"
import { wildcardIndex } from "../../engine/lookups/wildcard-index.ts"
import { compileWildcard } from "../../engine/wildcard.ts"

const find = (
  rows: readonly Row[],
  definition: Partial<LookupDefinition>,
  match: Readonly<Record<string, Value>>,
  time: number | null = null,
) => memoryLookup("x", rows, definition).matcher(Object.keys(match))(Object.values(match), time)

const wildcard = new Map([["a", "wildcard"]] as const)
const cases: [
  title: string,
  rows: readonly Row[],
  definition: Partial<LookupDefinition>,
  match: Readonly<Record<string, Value>>,
  expected: readonly number[],
][] = [
  ["exactly, minding case", [{ a: "x" }, { a: "X" }], {}, { a: "x" }, [0]],
  ["not minding case", [{ a: "x" }, { a: "X" }], { caseSensitive: false }, { a: "x" }, [0, 1]],
  ["numbers by their text", [{ a: "5" }, { a: 5 }, { a: "5.0" }], {}, { a: 5 }, [0, 1]],
  [
    "two fields",
    [
      { a: "x", b: "yz" },
      { a: "xy", b: "z" },
    ],
    {},
    { a: "x", b: "yz" },
    [0],
  ],
  ["a row without the field", [{ b: "x" }], {}, { a: "x" }, []],
  ["a star is a star in an exact field", [{ a: "x*" }], {}, { a: "xy" }, []],
  ["wildcards in table order", [{ a: "*b*" }, { a: "abc" }, { a: "a*" }, { a: "*x" }], { matchTypes: wildcard }, { a: "abc" }, [0, 1, 2]],
  ["wildcards mind case", [{ a: "A*" }], { matchTypes: wildcard }, { a: "abc" }, []],
  ["wildcards that do not", [{ a: "A*" }], { matchTypes: wildcard, caseSensitive: false }, { a: "abc" }, [0]],
  ["a missing pattern matches nothing", [{ b: "1" }, { a: "*" }], { matchTypes: wildcard }, { a: "" }, [1]],
  [
    "networks",
    [{ a: "10.0.0.0/8" }, { a: "10.1.0.0/16" }, { a: "10.1.2.3" }, { a: "fe80::/10" }, { a: "host" }],
    { matchTypes: new Map([["a", "cidr"]]) },
    { a: "10.1.2.3" },
    [0, 1, 2],
  ],
  ["networks of IPv6", [{ a: "10.0.0.0/8" }, { a: "fe80::/10" }], { matchTypes: new Map([["a", "cidr"]]) }, { a: "fe80::1" }, [1]],
  [
    "an exact, a wildcard and a network field",
    [
      { e: "x", w: "a*", n: "10.0.0.0/8" },
      { e: "x", w: "a*", n: "192.168.0.0/16" },
      { e: "y", w: "a*", n: "10.0.0.0/8" },
    ],
    {
      matchTypes: new Map([
        ["w", "wildcard"],
        ["n", "cidr"],
      ] as const),
    },
    { e: "x", w: "abc", n: "10.9.9.9" },
    [0],
  ],
  ["any value of a multivalue, in table order", [{ a: "1" }, { a: "2" }, { a: "3" }], {}, { a: ["3", "1"] }, [0, 2]],
  ["at most so many", [{ a: "x" }, { a: "x" }, { a: "x" }], { maxMatches: 2 }, { a: "x" }, [0, 1]],
  ["a missing value matches nothing", [{ a: "x" }], {}, { a: null }, []],
]
for (const [title, rows, definition, match, expected] of cases)
  test(title, () =>
    assert.equal(
      find(rows, definition, match),
      expected.map(index => rows[index]),
    ),
  )

const sessions = [
  { ip: "1", t: "100", user: "ann" },
  { ip: "1", t: "200", user: "bob" },
  { ip: "1", t: "never", user: "cat" },
]
const times: [title: string, time: number | null, bounds: { minOffset: number; maxOffset: number }, expected: readonly string[]][] = [
  ["the newest before the event first", 250, { minOffset: 0, maxOffset: 1000 }, ["bob", "ann"]],
  ["nothing after the event", 150, { minOffset: 0, maxOffset: 1000 }, ["ann"]],
  ["nothing too old", 250, { minOffset: 0, maxOffset: 60 }, ["bob"]],
  ["nothing too young", 250, { minOffset: 100, maxOffset: 1000 }, ["ann"]],
  ["without a time, all that have one", null, { minOffset: 0, maxOffset: 10 }, ["bob", "ann"]],
]
for (const [title, time, bounds, expected] of times)
  test(`bounded by time: ${title}`, () =>
    assert.equal(
      find(sessions, { time: { field: "t", format: "%s", ...bounds } }, { ip: "1" }, time).map(({ user }) => user),
      expected,
    ))

test("times are read by the format", () =>
  assert.equal(
    find(
      [{ ip: "1", t: "2024-01-02 00:00" }],
      { time: { field: "t", format: "%Y-%m-%d %H:%M", minOffset: 0, maxOffset: 60 } },
      { ip: "1" },
      Date.UTC(2024, 0, 2, 0, 0, 30) / 1000,
    ).length,
    1,
  ))

test("many values of many fields are looked up in bounded time", () => {
  const many = Array.from({ length: 1000 }, (_, i) => String(i))
  const fields = ["a", "b", "c", "d", "e"]
  assert.equal(
    find([Object.fromEntries(fields.map(name => [name, "0"]))], {}, Object.fromEntries(fields.map(name => [name, many]))).length,
    1,
  )
})

test("a matcher sees what is written after it was made", () => {
  const lookup = memoryLookup("x", [{ a: "1", b: "old" }])
  const match = lookup.matcher(["a"])
  assert.equal(match(["1"], null), [{ a: "1", b: "old" }])
  lookup.write([{ a: "1", b: "new" }], { append: false })
  assert.equal(match(["1"], null), [{ a: "1", b: "new" }])
})

const letters = fc.stringMatching(/^[abAB.]{0,6}$/)
test("the index of wildcards finds what testing every pattern finds", () => {
  const pattern = fc.array(fc.oneof(letters, fc.constant("*")), { maxLength: 5 }).map(parts => parts.join(""))
  fc.assert(
    fc.property(
      fc.array(fc.option(pattern), { minLength: 20, maxLength: 60 }),
      fc.array(letters),
      fc.boolean(),
      (patterns, texts, caseSensitive) => {
        const index = wildcardIndex(patterns, caseSensitive)
        for (const text of texts)
          assert.equal(
            index(text),
            patterns.flatMap((candidate, i) => (candidate !== null && compileWildcard(candidate, { caseSensitive })(text) ? [i] : [])),
          )
      },
    ),
  )
})

test("the index of networks finds what testing every network finds", () => {
  const octet = fc.constantFrom(0, 10, 127, 255)
  const address = fc.oneof(
    fc.tuple(octet, octet, octet, octet).map(parts => parts.join(".")),
    fc.constantFrom("::1", "fe80::5", "::ffff:10.0.0.10", "host", "10.0.0.0/8"),
  )
  const network = fc.oneof(
    fc.tuple(address, fc.integer({ min: 0, max: 34 })).map(([base, bits]) => `${base}/${bits}`),
    address,
  )
  fc.assert(
    fc.property(fc.array(fc.option(network)), fc.array(address), (networks, addresses) => {
      const index = networkIndex(networks)
      for (const ip of addresses)
        assert.equal(
          index(ip),
          networks.flatMap((text, i) => (text !== null && (parseCidr(text)?.(ip) ?? text === ip) ? [i] : [])),
        )
    }),
  )
})

test.run()
