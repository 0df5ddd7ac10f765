import { test } from "uvu"
import * as assert from "uvu/assert"
import { createEnvironment, noLookups } from "../../engine/api/environment.ts"
import { Event, type FieldOrigin } from "../../engine/event.ts"
import { compileSearch } from "../../engine/exec/compile.ts"
import { runOver } from "../../engine/exec/search.ts"
import type { Row } from "../../engine/ir/value.ts"
import { macroTable } from "../../engine/spl/macro-expansion.ts"
import { stages } from "../../engine/stages/index.ts"
import { timeZone } from "../../engine/time/time-zone.ts"
import { parseSplStages } from "../harness.ts"
import { runSpl } from "./run-spl.ts"

/** An event of datasets, whose fields carry their dataset's name. */
function eventOf(datasets: readonly string[], row: Row): Event {
  const fields = new Map(Object.entries(row))
  const origin: FieldOrigin = {
    get: name => fields.get(name) ?? null,
    names: () => fields.keys(),
    text: () => "",
    inDataset: dataset => datasets.some(each => each === dataset || each.startsWith(`${dataset}.`)),
    knownAs: () => [],
  }
  return new Event(origin)
}

const events = [
  eventOf(["Endpoint.Processes"], { _time: 300, "Processes.dest": "h1", "Processes.user": "ann", "Processes.process_name": "cmd.exe" }),
  eventOf(["Endpoint.Processes"], { _time: 200, "Processes.dest": "h1", "Processes.user": "ann", "Processes.process_name": "CMD.EXE" }),
  eventOf(["Endpoint.Processes"], { _time: 100, "Processes.dest": "h2", "Processes.process_name": "cmd.exe" }),
  eventOf(["Endpoint.Registry"], { _time: 90, "Registry.dest": "h1" }),
  eventOf(["Authentication.Authentication", "Authentication.Failed_Authentication"], {
    _time: 80,
    "Authentication.user": "bob",
    nodename: "x",
  }),
  eventOf(["Authentication.Authentication"], { _time: 70, "Authentication.user": "bob" }),
]

function run(spl: string): Row[] {
  const rows: Row[] = []
  const environment = createEnvironment({
    macros: macroTable([
      { name: "summaries", arguments: [], definition: 'summariesonly=true, fillnull_value="none"', locate: () => undefined },
      { name: "wrong", arguments: [], definition: "nonsense", locate: () => undefined },
    ]),
    checkDataset: () => {},
    lookup: noLookups,
    timeZone: timeZone("UTC"),
    now: () => 0,
    warn: () => {},
  })
  const search = compileSearch(parseSplStages(spl), environment, {
    push(event) {
      rows.push(event.toRow())
      return true
    },
    end() {},
  })
  runOver(search.branches, events)
  return rows
}

const cases: [title: string, spl: string, output: Row[]][] = [
  [
    "a dataset: events that lack a field of by are left out",
    "tstats count min(_time) as firstTime from datamodel=Endpoint.Processes where Processes.process_name=cmd.exe by Processes.dest Processes.user",
    [{ "Processes.dest": "h1", "Processes.user": "ann", count: 2, firstTime: 200 }],
  ],
  [
    "a value for missing fields",
    "tstats fillnull_value=null count from datamodel=Endpoint.Processes by Processes.dest Processes.user",
    [
      { "Processes.dest": "h1", "Processes.user": "ann", count: 2 },
      { "Processes.dest": "h2", "Processes.user": "null", count: 1 },
    ],
  ],
  [
    "options of a macro",
    "tstats `summaries` count FROM datamodel = Endpoint.Processes GROUPBY Processes.user",
    [
      { "Processes.user": "ann", count: 2 },
      { "Processes.user": "none", count: 1 },
    ],
  ],
  ["a data model means all of its datasets", "tstats count from datamodel=Endpoint", [{ count: 4 }]],
  [
    "a dataset named by nodename",
    "tstats count from datamodel=Authentication where nodename=Authentication.Failed_Authentication",
    [{ count: 1 }],
  ],
  [
    "nodename beside other terms",
    "tstats count from datamodel=Authentication.Authentication where nodename=Failed_Authentication Authentication.user=BOB",
    [{ count: 1 }],
  ],
  ["nodename elsewhere is a field", "tstats count from datamodel=Authentication where NOT nodename=x", [{ count: 1 }]],
  ["columns are called as written", "tstats dc(Processes.user) from datamodel=Endpoint.Processes", [{ "dc(Processes.user)": 1 }]],
  [
    "buckets of time, the span in front",
    "tstats count from datamodel=Endpoint.Processes by span=3m _time, Processes.process_name",
    [
      { _time: 0, "Processes.process_name": "cmd.exe", count: 1 },
      { _time: 180, "Processes.process_name": "CMD.EXE", count: 1 },
      { _time: 180, "Processes.process_name": "cmd.exe", count: 1 },
    ],
  ],
  ["seconds without a span", "tstats count from datamodel=Endpoint.Registry by _time", [{ _time: 90, count: 1 }]],
  [
    "searches one after another for one chart",
    "tstats prestats=t count from datamodel=Endpoint.Registry by _time | tstats prestats=t append=t count from datamodel=Authentication by _time | timechart span=1h count",
    [{ _time: 0, count: 3 }],
  ],
  ["no events", "tstats count from datamodel=Web.Web", [{ count: 0 }]],
]
for (const [title, spl, output] of cases) test(title, () => assert.equal(run(spl), output))

test("events themselves, with a search expression", () => {
  assert.equal(
    runSpl("tstats count where index=main (host=a OR host=B) NOT sourcetype IN (s2) by host", [
      { index: "main", host: "A" },
      { index: "main", host: "b", sourcetype: "s2" },
      { index: "other", host: "a" },
    ]),
    [{ host: "A", count: 1 }],
  )
})

test("the source is a dataset and what events must satisfy", () => {
  const [stage] = parseSplStages("tstats count from datamodel=Network_Resolution where nodename=DNS DNS.query=x").stages
  const definition = stages.get("tstats")
  if (stage === undefined || "expand" in definition) throw new Error("no core stage")
  const source = definition.source?.(stage)
  assert.is(source?.kind === "events" ? source.dataset : null, "Network_Resolution.DNS")
})

const mistakes: [title: string, spl: string, message: RegExp][] = [
  ["no aggregate", "tstats from datamodel=Web", /expected an aggregate/],
  ["by without a field", "tstats count by", /expected a field name after "by"/],
  ["something else than a data model", "tstats count from mysummary", /only a data model can stand behind "from"/],
  ["terms of an index", "tstats count by PREFIX(user=)", /"PREFIX\(\)" needs an index of terms/],
  ["an unknown option", "tstats sumaries=t count", /unknown option "sumaries"/],
  ["a span that is none", "tstats count by _time span=abc", /"abc" is no span/],
  ["a macro that stands for no options", "tstats `wrong` count", /a macro stands for "nonsense", which is no option/],
]
for (const [title, spl, message] of mistakes) test(title, () => assert.throws(() => run(spl), message))

test.run()
