import { test } from "uvu"
import * as assert from "uvu/assert"
import { printSpl } from "../../engine/spl/print.ts"
import { renderStages } from "../../engine/yaml/stages.ts"
import { parseSplStages, parseYamlStages, withoutRanges } from "../harness.ts"

/** Names that mean something else outside quotes, or that need quotes. */
const names = [
  ...'a b|-x|+x|5|by|as|d|desc|x\\y|x\\\\y|x\\|q"q|values(x)|num(x)|a*|*|__proto__|limit|a=b|a,b|with|in|$x$|`m`|é|sortby|field|[x]'.split(
    "|",
  ),
  ..."x.y{}.z|keep_missing|values|_raw|5-6|limit=3|a(b|a)b|! x|<a>|# c|@x|a\nb|p=1|AND|where|null|true|default".split("|"),
]

const stages: [title: string, stage: (name: string) => Record<string, unknown>][] = [
  ["fields", n => ({ fields: [n, "z"] })],
  ["fields, removing", n => ({ fields: { remove: [n] } })],
  ["table", n => ({ table: [n] })],
  ["rename", n => ({ rename: n.includes("*") ? { [n]: n } : [{ [n]: "z" }, { y: n }] })],
  ["replace", n => ({ replace: { values: { [n]: n }, in: [n] } })],
  ["replace in all fields", n => ({ replace: { values: { [n]: "z" } } })],
  ["fillnull", n => ({ fillnull: { value: n, fields: [n] } })],
  ["filldown", n => ({ filldown: [n] })],
  ["convert", n => ({ convert: { ctime: [n], num: { [n]: "z" }, auto: { z: n } } })],
  ["sort", n => ({ sort: { by: [{ field: "z" }, { field: n, descending: true }, { field: n, as: "ip" }, { field: n }] } })],
  ["dedup", n => ({ dedup: { fields: [n, "z"], keep: 2, sortby: [{ field: n }] } })],
  ["dedup of one field", n => ({ dedup: [n] })],
  ["rex", n => ({ rex: { field: n, pattern: `${n}(?<a>x)`, offset_field: n } })],
  ["rex, editing", n => ({ rex: { field: n, sed: `s/${n}/x/` } })],
  ["regex", n => ({ regex: { [n]: n } })],
  ["regex, negated", n => ({ regex: { [n]: { "!=": n } } })],
  ["makemv", n => ({ makemv: { field: n, delim: n } })],
  ["makemv with a tokenizer", n => ({ makemv: { field: n, tokenizer: n } })],
  ["mvexpand", n => ({ mvexpand: { field: n, limit: 3 } })],
  ["mvcombine", n => ({ mvcombine: { field: n, delim: n } })],
  ["nomv", n => ({ nomv: n })],
  ["strcat", n => ({ strcat: { parts: [n, { text: n }], target: n } })],
  ["accum", n => ({ accum: { field: n, as: "z" } })],
  ["delta", n => ({ delta: { field: "z", as: n, p: 3 } })],
  ["autoregress", n => ({ autoregress: { field: n, as: n, p: 2 } })],
  ["rangemap", n => ({ rangemap: { field: n, ranges: { [n]: [-3, 1.5], z: [0, 1] }, default: n } })],
  ["fieldformat", n => ({ fieldformat: { [n]: "1 + 2" } })],
  ["highlight", n => ({ highlight: [n] })],
  ["iconify", n => ({ iconify: [n] })],
  ["setfields", n => ({ setfields: { [n]: n } })],
  ["fieldsummary", n => ({ fieldsummary: { fields: [n], maxvals: 5 } })],
  ["outlier", n => ({ outlier: { fields: [n], mark: true, param: 1.5 } })],
  ["concurrency", n => ({ concurrency: { duration: n, start: n, output: n } })],
]

for (const [title, stage] of stages)
  test(`names survive printing and reading: ${title}`, () => {
    for (const name of names) {
      const pipeline = parseYamlStages(stage(name))
      const plain = withoutRanges(pipeline)
      assert.equal(withoutRanges(parseYamlStages(renderStages(pipeline))), plain, `YAML of ${JSON.stringify(name)}`)
      const spl = printSpl(pipeline).replace(/^\| /, "")
      assert.equal(withoutRanges(parseSplStages(spl)), plain, `SPL of ${JSON.stringify(name)}: ${spl}`)
    }
  })

test.run()
