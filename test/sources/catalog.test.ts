import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import { compileExpr } from "../../engine/exec/expr.ts"
import { compilePredicate } from "../../engine/exec/predicate.ts"
import { ruleTexts } from "../../engine/load.ts"
import { compileRegex } from "../../engine/regex.ts"
import { type Catalog, createCatalog, type SourceCompiler } from "../../engine/sources/catalog.ts"
import type { DataModel, DataSource } from "../../engine/sources/data-source.ts"
import { Datasets } from "../../engine/sources/datasets.ts"
import { macroTable } from "../../engine/spl/macro-expansion.ts"
import { timeZone } from "../../engine/time/time-zone.ts"
import { contentReader } from "../../engine/yaml/content.ts"
import { parseYaml } from "../../engine/yaml/document.ts"
import { bindJson, jsonRecord, pick } from "./bind.ts"

const zone = timeZone("UTC")
const none = (): never => {
  throw new Error("not at hand")
}
const environment = { timeZone: zone, now: none, readsClock: none, subsearch: none, formatRows: none, warn: none }
const reader = contentReader(ruleTexts(macroTable([])))

function read<T>(
  text: string,
  parse: (document: NonNullable<ReturnType<typeof parseYaml>["document"]>) => { value: T } | { errors: readonly RuleError[] },
): T {
  const { document, errors } = parseYaml("test.yml", text)
  if (document === null) throw errors[0] ?? new Error("no document")
  const parsed = parse(document)
  if ("value" in parsed) return parsed.value
  throw parsed.errors[0] ?? new Error("no value")
}
const source = (text: string): DataSource => read(text, document => reader.dataSource(document))
const model = (text: string): DataModel => read(text, document => reader.dataModel(document))

const compiler: SourceCompiler = {
  evaluator: expr => compileExpr(expr, { ...environment, predicate: none, lookup: none, regex: pattern => compileRegex(pattern, {}) }),
  test: predicate => compilePredicate(predicate, environment),
  regex: pattern => compileRegex(pattern, {}),
}
const catalogOf = (sources: readonly string[], models: readonly string[] = []): Catalog =>
  createCatalog({ sources: sources.map(source), datasets: new Datasets(models.map(model), compiler.test), timeZone: zone, compiler })

const precedence: readonly [title: string, sources: readonly string[], record: Record<string, string>, expected: string | null][] = [
  ["found by the value of a field", ["name: a\nmatch: {kind: x}", "name: b\nmatch: {kind: y}"], { kind: "Y" }, "b"],
  ["one of several values", ["name: a\nmatch: {kind: [x, y]}"], { kind: "y" }, "a"],
  ["a further condition is tested", ["name: a\nmatch: {kind: x, size: '1'}", "name: b\nmatch: {kind: x}"], { kind: "x", size: "2" }, "b"],
  ["the higher priority first", ["name: a\nmatch: {kind: x}", "name: b\nmatch: {kind: x}\npriority: 1"], { kind: "x" }, "b"],
  ["of equals the first", ["name: a\nmatch: {kind: '*'}", "name: b\nmatch: {kind: x}"], { kind: "x" }, "a"],
  ["a wildcard with a higher priority", ["name: a\nmatch: {kind: x}", "name: b\nmatch: {kind: '*'}\npriority: 1"], { kind: "x" }, "b"],
  ["a number is found by its text", ["name: a\nmatch: {kind: 1}"], { kind: "1" }, "a"],
  ["and by no other text", ["name: a\nmatch: {kind: 1}"], { kind: "01" }, null],
  ["of another shape", ["name: a\nshapes: text\nmatch: {kind: x}"], { kind: "x" }, null],
  ["none", ["name: a\nmatch: {kind: x}"], { other: "x" }, null],
]
for (const [title, sources, record, expected] of precedence)
  test(`recognition: ${title}`, () => {
    assert.is(catalogOf(sources).recognise(jsonRecord(record)), expected)
  })

test("a field that names itself means the record's, in whatever order fields are read", () => {
  const catalog = catalogOf(["name: a\nmatch: {kind: x}\nfields: {user: 'upper(user)', who: '\"<\" . user . \">\"'}"])
  const record = { kind: "x", user: "ann" }
  assert.equal(pick(bindJson(record, catalog), ["user", "who"]), { user: "ANN", who: "<ANN>" })
  assert.equal(pick(bindJson(record, catalog), ["who", "user"]), { who: "<ANN>", user: "ANN" })
})

test("a field that a source cannot calculate is the record's", () => {
  const catalog = catalogOf(["name: a\nmatch: {kind: x}\nfields: {user: account}"])
  assert.is(bindJson({ kind: "x", user: "ann" }, catalog).get("user"), "ann")
  assert.is(bindJson({ kind: "x", user: "ann", account: "bob" }, catalog).get("user"), "bob")
})

test("a table goes before the expression, and what inherits before what is inherited", () => {
  const catalog = catalogOf([
    "name: base\ntables: {level: {by: code, values: {1: low, 2: high}}}\nfields: {level: '\"none\"', kept: '\"base\"'}",
    "name: a\nextends: base\nmatch: {kind: x}",
    "name: b\nextends: base\nmatch: {kind: y}\nfields: {level: '\"own\"'}",
  ])
  assert.equal(pick(bindJson({ kind: "x", code: 2 }, catalog), ["level", "kept"]), { level: "high", kept: "base" })
  assert.is(bindJson({ kind: "x", code: 3 }, catalog).get("level"), "none")
  assert.is(bindJson({ kind: "y", code: 2 }, catalog).get("level"), "own")
})

test("tags go by event types or by one field", () => {
  const catalog = catalogOf([
    "name: a\nmatch: {kind: x}\neventtypes: {seen: {kind: x}}\ntags: {log: {eventtype: seen}, good: {action: success}, both: {action: success, kind: x}}",
  ])
  assert.equal(pick(bindJson({ kind: "x", action: "success" }, catalog), ["eventtype", "tag", "tag::eventtype", "tag::action"]), {
    eventtype: "seen",
    tag: ["log", "good", "both"],
    "tag::eventtype": ["log", "both"],
    "tag::action": "good",
  })
})

test("what every event has may be made of the record's own", () => {
  const catalog = catalogOf(["name: a\nmatch: {kind: x}\nhost: lower(host)\nsource: upper(source)\ntime: _time / 1000"])
  assert.equal(pick(bindJson({ kind: "x", host: "WS1", source: "s", _time: 1_599_203_282_000 }, catalog), ["host", "source", "_time"]), {
    host: "ws1",
    source: "S",
    _time: 1_599_203_282,
  })
})

test("the time of an event that names its own _time", () => {
  const event = bindJson({ _time: 1599203282, user: "ann" }, catalogOf([]))
  assert.is(event.get("date_hour"), 7)
  assert.is(event.get("_time"), 1599203282)
})

test("constraints of a dataset hold over its fields, not the event's", () => {
  const catalog = catalogOf(
    ["name: a\nmatch: {kind: x}\ndatasets: {M.All: {when: {kind: x}, fields: {action: 'upper(action)'}}}"],
    [
      "name: M\ndatasets: {All: {fields: [action]}, Good: {parent: All, constraint: {action: GOOD, CASE: null}, fields: []}}".replace(
        ", CASE: null",
        "",
      ),
    ],
  )
  const event = bindJson({ kind: "x", action: "good" }, catalog)
  assert.ok(event.inDataset("M.Good"))
  assert.equal(pick(event, ["All.action", "Good.action", "All.Good.action", "action"]), {
    "All.action": "GOOD",
    "Good.action": "GOOD",
    "All.Good.action": "GOOD",
    action: "good",
  })
})

const mistakes: readonly [title: string, sources: readonly string[], models: readonly string[], message: string][] = [
  [
    "fields in a circle",
    ["name: a\nmatch: {k: x}\nfields: {p: q, q: 'lower(p)'}"],
    [],
    'fields of data source "a" depend on each other: "p", "q"',
  ],
  [
    "a time made of what is made of it",
    ["name: a\nmatch: {k: x}\ntime: p\nfields: {p: 'strftime(_time, \"%s\")'}"],
    [],
    'fields of data source "a" depend on each other: "p", "_time"',
  ],
  ["a tag that needs tags", ["name: a\nmatch: {k: x}\ntags: {t: {tag: u}}"], [], 'fields of data source "a" depend on each other: "tag"'],
  ["an unknown parent", ["name: a\nextends: b\nmatch: {k: x}"], [], 'data source "a" extends the unknown source "b"'],
  ["a source above itself", ["name: a\nextends: b\nmatch: {k: x}", "name: b\nextends: a"], [], 'data source "a" extends itself'],
  [
    "an unknown dataset",
    ["name: a\nmatch: {k: x}\ndatasets: {M.N: {when: {k: x}}}"],
    [],
    'data source "a" maps to the unknown dataset "M.N"',
  ],
  [
    "a dataset without its parent",
    [],
    ["name: M\ndatasets: {A: {parent: B, fields: []}}"],
    'dataset "A" of data model "M" has the unknown parent "B"',
  ],
  [
    "datasets above each other",
    [],
    ["name: M\ndatasets: {A: {parent: B, fields: []}, B: {parent: A, fields: []}}"],
    'dataset "A" of data model "M" is its own ancestor',
  ],
]
for (const [title, sources, models, message] of mistakes)
  test(`a mistake: ${title}`, () => {
    assert.throws(
      () => catalogOf(sources, models),
      (error: unknown) => error instanceof RuleError && error.message === message,
    )
  })

const told: readonly [
  title: string,
  record: Record<string, string>,
  sourcetype: string,
  source: string | null,
  names: readonly string[],
][] = [
  ["one that nothing recognises", { other: "x" }, "A:One", "a", ["A:One"]],
  ["one of two that its source has", { k: "x" }, "a:two", "a", ["a:two", "a:one"]],
  ["one that its source does not have", { k: "x" }, "c", "a", ["c"]],
  ["one that several sources have", { other: "x" }, "shared", null, ["shared"]],
]
for (const [title, record, sourcetype, source, names] of told)
  test(`a sourcetype that is told: ${title}`, () => {
    const catalog = catalogOf([
      "name: a\nmatch: {k: x}\nsourcetype: ['\"a:one\"', '\"a:two\"']\nfields: {found: '\"a\"'}",
      "name: b\nmatch: {k: y}\nsourcetype: '\"shared\"'\nfields: {found: '\"b\"'}",
      "name: c\nmatch: {k: z}\nsourcetype: '\"shared\"'\nfields: {found: '\"c\"'}",
    ])
    const event = catalog.bind(jsonRecord(record), { name: "log", sourcetype })
    assert.is(event.get("found"), source)
    assert.equal(event.origin?.knownAs("sourcetype"), names)
  })

test.run()
