import { RuleError } from "../errors/error.ts"
import type { Pipeline } from "../ir/stage.ts"
import type { SplReader } from "../spl/syntax.ts"
import type { FromStage } from "../stages/from.ts"

/** Kinds of datasets as join and union name them in front of a colon; each ends a list of fields. */
export const datasetPrefixes = ["datamodel:", "inputlookup:", "lookup:", "savedsearch:"] as const

/**
 * Reads `datamodel:Model.Dataset` or `inputlookup:table` as the search that it stands for; null when the next thing is something else.
 * @throws RuleError "unsupported" for a saved search
 */
export function readNamedDataset(args: SplReader): Pipeline | null {
  const start = args.offset
  const prefix = datasetPrefixes.find(text => args.accept(text))
  if (prefix === undefined) return null
  const name = args.word()
  const range = args.rangeFrom(start)
  if (prefix === "savedsearch:")
    throw new RuleError("unsupported", `saved search "${name}" cannot be run: there is no Splunk server to ask for it`, {
      range,
      hint: "write the search in brackets",
    })
  const stage: FromStage = { kind: "from", type: prefix === "datamodel:" ? "datamodel" : "lookup", name, range }
  return { stages: [stage] }
}
