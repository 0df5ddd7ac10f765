import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import type { Row } from "../../engine/ir/value.ts"
import type { Lookup } from "../../engine/lookup.ts"
import { memoryLookup } from "../../engine/lookups/memory.ts"
import { bounds, fitDensity, quantile, tailsOf } from "../../engine/rows/density-model.ts"
import { type Mistake, parseSearch, parseSplStages, runPipeline, testMistakes, withoutRanges } from "../harness.ts"

const close = (found: number, expected: number): void =>
  assert.ok(Math.abs(found - expected) < 1e-6 * Math.max(1, Math.abs(expected)), `${found} is not ${expected}`)
const tails = () => ({ lower: 0, upper: 0 })

/** Quantiles of the standard normal distribution as printed in tables. */
const normal: [share: number, value: number][] = [
  [0.5, 0],
  [0.8413447460685429, 1],
  [0.975, 1.959963984540054],
  [0.99, 2.3263478740408408],
  [0.9995, 3.2905267314919255],
  [0.001, -3.090232306167813],
]
for (const [share, value] of normal)
  test(`normal quantile of ${share}`, () => close(quantile({ ...fitDensity([-1, 1], "norm", tails), location: 0, scale: 1 }, share), value))

test("a normal distribution has the mean and the standard deviation of the values", () => {
  const { location, scale, min, max, cardinality } = fitDensity([2, 4, 4, 4, 5, 5, 7, 9], "norm", tails)
  assert.equal([location, scale, min, max, cardinality], [5, 2, 2, 9, 8])
})
test("an exponential distribution begins at the smallest value, and has one tail", () => {
  const density = fitDensity([1, 2, 3, 6], "expon", tails)
  assert.equal([density.location, density.scale], [1, 2])
  const { low, high } = bounds(density, tailsOf("expon", 0.05))
  assert.is(low, Number.NEGATIVE_INFINITY)
  close(high, 1 + 2 * 2.995732273553991)
})
test("the distribution that lies closer to the values", () => {
  const exponential = Array.from({ length: 100 }, (_, i) => -Math.log(1 - (i + 0.5) / 100))
  assert.is(fitDensity(exponential, null, tails).distribution, "expon")
  assert.is(fitDensity([4, 5, 5, 6, 6, 6, 7, 7, 8], null, tails).distribution, "norm")
})

const usual: readonly Row[] = Array.from({ length: 20 }, (_, i) => ({ user: "ann", calls: 10 + (i % 3) }))
const run = (spl: string, rows: readonly Row[], lookups: Map<string, Lookup>, warnings: string[] = []): Row[] =>
  runPipeline(parseSearch(spl), rows, {
    warnings,
    lookup: name => {
      const lookup = lookups.get(name) ?? memoryLookup(name, [], { source: "collection" })
      lookups.set(name, lookup)
      return lookup
    },
  })

test("a model that is fitted is applied by another search", () => {
  const lookups = new Map<string, Lookup>()
  run('calls=* | fit DensityFunction calls by "user" into calls_v1 dist=norm', [...usual, { user: "bob", calls: 500 }], lookups)
  assert.equal([...lookups.keys()], ["__mlspl_calls_v1"])
  const marks = (options: string): unknown[] =>
    run(
      `calls=* | apply calls_v1 ${options}`,
      [{ user: "ann", calls: 100 }, { user: "ann", calls: 12 }, { user: "eve", calls: 1 }, { user: "ann" }],
      lookups,
    ).map(row => row["IsOutlier(calls)"] ?? null)
  assert.equal(marks(""), [1, 0, null])
  assert.equal(marks("threshold=0.9"), [1, 1, null])
  assert.equal(marks("lower_threshold=0.01"), [0, 0, null])
})
test("only groups with enough values, as detections ask for them", () => {
  const lookups = new Map<string, Lookup>()
  run('calls=* | fit DensityFunction calls by "user" into m dist=norm', [...usual, { user: "bob", calls: 1 }], lookups)
  const model = lookups.get("__mlspl_m")
  assert.is(model?.rows().length, 2)
  assert.equal(
    model?.rows().map(({ group, cardinality }) => [group, cardinality]),
    [
      ['["ann"]', 20],
      ['["bob"]', 1],
    ],
  )
})
test("a model that has not been fitted, and a group that it does not know", () => {
  const warnings: string[] = []
  const lookups = new Map<string, Lookup>()
  assert.equal(run("calls=* | apply m", [{ calls: 1 }], lookups, warnings), [{ calls: 1 }])
  run('calls=* | fit DensityFunction calls by "user" into m', usual, lookups)
  run("calls=* | apply m", [{ user: "eve", calls: 1 }], lookups, warnings)
  assert.equal(warnings, ['model "m" has not been fitted yet: no outlier is marked', 'model "m" does not know the group of some events'])
})
test("a model trained elsewhere", () =>
  assert.throws(
    () => runPipeline(parseSplStages("apply m"), [], { lookup: name => memoryLookup(name, [], { source: "none" }) }),
    (error: unknown) => error instanceof RuleError && error.code === "unsupported" && /was trained elsewhere/.test(error.message),
  ))

test("the same: fields with and without quotes, options that change nothing", () =>
  assert.equal(
    withoutRanges(parseSplStages('fit DensityFunction calls by "user,HourOfDay" into m dist=auto')),
    withoutRanges(parseSplStages("fit densityfunction calls by user HourOfDay into m sample=true")),
  ))

const mistakes: readonly Mistake[] = [
  ["fit KMeans a b into m", "unsupported", /algorithm "KMeans" .* is not implemented/],
  ["fit DensityFunction a dist=beta", "unsupported", /distribution "beta" is not implemented/],
  ["fit DensityFunction", "syntax", /expected a field name/],
  ["fit DensityFunction a b", "syntax", /unexpected text in "fit"/],
  ["apply", "syntax", /needs the name of a model/],
]
testMistakes(parseSplStages, mistakes)

test.run()
