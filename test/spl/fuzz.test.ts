import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { openWorkspace } from "../../engine/api/workspace.ts"
import { RuleError } from "../../engine/errors/error.ts"
import type { Pipeline } from "../../engine/ir/stage.ts"
import { expandMacroText, sourceText } from "../../engine/spl/macro-expansion.ts"
import { parseSpl } from "../../engine/spl/parse.ts"
import { printSpl } from "../../engine/spl/print.ts"
import { withoutRanges } from "../harness.ts"
import { sharedPath } from "../shared.ts"
import { mutated } from "./mutations.ts"

/** Enough for a few seconds; set FUZZ_RUNS for more, and FUZZ_SEED for others. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 6_000)
const seed = Number(process.env.FUZZ_SEED ?? 20_240_101)

const builtIn = [
  'index=main sourcetype="access_combined" (status>=500 OR status IN (404, 4*)) NOT user="svc \\"x\\"" earliest=-24h@h | stats count dc(user) AS users by host, status | sort - count | head 10',
  '| tstats `security_content_summariesonly` count min(_time) as firstTime from datamodel=Endpoint.Processes where Processes.process_name="*\\\\cmd.exe" by _time span=1h Processes.dest | `drop_dm_object_name(Processes)` | `security_content_ctime(firstTime)`',
  'a=1 | eval x=if(like(user, "adm%") AND NOT isnull(b), mvindex(split(c, ","), 0), null()), y=-2.50 * (a + \'b c\') . "d" | where x IN ("a", "b") XOR match(y, "^\\d+$")',
  'a=1 [search b=2 | return 5 user $host] | join type=left user [| inputlookup x where y=1] | rex field=_raw "(?<n>\\d+)\\|(?<m>[^\\"]+)" | foreach a_* [eval total = total + <<FIELD>>]',
  'a=1 | timechart span=1h limit=5 avg(bytes) by host | streamstats window=3 sum(x) as s | transaction user startswith=(a=1) endswith="b" maxspan=5m | map search="search u=$user$" | rename a* as b*',
]
const published = sharedPath("corpus", "security_content", "detections")
const workspace = openWorkspace({ rules: published === null ? [] : [published] })
const searches = [...builtIn, ...workspace.content.rules.flatMap(({ spl }) => spl ?? [])]

/** Parses a search. What throws must be a mistake with a place inside the text that it is in. */
function parse(text: string): Pipeline | null {
  try {
    return parseSpl(expandMacroText(sourceText("<search>", text), workspace.content.macros))
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    const { range } = error
    if (range === undefined) throw new Error(`a mistake has no place: ${error.message}`)
    for (let at: typeof range | undefined = range; at !== undefined; at = at.calledFrom?.range) {
      assert.ok(at.start >= 0 && at.start <= at.end && at.end <= at.source.text.length, `${at.start} to ${at.end}: ${error.message}`)
    }
    return null
  }
}

test("a search with slips is read or refused, in its place", () => {
  fc.assert(
    fc.property(mutated(searches), text => {
      const pipeline = parse(text)
      if (pipeline === null) return
      // What was read at all means the same when it is printed and read again.
      assert.equal(withoutRanges(parseSpl(sourceText("<printed>", printSpl(pipeline)))), withoutRanges(pipeline))
    }),
    { numRuns, seed },
  )
})

test("any text is read or refused, in its place", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), fc.string({ maxLength: 200 })), text => {
      parse(text)
    }),
    { numRuns, seed },
  )
})

test.run()
