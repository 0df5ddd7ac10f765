import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import { type LookupDeclaration, parseLookupDefinition } from "../../engine/lookups/definition.ts"

const plain: LookupDeclaration["definition"] = {
  name: "x",
  caseSensitive: true,
  matchTypes: new Map(),
  minMatches: 0,
  maxMatches: 1000,
  defaultMatch: null,
  source: "csv",
}

const definitions: [title: string, value: Record<string, unknown>, expected: LookupDeclaration][] = [
  [
    "generation 4, a file",
    { name: "x", filename: "x1.csv", description: "d" },
    { definition: { ...plain, description: "d" }, csv: "x1.csv" },
  ],
  [
    "generation 4, texts for everything",
    {
      name: "x",
      filename: "x.csv",
      case_sensitive_match: "false",
      default_match: "false",
      min_matches: "1",
      max_matches: 5,
      match_type: "WILDCARD(a), CIDR(b),EXACT(c)",
    },
    {
      definition: {
        ...plain,
        caseSensitive: false,
        defaultMatch: "false",
        minMatches: 1,
        maxMatches: 5,
        matchTypes: new Map([
          ["a", "wildcard"],
          ["b", "cidr"],
        ]),
      },
      csv: "x.csv",
    },
  ],
  [
    "generation 4, a collection",
    { name: "x", collection: "c", fields_list: "_key, a,  b" },
    { definition: { ...plain, source: "collection" }, collection: "c", fields: ["_key", "a", "b"] },
  ],
  ["generation 4, a model", { name: "x", filename: "__mlspl_x.mlmodel" }, { definition: { ...plain, source: "none" } }],
  [
    "generation 5, a file called after the definition",
    { name: "x", lookup_type: "csv", match_type: ["WILDCARD(a)", "CIDR( b c )"], default_match: false, case_sensitive_match: true },
    {
      definition: {
        ...plain,
        defaultMatch: "false",
        matchTypes: new Map([
          ["a", "wildcard"],
          ["b c", "cidr"],
        ]),
      },
      csv: "file_of_x.csv",
    },
  ],
  [
    "generation 5, a collection",
    { name: "x", lookup_type: "kvstore", fields: ["_key", "a"] },
    { definition: { ...plain, source: "collection" }, collection: "x", fields: ["_key", "a"] },
  ],
  ["generation 5, a model", { name: "x", lookup_type: "mlmodel" }, { definition: { ...plain, source: "none" } }],
  [
    "bounded by time",
    { name: "x", filename: "x.csv", time_field: "t", time_format: "%Y", max_offset_secs: 60 },
    { definition: { ...plain, maxMatches: 1, time: { field: "t", format: "%Y", minOffset: 0, maxOffset: 60 } }, csv: "x.csv" },
  ],
]
for (const [title, value, expected] of definitions)
  test(title, () => {
    const found = parseLookupDefinition(value, "lookups/file_of_x.yml")
    assert.equal(found, expected)
    // uvu compares maps by their size alone.
    assert.equal([...found.definition.matchTypes], [...expected.definition.matchTypes])
  })

const mistakes: [title: string, value: unknown, message: RegExp][] = [
  ["no map", "x", /a lookup definition is a map/],
  ["no data", { name: "x" }, /lookup "x" names no data/],
  ["an unknown match type", { name: "x", filename: "x.csv", match_type: "REGEX(a)" }, /"REGEX\(a\)" is no match type/],
  ["an unknown kind", { name: "x", lookup_type: "geo" }, /unknown type of lookup "geo"/],
  ["no boolean", { name: "x", filename: "x.csv", case_sensitive_match: "maybe" }, /"case_sensitive_match" is neither true nor false/],
  ["too many matches", { name: "x", filename: "x.csv", max_matches: 1001 }, /"max_matches" is no whole number from 1 to 1000/],
  ["a path out of the folder", { name: "x", filename: "../x.csv" }, /"\.\.\/x\.csv" is a path/],
]
for (const [title, value, message] of mistakes)
  test(`a mistake: ${title}`, () => {
    assert.throws(
      () => parseLookupDefinition(value, "x.yml"),
      (error: unknown) => error instanceof RuleError && error.code === "schema" && message.test(error.message),
    )
  })

test.run()
