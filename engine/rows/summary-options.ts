import { RuleError } from "../errors/error.ts"
import type { SourceRange } from "../ir/source.ts"
import type { OptionKind, OptionValues } from "../spl/syntax.ts"
import type { OptionsMacro } from "../stages/stage.ts"
import { isMap, numberAt, present, textAt } from "./plain-data.ts"

/**
 * Options of tstats. There are no summaries and no buckets here: only `fillnull_value`, `prestats` and `append` change a result, the
 * others are kept for the SPL form.
 */
export const tstatsOptionKinds = {
  prestats: "boolean",
  local: "boolean",
  append: "boolean",
  summariesonly: "boolean",
  include_reduced_buckets: "boolean",
  allow_old_summaries: "boolean",
  use_summary_index_values: "boolean",
  chunk_size: "integer",
  fillnull_value: "string",
} as const satisfies Readonly<Record<string, OptionKind>>

export const mstatsOptionKinds = {
  prestats: "boolean",
  append: "boolean",
  backfill: "boolean",
  update_period: "integer",
  fillnull_value: "string",
  chart: "boolean",
  chunk_size: "integer",
} as const satisfies Readonly<Record<string, OptionKind>>

type Kinds = Readonly<Record<string, OptionKind>>
/** Options by their SPL names, as they were given. */
export type GivenOptions = Readonly<Record<string, string | number | boolean>>

const descriptions: Readonly<Record<string, string>> = {
  fillnull_value: "What stands for a missing field of by; without it such events are left out.",
  prestats: "Pass on the events themselves, for a stats, chart or timechart behind.",
  append: "With prestats: keep the rows before, too.",
}

/** JSON Schemas of the options under their keys. */
export const optionSchemas = (kinds: Kinds): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [
      name,
      {
        type: kind === "field" ? "string" : kind,
        description: descriptions[name] ?? "Accepted as Splunk has it; makes no difference over files.",
      },
    ]),
  )

/** The options that stand in a YAML map. */
export function optionsIn(map: unknown, kinds: Kinds): GivenOptions {
  const given: Record<string, string | number | boolean> = {}
  for (const [name, kind] of Object.entries(kinds)) {
    const value =
      kind === "boolean" ? booleanAt(map, name) : kind === "integer" || kind === "number" ? numberAt(map, name) : textAt(map, name)
    if (value !== undefined) given[name] = value
  }
  return given
}

function booleanAt(map: unknown, key: string): boolean | undefined {
  const value = isMap(map) && Object.hasOwn(map, key) ? map[key] : undefined
  return typeof value === "boolean" ? value : undefined
}

export function givenOptions<S extends Kinds>(values: OptionValues<S>): GivenOptions {
  const given: Record<string, string | number | boolean> = {}
  for (const [name, value] of Object.entries(present(values)))
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") given[name] = value
  return given
}

/**
 * All options, those of a macro included.
 * @throws RuleError "syntax" when the macro stands for something else than options
 */
export function effectiveOptions(
  given: GivenOptions,
  macro: OptionsMacro | undefined,
  kinds: Kinds,
  range: SourceRange | undefined,
): GivenOptions {
  if (macro === undefined) return given
  if (macro.kind === "macro_options") throw new Error(`macro "${macro.name}" was not expanded`)
  const options: Record<string, string | number | boolean> = { ...given }
  for (const [name, text] of assignments(macro.text, range)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
    if (kind === undefined)
      throw new RuleError("syntax", `unknown option "${name}" in a macro`, { range, hint: `options are ${Object.keys(kinds).join(", ")}` })
    options[name] = kind === "boolean" ? /^(?:t|true|1|yes)$/i.test(text) : kind === "string" || kind === "field" ? text : Number(text)
  }
  return options
}

function assignments(text: string, range: SourceRange | undefined): [name: string, value: string][] {
  const found: [string, string][] = []
  const assignment = /\s*,?\s*([A-Za-z_]\w*)\s*=\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([^\s,"]+))/y
  const trimmed = text.trimEnd()
  for (let position = 0; position < trimmed.length; position = assignment.lastIndex) {
    assignment.lastIndex = position
    const match = assignment.exec(trimmed)
    if (match === null)
      throw new RuleError("syntax", `a macro stands for "${trimmed.slice(position).trim().slice(0, 40)}", which is no option`, { range })
    const [, name = "", quoted, bare] = match
    found.push([name.toLowerCase(), quoted?.replace(/\\(["\\])/g, "$1") ?? bare ?? ""])
  }
  return found
}
