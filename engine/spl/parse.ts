import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import type { Expr } from "../ir/expr.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline, Stage } from "../ir/stage.ts"
import { checkJsonPath } from "../json-path.ts"
import { type Command, commands, stages } from "../stages/index.ts"
import type { MacroStage } from "../stages/macro.ts"
import { MacroInPlace } from "./argument-cursor.ts"
import { parsePredicateAt } from "./predicate.ts"
import { CommandReader } from "./reader.ts"
import type { ParsedAggregation } from "./syntax.ts"
import { blankComments, maxLevel, type Segment, type SplText, splitPipeline, subsearchLevels } from "./text.ts"

export interface ParseOptions {
  /** The text may begin with a bare search, as a whole search does; the stages inside foreach's brackets may not. */
  readonly bareSearch?: boolean
}

/**
 * Parses SPL. Macro calls that stand where a whole stage, term, operand or option may stand become nodes of their own.
 * @throws RuleError "syntax", "unknown_stage", "unknown_function", "unknown_aggregate", "wrong_arity", "unsupported"
 * @throws MacroInPlace when a macro call stands anywhere else: its text must be put in place first
 */
export function parseSpl(source: SplText, { bareSearch = true }: ParseOptions = {}): Pipeline {
  const text: SplText = { text: blankComments(source), locate: source.locate }
  return parsePipeline(text, 0, text.text.length, bareSearch, 0)
}

/** Parses text that is one search expression. */
export function parsePredicate(source: SplText): Predicate {
  const { text, locate } = source
  const { predicate, end } = parsePredicateAt({
    text,
    start: 0,
    end: text.length,
    until: [],
    locate,
    level: 0,
    subsearch: (start, stop, level) => parsePipeline(source, start, stop, true, level + subsearchLevels),
  })
  if (text.slice(end).trim() !== "")
    throw new RuleError("syntax", `unexpected "${text.slice(end).trim().slice(0, 20)}"`, { range: locate(end, text.length) })
  return predicate
}

/** Parses text that is one expression of the eval language, which may hold subsearches. */
export const parseExpression = (source: SplText): Expr => readWhole(source, reader => reader.expr(), "expression")

/** Parses text that is one call of an aggregate, such as `count(eval(x > 1))`, with or without its AS. */
export const parseAggregation = (source: SplText): ParsedAggregation => readWhole(source, reader => reader.aggregation(), "aggregate")

function readWhole<T>(source: SplText, read: (reader: CommandReader) => T, what: string): T {
  const reader = new CommandReader({
    text: source,
    start: 0,
    end: source.text.length,
    pipeline: (start, stop, level) => parsePipeline(source, start, stop, true, level + subsearchLevels),
  })
  const found = read(reader)
  if (!reader.done) throw reader.error(`unexpected "${source.text.slice(reader.offset, reader.offset + 20)}" after the ${what}`)
  return found
}

function parsePipeline(text: SplText, start: number, end: number, bareSearch: boolean, level: number): Pipeline {
  if (level > maxLevel) throw new RuleError("limit", "subsearches are nested too deeply", { range: text.locate(start, end) })
  const segments = splitPipeline(text.text, start, end)
  const stages: Stage[] = []
  segments.forEach((segment, index) => {
    if (text.text.slice(segment.start, segment.end).trim() === "") {
      // A search may begin with a bar; any other empty command is a mistake.
      if (index === 0 && segments.length > 1) return
      const at = segments.length === 1 ? segment : { start: Math.max(segment.start - 1, 0), end: segment.end }
      throw new RuleError("syntax", segments.length === 1 ? "search is empty" : "a command is missing", {
        range: text.locate(at.start, Math.min(Math.max(at.end, at.start + 1), text.text.length)),
      })
    }
    stages.push(parseCommand(text, segment, index === 0 && bareSearch, level))
  })
  return { stages }
}

function parseCommand(text: SplText, segment: Segment, first: boolean, level: number): Stage {
  const start = segment.start + (/\S/.exec(text.text.slice(segment.start, segment.end))?.index ?? 0)
  const end = start + text.text.slice(start, segment.end).trimEnd().length
  const stage = parseStage(text, start, end, first, level)
  checkPaths(stage, text, start, end)
  return stage
}

/** Names in lists of fields that are JSONPaths; predicates and expressions have checked theirs. */
function checkPaths(stage: Stage, text: SplText, start: number, end: number): void {
  const first = text.text.indexOf("$.", start)
  if (first === -1 || first >= end) return
  const definition = stages.find(stage.kind)
  if (definition === undefined || !("fields" in definition)) return
  for (const name of definition.fields(stage).reads) {
    checkJsonPath(name, () => {
      const at = text.text.slice(0, end).indexOf(name, first)
      return at === -1 ? text.locate(start, end) : text.locate(at, at + name.length)
    })
  }
}

function parseStage(text: SplText, start: number, end: number, first: boolean, level: number): Stage {
  const locate = (from: number): SourceRange | undefined => text.locate(from, end)
  const reader = (from: number): CommandReader =>
    new CommandReader({
      text,
      start: from,
      end,
      level,
      pipeline: (a, b, above) => parsePipeline(text, a, b, true, above + subsearchLevels),
    })
  // A macro alone between two bars is a stage; at the very start it is a term of the search.
  const alone = reader(start)
  if (!first) {
    const macro = alone.macro()
    if (macro !== null) {
      if (!alone.done) throw new MacroInPlace(macro.range)
      const stage: MacroStage = { kind: "macro", name: macro.name, args: macro.args, range: locate(start) }
      return stage
    }
  }
  const name = /^[A-Za-z_][\w-]*/.exec(text.text.slice(start, end))?.[0]
  // A search may leave out its first command's name. Inside brackets a command that is known is one, as in [stats count].
  const isCommand = name !== undefined && (level > 0 ? commands.find(name) !== undefined : name.toLowerCase() === "search")
  const explicit = isCommand && /^(?:\s+(?![=<>]|!=)|[[`("]|$)/.test(text.text.slice(start + name.length, end))
  if (first && !explicit) return finish(findCommand("search", locate(start)), reader(start), "search", start, locate)
  if (name === undefined)
    throw new RuleError("syntax", `expected a command, found "${text.text.slice(start, Math.min(start + 20, end))}"`, {
      range: locate(start),
    })
  const command = findCommand(name, text.locate(start, start + name.length))
  return finish(command, reader(start + name.length), name.toLowerCase(), start, locate)
}

function findCommand(name: string, range: SourceRange | undefined): Command {
  const command = commands.find(name)
  if (command === undefined)
    throw new RuleError("unknown_stage", `unknown command "${name}"`, { range, hint: suggest(name, commands.names()) })
  if ("unsupported" in command) throw new RuleError("unsupported", `command "${name}" is not supported: ${command.unsupported}`, { range })
  return command
}

function finish(
  command: Command,
  reader: CommandReader,
  name: string,
  start: number,
  locate: (start: number) => SourceRange | undefined,
): Stage {
  const stage = command.parse(reader, name)
  if (!reader.done) {
    const left = reader.offset
    throw reader.error(`unexpected "${reader.rest().slice(0, 30)}" after command "${name}"`, undefined, reader.rangeFrom(left))
  }
  return { ...stage, range: locate(start) }
}
