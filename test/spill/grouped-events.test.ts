import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { parseSplStages, runPipeline } from "../harness.ts"
import { rows } from "./rows.ts"

const run = (search: string, input: readonly Row[], memoryBytes: number, warnings: string[] = []): Row[] =>
  runPipeline(parseSplStages(search), input, { limits: { memoryBytes }, warnings })

const searches: readonly string[] = [
  "eventstats count, sum(x), list(x) as all by k",
  "eventstats sum(x) as x by k",
  "eventstats first(x), values(x2) by k, l",
  "eventstats sum(x*) as x*, count by k",
  "eventstats allnum=t avg(x) by l",
  "join k [ | makeresults count=13 | streamstats count as k | eval y=k*2 ]",
  "join type=left max=0 k [ | makeresults count=30 | streamstats count as n | eval k=n%4, x=n, _time=n ]",
  "join usetime=t max=2 overwrite=f k [ | makeresults count=30 | streamstats count as n | eval k=n%4, x=n, _time=n ]",
  'join type=left left=L right=R where L.k=R.j [ | makeresults count=5 | streamstats count as j | eval j=mvappend(j, "a") | mvexpand j ]',
  "selfjoin k",
  "selfjoin max=0 overwrite=f keepsingle=t k, l",
  "mvcombine x",
  'fields k, x | mvcombine delim=";" x | sort 0 k | nomv x',
  "transaction k",
  "transaction k, l mvlist=t keeporphans=t maxevents=3",
  "transaction k maxspan=4s maxpause=2s keepevicted=t",
  "transaction l connected=f startswith=eval(x > 3) endswith=eval(x < 2) keepevicted=t",
  "transaction maxopentxn=2 keepevicted=t k",
  "append [ | makeresults count=20 | streamstats count as k ] | stats list(k) by x",
  "appendcols override=t [ | makeresults count=20 | streamstats count as k ]",
  "union [ | makeresults count=20 | streamstats count as _time ]",
  "chart count over k",
  "chart count, sum(x) by k, l",
  "chart limit=2 list(x) over k by l",
  "chart limit=2 useother=f agg=max sum(x) by k, l",
  "chart bins=4 count over x by l",
  "timechart count by k",
  "timechart span=3s partial=f sum(x), values(l)",
  "top k",
  "top 2 k by l useother=t",
  "rare limit=0 k, l by x",
  "rare 3 k showperc=f useother=t",
]

for (const search of searches)
  test(`${search}: groups on disk give what groups in memory give`, () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(1, 3_000, 20_000), (input, memoryBytes) => {
        assert.equal(JSON.stringify(run(search, input, memoryBytes)), JSON.stringify(run(search, input, Number.POSITIVE_INFINITY)))
      }),
      { numRuns: 40 },
    )
  })

test.run()
