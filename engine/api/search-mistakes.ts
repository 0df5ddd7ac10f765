import { RuleError } from "../errors/error.ts"
import { checkSearch } from "../exec/check.ts"
import type { Pipeline, Stage } from "../ir/stage.ts"
import { expandMacroText, type MacroTable, sourceText } from "../spl/macro-expansion.ts"
import { parseSpl } from "../spl/parse.ts"
import { blankComments, type SplText, splitPipeline } from "../spl/text.ts"
import type { Workspace } from "./workspace.ts"

/** Everything that is wrong with a search, in the order of its text. */
export function searchMistakes(spl: string, { content, environment }: Workspace): RuleError[] {
  const errors: RuleError[] = []
  const { stages } = parseDespiteMistakes(sourceText("<search>", spl), content.macros, error => errors.push(error))
  const env = environment(
    () => 0,
    () => {},
  )
  // Of a search with a command that could not be read, the others can only be looked at one by one.
  const pipelines = errors.length === 0 ? [{ stages }] : stages.map(stage => ({ stages: [stage] }))
  for (const pipeline of pipelines) errors.push(...checkSearch(pipeline, env).errors)
  return errors.sort((a, b) => (a.range?.start ?? 0) - (b.range?.start ?? 0))
}

/** Codes of mistakes that no change to the text of a search could mend: it names what is declared elsewhere, or what cannot run here. */
export const beyondText: ReadonlySet<string> = new Set([
  "unsupported",
  "unknown_macro",
  "unknown_lookup",
  "lookup_data",
  "unknown_data_model",
  "io",
])

/**
 * Parses a search as far as it can be: every command that cannot be read is reported, and the stages of the others are returned.
 * @param report called with each mistake, in the order of the text
 */
export function parseDespiteMistakes(source: SplText, macros: MacroTable, report: (error: RuleError) => void): Pipeline {
  try {
    return parseSpl(expandMacroText(source, macros))
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    const { stages, errors } = parseCommands(source, macros)
    // A search cut at its bars may read differently from the whole: only where the first mistake shows again are the others believed.
    if (!errors.some(other => isSame(other, error))) {
      report(error)
      return { stages: [] }
    }
    for (const each of errors) report(each)
    return { stages }
  }
}

/** Each command of a search by itself. */
function parseCommands(source: SplText, macros: MacroTable): { readonly stages: Stage[]; readonly errors: RuleError[] } {
  const stages: Stage[] = []
  const errors: RuleError[] = []
  const { locate } = source
  const text = withoutComments(source)
  splitPipeline(text, 0, text.length).forEach((segment, index) => {
    // The bar belongs to the piece: without it the text would be a search of its own.
    const start = index === 0 ? segment.start : segment.start - 1
    const body = text.slice(segment.start, segment.end)
    if (body.trim() === "") {
      if (index > 0)
        errors.push(new RuleError("syntax", "a command is missing", { range: locate(start, Math.max(segment.end, start + 1)) }))
      return
    }
    try {
      const piece: SplText = { text: text.slice(start, segment.end), locate: (a, b) => locate(start + a, start + b) }
      stages.push(...parseSpl(expandMacroText(piece, macros)).stages)
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      errors.push(error)
    }
  })
  return { stages, errors }
}

/** The text as it is where a comment is not closed. */
function withoutComments(source: SplText): string {
  try {
    return blankComments(source)
  } catch (error) {
    if (error instanceof RuleError) return source.text
    throw error
  }
}

const isSame = (a: RuleError, b: RuleError): boolean => a.code === b.code && a.message === b.message && a.range?.start === b.range?.start
