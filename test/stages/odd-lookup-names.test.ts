import { test } from "uvu"
import * as assert from "uvu/assert"
import { printSpl } from "../../engine/spl/print.ts"
import { renderStages } from "../../engine/yaml/stages.ts"
import { parseSearch, parseYamlStages, withoutRanges } from "../harness.ts"

/** Names that mean something else outside quotes, or that need quotes. */
const names = [
  ..."a b|-x|+x|5|by|as|output|where|x\\y|x\\\\y|x\\|a*|*|__proto__|limit|a=b|a,b|with|in|$x$|é|field|[x]|x.y{}.z|_raw|limit=3".split("|"),
  ...'q"q|values(x)|a(b|a)b|! x|<a>|# c|@x|a\nb|p=1|AND|OUTPUTNEW|null|true|default|`m`|datamodel:x|append=t|into|search|eval|filter|fields'.split(
    "|",
  ),
]

const stages: [title: string, stage: (name: string) => Record<string, unknown>][] = [
  ["lookup", n => ({ lookup: { table: n, match: [n, { z: n }], output: [{ y: n }, n], event_time_field: n } })],
  ["lookup, filling in", n => ({ lookup: { table: "t", match: [n], output_new: [n] } })],
  ["inputlookup", n => ({ inputlookup: { table: n, append: true, where: { [n]: n } } })],
  ["outputlookup", n => ({ outputlookup: { table: n, key_field: n } })],
  ["inputcsv", n => ({ inputcsv: { table: n } })],
  ["outputcsv", n => ({ outputcsv: n })],
  ["join", n => ({ join: { fields: [n, "z"], search: [{ from: { lookup: n } }] } })],
  ["join of aliases", n => ({ join: { left: "L", right: "R", on: { [n]: n }, search: [{ from: { datamodel: n } }] } })],
  ["selfjoin", n => ({ selfjoin: [n, "z"] })],
  ["union", n => ({ union: [[{ inputlookup: n }]] })],
  ["map", n => ({ map: `search x=${n} "$${n}$"` })],
  ["foreach", n => ({ foreach: { fields: [n, "z*"], do: "eval <<FIELD>> = 1" } })],
  ["return", n => ({ return: [n, { z: n }] })],
  ["format", n => ({ format: { strings: [n, "a", "b", "c", "d", "e"], mvsep: n, emptystr: n } })],
  [
    "transaction",
    n => ({ transaction: { fields: [n.replace(/[\s,]/g, "_")], startswith: n, endswith: { match: { [n]: n } }, delim: n, nullstr: n } }),
  ],
  ["spath", n => ({ spath: { input: n, path: n, output: "z" } })],
  ["spath output", n => ({ spath: { path: "z", output: n } })],
  ["xmlkv", n => ({ xmlkv: { field: n } })],
  ["xpath", n => ({ xpath: { path: n, field: n, outfield: n, default: n } })],
  ["extract", n => ({ extract: { pairdelim: n, kvdelim: n } })],
  ["multikv", n => ({ multikv: { fields: [n, "z"], filter: [n, "y"] } })],
  ["fromjson", n => ({ fromjson: { field: n, prefix: n } })],
  ["tojson", n => ({ tojson: { fields: [n, { str: n }], output_field: n } })],
  ["iplocation", n => ({ iplocation: { field: n, prefix: n, lang: n } })],
  ["from", n => ({ from: { lookup: n } })],
  ["datamodel", n => ({ datamodel: { model: n, dataset: n, mode: "flat" } })],
  ["makeresults", n => ({ makeresults: { format: "csv", data: n, splunk_server: n } })],
  ["gentimes", n => ({ gentimes: { start: n } })],
  ["collect", n => ({ collect: { index: n, marker: n } })],
  ["fit", n => ({ fit: { algorithm: "DensityFunction", field: n, by: [n.replace(/[\s,]/g, "_")], into: n } })],
  ["apply", n => ({ apply: { model: n, as: n } })],
]

for (const [title, stage] of stages)
  test(`names survive printing and reading: ${title}`, () => {
    for (const name of names) {
      const pipeline = parseYamlStages(stage(name))
      const plain = withoutRanges(pipeline)
      assert.equal(withoutRanges(parseYamlStages(renderStages(pipeline))), plain, `YAML of ${JSON.stringify(name)}`)
      const spl = printSpl(pipeline)
      let read: unknown
      try {
        read = withoutRanges(parseSearch(spl))
      } catch (error) {
        throw new Error(`SPL of ${JSON.stringify(name)} does not read: ${spl}: ${error}`)
      }
      assert.equal(read, plain, `SPL of ${JSON.stringify(name)}: ${spl}`)
    }
  })

test.run()
