import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import type { SourceRange, SourceText } from "../ir/source.ts"
import { readMacroCall } from "../macro-call.ts"
import { blankComments, type SplText } from "./text.ts"

/** One macro as its file defines it. */
export interface MacroDefinition {
  readonly name: string
  readonly arguments: readonly string[]
  readonly definition: string
  /** Maps offsets in the definition to its file. */
  locate(start: number, end: number): SourceRange | undefined
}

/** Macros by name and number of arguments. */
export interface MacroTable {
  find(name: string, arity: number): MacroDefinition | undefined
  /** Numbers of arguments under which the name is defined. */
  arities(name: string): readonly number[]
  names(): Iterable<string>
}

const maxDepth = 32
const maxLength = 1_000_000

interface Piece {
  readonly text: string
  /** Range of a part of this piece. */
  locate(start: number, end: number): SourceRange | undefined
}

/**
 * Puts the definition of every macro in the place of its call, as text, before anything is parsed: that is what Splunk does. A call in
 * a quoted string is replaced as well. A filter macro (`<rule>_filter`) that is defined nowhere stands for everything.
 * @param keep whether calls of a macro of that name stay as they are
 * @throws RuleError "unknown_macro", "wrong_arity", "macro_recursion", "limit"
 */
export function expandMacroText(source: SplText, macros: MacroTable, keep: (name: string) => boolean = () => false): SplText {
  if (!source.text.includes("`")) return source
  return joinPieces(expandPieces({ text: blankComments(source.text), locate: source.locate }, { macros, keep }, []))
}

/** Names of the macros that a text calls, comments aside, each once. */
export function macrosCalled(source: SplText): string[] {
  const text = blankComments(source.text)
  const names = new Set<string>()
  for (let i = text.indexOf("`"); i !== -1; ) {
    const { name, end } = readMacroCall(text, i, source.locate)
    names.add(name)
    i = text.indexOf("`", end)
  }
  return [...names]
}

/** The text of one macro call, expanded through and through. */
export function expandMacroCall(
  name: string,
  args: readonly string[],
  range: SourceRange | undefined,
  macros: MacroTable,
): SplText {
  return joinPieces(callPieces(name, args, range, "", macros, []))
}

function expandPieces(source: SplText, macros: MacroTable, stack: readonly string[]): Piece[] {
  const { text } = source
  const pieces: Piece[] = []
  let from = 0
  const literal = (start: number, end: number): void => {
    if (end > start) pieces.push({ text: text.slice(start, end), locate: (a, b) => source.locate(start + a, start + b) })
  }
  for (let i = text.indexOf("`"); i !== -1; i = text.indexOf("`", i)) {
    const call = readMacroCall(text, i, source.locate)
    literal(from, i)
    const inQuotes = text[i - 1] === '"' && text[call.end] === '"'
    const expanded = callPieces(call.name, call.args, source.locate(i, call.end), text.slice(0, i), macros, stack)
    pieces.push(...(inQuotes ? withoutQuotes(expanded) : expanded))
    i = call.end
    from = i
  }
  literal(from, text.length)
  return pieces
}

/** A definition that is one quoted text loses its quotes where the call stands in quotes already. */
function withoutQuotes(pieces: readonly Piece[]): readonly Piece[] {
  const { text, locate } = joinPieces(pieces)
  const quoted = /^(\s*")([^"]*)"\s*$/.exec(text)
  if (quoted === null) return pieces
  const start = quoted[1]?.length ?? 0
  return [{ text: quoted[2] ?? "", locate: (a, b) => locate(start + a, start + b) }]
}

function callPieces(
  name: string,
  args: readonly string[],
  range: SourceRange | undefined,
  before: string,
  macros: MacroTable,
  stack: readonly string[],
): Piece[] {
  const whole = (text: string): Piece[] => [{ text, locate: () => range }]
  const macro = macros.find(name, args.length)
  if (macro === undefined) {
    const arities = macros.arities(name)
    if (arities.length > 0)
      throw new RuleError("wrong_arity", `macro "${name}" takes ${arities.join(" or ")} argument(s), found ${args.length}`, { range })
    if (args.length === 0 && name.endsWith("_filter")) return whole(/\|\s*$/.test(before) ? "search *" : "*")
    throw new RuleError("unknown_macro", `unknown macro "${name}"`, { range, hint: suggest(name, macros.names()) ?? "define it in a macros folder" })
  }
  if (stack.includes(name) || stack.length >= maxDepth)
    throw new RuleError("macro_recursion", `macro "${name}" calls itself: ${[...stack, name].join(" > ")}`, { range })
  const called = (inner: SourceRange | undefined): SourceRange | undefined =>
    inner === undefined || range === undefined ? (inner ?? range) : { ...inner, calledFrom: { macro: name, range } }
  const filled = joinPieces(fillArguments(macro, args, range))
  if (filled.text.length > maxLength) throw new RuleError("limit", `macro "${name}" expands to more than ${maxLength} characters`, { range })
  const body: SplText = { text: blankComments(filled.text), locate: (start, end) => called(filled.locate(start, end)) }
  return expandPieces(body, macros, [...stack, name])
}

/** The definition with `$argument$` replaced as text. */
function fillArguments(macro: MacroDefinition, args: readonly string[], range: SourceRange | undefined): Piece[] {
  const { definition } = macro
  const pieces: Piece[] = []
  let from = 0
  const literal = (start: number, end: number): void => {
    if (end > start) pieces.push({ text: definition.slice(start, end), locate: (a, b) => macro.locate(start + a, start + b) ?? range })
  }
  for (const token of definition.matchAll(/\$([^\s$]+)\$/g)) {
    const index = macro.arguments.indexOf(token[1] ?? "")
    const value = args[index]
    if (index === -1 || value === undefined) continue
    literal(from, token.index)
    pieces.push({ text: value, locate: () => range })
    from = token.index + token[0].length
  }
  literal(from, definition.length)
  return pieces
}

function joinPieces(pieces: readonly Piece[]): SplText {
  const starts: number[] = []
  let length = 0
  for (const piece of pieces) {
    starts.push(length)
    length += piece.text.length
  }
  const indexAt = (offset: number): number => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
  return {
    text: pieces.map(piece => piece.text).join(""),
    locate(start, end) {
      const index = indexAt(start)
      const piece = pieces[index]
      if (piece === undefined) return undefined
      const from = starts[index] ?? 0
      const first = piece.locate(start - from, Math.min(end - from, piece.text.length))
      const lastIndex = indexAt(Math.max(start, end - 1))
      if (lastIndex === index || first === undefined) return first
      // A range over several pieces of one source covers them all; over several sources it shows the first.
      const last = pieces[lastIndex]?.locate(Math.max(0, end - 1 - (starts[lastIndex] ?? 0)), end - (starts[lastIndex] ?? 0))
      return last !== undefined && last.source === first.source && last.end >= first.end ? { ...first, end: last.end } : first
    },
  }
}

/** A macro table over definitions; of several with one name and arity the last wins, so that a user's folder overrides. */
export function macroTable(definitions: Iterable<MacroDefinition>): MacroTable {
  const byName = new Map<string, Map<number, MacroDefinition>>()
  for (const definition of definitions) {
    const arities = byName.get(definition.name) ?? new Map<number, MacroDefinition>()
    arities.set(definition.arguments.length, definition)
    byName.set(definition.name, arities)
  }
  return {
    find: (name, arity) => byName.get(name)?.get(arity),
    arities: name => [...(byName.get(name)?.keys() ?? [])],
    names: () => byName.keys(),
  }
}

/** A locator for text that came from nowhere in particular. */
export function sourceText(file: string, text: string): SplText & { readonly source: SourceText } {
  const source: SourceText = { file, text }
  return { text, source, locate: (start, end) => ({ source, start, end }) }
}
