import { test } from "uvu"
import * as assert from "uvu/assert"
import { findAggregate, getAggregate } from "../../engine/aggregates/index.ts"
import { RuleError } from "../../engine/errors/error.ts"
import { context } from "./accumulate.ts"

const found: readonly [name: string, aggregate: string, parameter: number][] = [
  ["count", "count", Number.NaN],
  ["C", "count", Number.NaN],
  ["Distinct_Count", "dc", Number.NaN],
  ["mean", "avg", Number.NaN],
  ["perc95", "perc", 95],
  ["p95", "perc", 95],
  ["P99.9", "perc", 99.9],
  ["percentile50", "perc", 50],
  ["exactperc99", "exactperc", 99],
  ["upperperc90.5", "upperperc", 90.5],
  ["perc101", "perc", 101],
]
for (const [name, aggregate, parameter] of found)
  test(`"${name}" is ${aggregate}`, () => {
    const result = findAggregate(name)
    assert.is(result?.definition.name, aggregate)
    assert.equal(result?.parameter, parameter)
  })

for (const name of ["perc", "p", "nope", "avg5", "95", "perc95x", "perc-5", "perc9.", "constructor", ""])
  test(`"${name}" is no aggregate`, () => assert.is(findAggregate(name), undefined))

test("the number may stand beside the name", () => {
  assert.equal(getAggregate("perc", undefined, 99.5), { definition: getAggregate("perc50").definition, parameter: 99.5 })
  for (const number of [101, -1, Number.NaN])
    assert.throws(
      () => getAggregate("perc", undefined, number),
      (error: unknown) => error instanceof RuleError && error.message === 'aggregate "perc" takes a number from 0 to 100',
    )
})

const errors: readonly [name: string, code: string, message: string, hint: string | undefined][] = [
  ["coutn", "unknown_aggregate", 'unknown aggregate "coutn"', 'did you mean "count"?'],
  ["perc", "wrong_argument", 'aggregate "perc" needs a number in its name', "write perc95(field)"],
  ["perc101", "wrong_argument", 'aggregate "perc101" takes a number from 0 to 100', "write perc95(field)"],
]
for (const [name, code, message, hint] of errors)
  test(`"${name}" is refused`, () => {
    try {
      getAggregate(name)
      assert.unreachable()
    } catch (error) {
      assert.instance(error, RuleError)
      if (error instanceof RuleError) assert.equal([error.code, error.message, error.hint], [code, message, hint])
    }
  })

test("per_second outside timechart is refused", () => {
  const { definition } = getAggregate("per_second")
  assert.throws(
    () => definition.create({ ...context(Number.NaN), bucketSeconds: Number.NaN }),
    (error: unknown) => error instanceof RuleError && error.code === "wrong_argument",
  )
})

test("state that was not saved by an aggregate is refused", () => {
  for (const name of ["sum", "values", "list", "range", "stdev", "rate"])
    assert.throws(() => getAggregate(name).definition.create(context(Number.NaN)).load(true), /saved aggregate state/)
})

test.run()
