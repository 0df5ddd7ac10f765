import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import { commands, stages } from "../../engine/stages/index.ts"
import { unsupportedCommands } from "../../engine/stages/unsupported.ts"
import { parseSplStages } from "../harness.ts"

test("no command is both implemented and unsupported", () => {
  const implemented = new Set(stages.definitions.flatMap(({ spl }) => ("commands" in spl ? spl.commands : [])))
  assert.equal(
    unsupportedCommands.flatMap(({ commands: names }) => names.filter(name => implemented.has(name))),
    [],
  )
})

test("no command stands twice", () => {
  const names = unsupportedCommands.flatMap(({ commands: list }) => list)
  assert.equal(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
  )
})

test("names are found in any case", () => {
  for (const { commands: names } of unsupportedCommands)
    for (const name of names) {
      assert.is(name, name.toLowerCase())
      assert.ok(commands.find(name.toUpperCase()))
    }
})

test("a search that uses one is told why", () =>
  assert.throws(
    () => parseSplStages("anomalydetection value method=zscore"),
    (error: unknown) => error instanceof RuleError && error.code === "unsupported" && error.message.includes("does not document"),
  ))

test.run()
