import type { Stage } from "../ir/stage.ts"
import { type Registry, registry } from "../registry.ts"
import type { SplReader } from "../spl/syntax.ts"
import { abstract } from "./abstract.ts"
import { accum } from "./accum.ts"
import { addcoltotals } from "./addcoltotals.ts"
import { addinfo } from "./addinfo.ts"
import { addtotals } from "./addtotals.ts"
import { append } from "./append.ts"
import { appendcols } from "./appendcols.ts"
import { appendpipe } from "./appendpipe.ts"
import { apply } from "./apply.ts"
import { autoregress } from "./autoregress.ts"
import { bin } from "./bin.ts"
import { chart } from "./chart.ts"
import { collect } from "./collect.ts"
import { concurrency } from "./concurrency.ts"
import { contingency } from "./contingency.ts"
import { convert } from "./convert.ts"
import { datamodel } from "./datamodel.ts"
import { dedup } from "./dedup.ts"
import { delta } from "./delta.ts"
import { evalStage } from "./eval.ts"
import { eventstats } from "./eventstats.ts"
import { exclude } from "./exclude.ts"
import { extract } from "./extract.ts"
import { fieldformat } from "./fieldformat.ts"
import { fields } from "./fields.ts"
import { fieldsummary } from "./fieldsummary.ts"
import { filldown } from "./filldown.ts"
import { fillnull } from "./fillnull.ts"
import { fit } from "./fit.ts"
import { foreach } from "./foreach.ts"
import { format } from "./format.ts"
import { from } from "./from.ts"
import { fromjson } from "./fromjson.ts"
import { gentimes } from "./gentimes.ts"
import { head } from "./head.ts"
import { highlight } from "./highlight.ts"
import { iconify } from "./iconify.ts"
import { inputcsv } from "./inputcsv.ts"
import { inputlookup } from "./inputlookup.ts"
import { iplocation } from "./iplocation.ts"
import { join } from "./join.ts"
import { lookup } from "./lookup.ts"
import { macro } from "./macro.ts"
import { makecontinuous } from "./makecontinuous.ts"
import { makemv } from "./makemv.ts"
import { makeresults } from "./makeresults.ts"
import { map } from "./map.ts"
import { match } from "./match.ts"
import { mstats } from "./mstats.ts"
import { multikv } from "./multikv.ts"
import { multisearch } from "./multisearch.ts"
import { mvcombine } from "./mvcombine.ts"
import { mvexpand } from "./mvexpand.ts"
import { nomv } from "./nomv.ts"
import { outlier } from "./outlier.ts"
import { outputcsv } from "./outputcsv.ts"
import { outputlookup } from "./outputlookup.ts"
import { rangemap } from "./rangemap.ts"
import { rare } from "./rare.ts"
import { regex } from "./regex.ts"
import { reltime } from "./reltime.ts"
import { rename } from "./rename.ts"
import { replace } from "./replace.ts"
import { returnStage } from "./return.ts"
import { reverse } from "./reverse.ts"
import { rex } from "./rex.ts"
import { selfjoin } from "./selfjoin.ts"
import { set } from "./set.ts"
import { setfields } from "./setfields.ts"
import { sort } from "./sort.ts"
import { spath } from "./spath.ts"
import type { StageDefinition, UnsupportedCommand } from "./stage.ts"
import { stats } from "./stats.ts"
import { strcat } from "./strcat.ts"
import { streamstats } from "./streamstats/index.ts"
import { summary } from "./summary.ts"
import { table } from "./table.ts"
import { tail } from "./tail.ts"
import { timechart } from "./timechart.ts"
import { tojson } from "./tojson.ts"
import { top } from "./top.ts"
import { transaction } from "./transaction/index.ts"
import { transpose } from "./transpose.ts"
import { trendline } from "./trendline.ts"
import { tstats } from "./tstats.ts"
import { union } from "./union.ts"
import { uniq } from "./uniq.ts"
import { unsupportedCommands } from "./unsupported.ts"
import { untable } from "./untable.ts"
import { where } from "./where.ts"
import { xmlkv } from "./xmlkv.ts"
import { xmlunescape } from "./xmlunescape.ts"
import { xpath } from "./xpath.ts"
import { xyseries } from "./xyseries.ts"

const definitions = [
  abstract,
  accum,
  addcoltotals,
  addinfo,
  addtotals,
  append,
  appendcols,
  appendpipe,
  apply,
  autoregress,
  bin,
  chart,
  collect,
  concurrency,
  contingency,
  convert,
  datamodel,
  dedup,
  delta,
  evalStage,
  eventstats,
  exclude,
  extract,
  fieldformat,
  fields,
  fieldsummary,
  filldown,
  fillnull,
  fit,
  foreach,
  format,
  from,
  fromjson,
  gentimes,
  head,
  highlight,
  iconify,
  inputcsv,
  inputlookup,
  iplocation,
  join,
  lookup,
  macro,
  makecontinuous,
  makemv,
  makeresults,
  map,
  match,
  mstats,
  multikv,
  multisearch,
  mvcombine,
  mvexpand,
  nomv,
  outlier,
  outputcsv,
  outputlookup,
  rangemap,
  rare,
  regex,
  reltime,
  rename,
  replace,
  returnStage,
  reverse,
  rex,
  selfjoin,
  set,
  setfields,
  sort,
  spath,
  stats,
  strcat,
  streamstats,
  summary,
  table,
  tail,
  timechart,
  tojson,
  top,
  transaction,
  transpose,
  trendline,
  tstats,
  union,
  uniq,
  untable,
  where,
  xmlkv,
  xmlunescape,
  xpath,
  xyseries,
] as const

/** All stages: adding one is its file and its line above. */
export const stages: Registry<StageDefinition> = registry<StageDefinition>("stage", "unknown_stage", definitions)

/** What reading an SPL command needs of a stage. */
export interface Command {
  parse(args: SplReader, name: string): Stage
}

const byCommand = new Map<string, Command | UnsupportedCommand>()
for (const { name, spl } of definitions)
  if ("commands" in spl)
    for (const command of spl.commands) {
      if (byCommand.has(command)) throw new Error(`command "${command}" of stage "${name}" is registered twice`)
      byCommand.set(command, spl)
    }
for (const known of unsupportedCommands)
  for (const command of known.commands) {
    if (byCommand.has(command)) throw new Error(`command "${command}" is registered and called unsupported`)
    byCommand.set(command, known)
  }

/** SPL commands by name, case-insensitively. */
export const commands = {
  find: (name: string): Command | UnsupportedCommand | undefined => byCommand.get(name.toLowerCase()),
  names: (): Iterable<string> => byCommand.keys(),
}
