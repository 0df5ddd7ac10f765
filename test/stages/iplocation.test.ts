import { test } from "uvu"
import * as assert from "uvu/assert"
import { createEnvironment, noLookups } from "../../engine/api/environment.ts"
import { Event } from "../../engine/event.ts"
import { compileSearch } from "../../engine/exec/compile.ts"
import { runOver } from "../../engine/exec/search.ts"
import type { GeoLookup, GeoPlace } from "../../engine/geo/place.ts"
import type { Row } from "../../engine/ir/value.ts"
import { macroTable } from "../../engine/spl/macro-expansion.ts"
import { utc } from "../../engine/time/time-zone.ts"
import { parseSplStages, runPipeline } from "../harness.ts"

const places: ReadonlyMap<string, GeoPlace> = new Map([
  [
    "81.2.69.142",
    {
      city: new Map([
        ["en", "Munich"],
        ["de", "München"],
      ]),
      region: new Map([["en", "Bavaria"]]),
      country: new Map([["en", "Germany"]]),
      continent: new Map([["en", "Europe"]]),
      countryCode: "DE",
      latitude: 48.15,
      longitude: 11.55,
      timeZone: "Europe/Berlin",
    },
  ],
  ["1.1.1.1", { country: new Map([["en", "Australia"]]), latitude: -33, longitude: 143 }],
])
const geo: GeoLookup = ip => places.get(ip) ?? null

function run(spl: string, input: readonly Row[]): Row[] {
  const results: Row[] = []
  const environment = createEnvironment({
    macros: macroTable([]),
    lookup: noLookups,
    timeZone: utc,
    now: () => 0,
    checkDataset: () => {},
    warn: message => assert.unreachable(message),
  })
  const search = compileSearch(
    parseSplStages(spl),
    { ...environment, geo },
    {
      push(event) {
        results.push(event.toRow())
        return true
      },
      end() {},
    },
  )
  runOver(
    search.branches,
    input.map(row => Event.from(row)),
  )
  return results
}

const munich = { City: "Munich", Country: "Germany", Region: "Bavaria", lat: 48.15, lon: 11.55 }
const cases: [spl: string, input: Row, added: Row][] = [
  ["iplocation ip", { ip: "81.2.69.142" }, munich],
  ["iplocation ip", { ip: "1.1.1.1", City: "kept" }, { Country: "Australia", lat: -33, lon: 143 }],
  ["iplocation ip", { ip: "10.0.0.1" }, {}],
  ["iplocation ip", { src: "81.2.69.142" }, {}],
  ["iplocation allfields=true ip", { ip: "81.2.69.142" }, { ...munich, Continent: "Europe", Timezone: "Europe/Berlin" }],
  ["iplocation lang=fr,de ip", { ip: "81.2.69.142" }, { ...munich, City: "München" }],
  ["iplocation lang=code ip", { ip: "81.2.69.142" }, { ...munich, Country: "DE" }],
  ["iplocation prefix=p_ ip", { ip: "1.1.1.1" }, { p_Country: "Australia", p_lat: -33, p_lon: 143 }],
  [
    "iplocation ips{}",
    { "ips{}": ["81.2.69.142", "10.0.0.1", "1.1.1.1"] },
    { City: "Munich", Country: ["Germany", "Australia"], Region: "Bavaria", lat: [48.15, -33], lon: [11.55, 143] },
  ],
]
for (const [spl, input, added] of cases)
  test(`${spl} over ${JSON.stringify(input)}`, () => assert.equal(run(spl, [input]), [{ ...input, ...added }]))

test("without a database one word is said, and nothing is set", () => {
  const warnings: string[] = []
  assert.equal(runPipeline(parseSplStages("iplocation ip"), [{ ip: "1.1.1.1" }, { ip: "81.2.69.142" }], { warnings }), [
    { ip: "1.1.1.1" },
    { ip: "81.2.69.142" },
  ])
  assert.equal(warnings, ["iplocation has no geographic database: no location is set"])
})

test.run()
