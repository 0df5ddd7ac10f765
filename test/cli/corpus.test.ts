import { readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { sharedPath } from "../shared.ts"
import { documents, lastLine, sluice } from "./sluice.ts"

const folder = sharedPath("corpus", "events")
const generation5 = sharedPath("corpus", "generations", "gen5_wmi_temporary_event_subscription.yml")

if (folder !== null && generation5 !== null) {
  const windows = readdirSync(folder)
    .filter(name => /^(?:covenant|empire|purplesharp)_/.test(name))
    .map(name => join(folder, name))

  test("the WMI rule finds the one subscription in recorded Windows logs, and every event is counted", async () => {
    assert.is(windows.length, 5)
    const rule = "rules/detections/endpoint/wmi_temporary_event_subscription.yml"
    const { code, stdout, stderr } = await sluice(["run", "-r", rule, ...windows], {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
    })
    assert.is(code, 0)
    const found = documents(stdout)
    assert.is(found.length, 1)
    const fields: unknown = found[0]?.fields
    const { query, ...others } = typeof fields === "object" && fields !== null && "query" in fields ? fields : { query: null }
    assert.equal(others, {
      ComputerName: "WORKSTATION5.theshire.local",
      count: 1,
      firstTime: "2020-09-04T03:08:02",
      lastTime: "2020-09-04T03:08:02",
    })
    assert.match(String(query), "__EventConsumer")
    assert.is(found[0]?.time, "2020-09-04T03:08:02Z")
    assert.match(lastLine(stderr), /^120,373 events read from 5 inputs, 0 unreadable, 1 rule run, 0 not run, 1 finding, /)
  })

  test("the published rule of generation 5 runs as well; that its risk object is no field of its results shows", async () => {
    const { code, stdout, stderr } = await sluice(["run", "-r", generation5, ...windows])
    assert.is(code, 0)
    assert.equal(
      documents(stdout).map(({ risk }) => risk),
      [[], []],
    )
    assert.match(stderr, 'note: WMI Temporary Event Subscription: risk object "dest" is not a field of its results (2 times)\n')
    const explained = await sluice(["explain", generation5])
    assert.match(explained.stdout, 'Risk object "dest" (system) is not a field of the results: no risk can be assigned to it.\n')
  })
}

test.run()
