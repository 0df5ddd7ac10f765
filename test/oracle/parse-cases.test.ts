import { test } from "uvu"
import * as assert from "uvu/assert"
import { openWorkspace } from "../../engine/api/workspace.ts"
import { RuleError } from "../../engine/errors/error.ts"
import { checkSearch } from "../../engine/exec/check.ts"
import { expandMacroText, sourceText } from "../../engine/spl/macro-expansion.ts"
import { parseSpl } from "../../engine/spl/parse.ts"
import { sharedLines } from "../shared.ts"

interface ParseCase {
  readonly id: string
  readonly spl: string
  readonly expect: "valid" | "invalid"
}
const isCase = (value: unknown): value is ParseCase =>
  typeof value === "object" && value !== null && "spl" in value && "expect" in value && "id" in value

/** Mistakes that no change to the text of the search could mend: the grammar accepts it. */
const beyondGrammar: ReadonlySet<string> = new Set(["unsupported", "unknown_lookup", "unknown_data_model", "unknown_macro"])

const workspace = openWorkspace({ rules: [] })
const environment = workspace.environment(
  () => 0,
  () => {},
)

function mistake(spl: string): RuleError | undefined {
  try {
    const pipeline = parseSpl(expandMacroText(sourceText("<case>", spl), workspace.content.macros))
    return checkSearch(pipeline, environment).errors.find(error => !beyondGrammar.has(error.code))
  } catch (error) {
    if (error instanceof RuleError) return beyondGrammar.has(error.code) ? undefined : error
    throw error
  }
}

for (const item of sharedLines("oracle", "parse_cases.jsonl"))
  if (isCase(item))
    test(`${item.id}: ${item.spl.slice(0, 80)}`, () => {
      const error = mistake(item.spl)
      assert.is(error === undefined ? "valid" : "invalid", item.expect, error?.message)
      if (error !== undefined) assert.ok(error.range !== undefined, "a mistake has a place")
    })

test.run()
