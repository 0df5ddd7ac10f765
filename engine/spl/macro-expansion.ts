import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import type { SourceRange, SourceText } from "../ir/source.ts"
import { type MacroCallText, readMacroCall } from "../macro-call.ts"
import { blankComments, type SplText, skipQuoted } from "./text.ts"

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

/** Deepest nesting of macros, and most calls and characters of one expansion: macros that call each other twice grow without bound. */
const maxDepth = 32
const maxCalls = 10_000
const maxLength = 1_000_000

interface Piece {
  readonly text: string
  /** Range of a part of this piece. */
  locate(start: number, end: number): SourceRange | undefined
}
interface Expansion {
  readonly macros: MacroTable
  /** Whether calls of a macro of that name stay as they are. */
  readonly keep: (name: string) => boolean
  calls: number
  length: number
}
interface Call {
  readonly name: string
  readonly args: readonly Piece[]
  readonly range: SourceRange | undefined
  /** What stands before the call. */
  readonly before: string
}

/**
 * Puts the definition of every macro in the place of its call, as text, before anything is parsed: that is what Splunk does. Calls
 * inside a quoted text stay, unless the text is nothing but a call of a macro that is known. A filter macro (`<rule>_filter`) that is
 * defined nowhere stands for everything.
 * @param keep whether calls of a macro of that name stay as they are, outside quotes
 * @throws RuleError "unknown_macro", "wrong_arity", "macro_recursion", "limit"
 */
export function expandMacroText(source: SplText, macros: MacroTable, keep: (name: string) => boolean = () => false): SplText {
  if (!source.text.includes("`")) return source
  const expansion: Expansion = { macros, keep, calls: 0, length: 0 }
  return joinPieces(expandPieces({ text: blankComments(source), locate: source.locate }, expansion, []))
}

/** Names of the macros that a text calls outside quotes and comments, each once. */
export function macrosCalled(source: SplText): string[] {
  const text = blankComments(source)
  const names = new Set<string>()
  for (let place = nextCall(text, 0); place !== null; ) {
    if (place.quoted) {
      place = nextCall(text, skipQuoted(text, place.at - 1, text.length) + 1)
      continue
    }
    const { name, end } = readMacroCall(text, place.at, source.locate)
    names.add(name)
    place = nextCall(text, end)
  }
  return [...names]
}

/** The text of one macro call, expanded through and through. */
export function expandMacroCall(name: string, args: readonly string[], range: SourceRange | undefined, macros: MacroTable): SplText {
  const call: Call = { name, args: args.map(text => ({ text, locate: () => range })), range, before: "" }
  return joinPieces(callPieces(call, { macros, keep: () => false, calls: 0, length: 0 }, []))
}

interface CallPlace {
  readonly at: number
  /** The call begins right behind a quote that opens. */
  readonly quoted: boolean
}

/** The next backtick that may open a call: outside quotes, or first in a quoted text. */
function nextCall(text: string, from: number): CallPlace | null {
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 92) i++
    else if (c === 96) return { at: i, quoted: false }
    else if (c === 34) {
      if (text.charCodeAt(i + 1) === 96) return { at: i + 1, quoted: true }
      i = skipQuoted(text, i, text.length)
    }
  }
  return null
}

function expandPieces(source: SplText, expansion: Expansion, stack: readonly string[]): Piece[] {
  const { text } = source
  const pieces: Piece[] = []
  let from = 0
  const literal = (start: number, end: number): void => {
    if (end > start) pieces.push({ text: text.slice(start, end), locate: (a, b) => source.locate(start + a, start + b) })
  }
  for (let place = nextCall(text, 0); place !== null; ) {
    const { at: i, quoted } = place
    const closing = quoted ? skipQuoted(text, i - 1, text.length) : text.length
    const call = quoted && text[closing - 1] !== "`" ? null : readCall(text, i, source, quoted)
    if (call === null || (quoted && (call.end !== closing || expansion.macros.arities(call.name).length === 0))) {
      // The backtick is a character of a quoted text.
      place = nextCall(text, closing + 1)
      continue
    }
    // What stands in quotes is no call to the parser: it cannot stay as one.
    if (quoted || !expansion.keep(call.name)) {
      literal(from, i)
      const range = source.locate(i, call.end)
      const args = call.args.map((argument, index): Piece => {
        const offset = call.argOffsets[index] ?? null
        const locate: Piece["locate"] = (a, b) => (offset === null ? range : source.locate(offset + a, offset + b))
        // A call in an argument belongs to the caller: it may even be one of the same macro.
        return argument.includes("`") ? joinPieces(expandPieces({ text: argument, locate }, expansion, stack)) : { text: argument, locate }
      })
      const expanded = callPieces({ name: call.name, args, range, before: text.slice(0, i) }, expansion, stack)
      pieces.push(...(quoted ? withoutQuotes(expanded) : expanded))
      from = call.end
    }
    place = nextCall(text, quoted ? closing + 1 : call.end)
  }
  literal(from, text.length)
  return pieces
}

function readCall(text: string, start: number, source: SplText, lenient: boolean): MacroCallText | null {
  try {
    return readMacroCall(text, start, source.locate)
  } catch (error) {
    if (lenient && error instanceof RuleError) return null
    throw error
  }
}

/** A definition that is one quoted text loses its quotes where the call stands in quotes already. */
function withoutQuotes(pieces: readonly Piece[]): readonly Piece[] {
  const { text, locate } = joinPieces(pieces)
  const quoted = /^(\s*")([^"]*)"\s*$/.exec(text)
  if (quoted === null) return pieces
  const start = quoted[1]?.length ?? 0
  return [{ text: quoted[2] ?? "", locate: (a, b) => locate(start + a, start + b) }]
}

function callPieces({ name, args, range, before }: Call, expansion: Expansion, stack: readonly string[]): Piece[] {
  const { macros } = expansion
  const macro = macros.find(name, args.length)
  if (macro === undefined) {
    const arities = macros.arities(name)
    if (arities.length > 0)
      throw new RuleError("wrong_arity", `macro "${name}" takes ${arities.join(" or ")} argument(s), found ${args.length}`, { range })
    if (args.length === 0 && name.endsWith("_filter"))
      return [{ text: /\|\s*$/.test(before.slice(-40)) ? "search *" : "*", locate: () => range }]
    throw new RuleError("unknown_macro", `unknown macro "${name}"`, {
      range,
      hint: suggest(name, macros.names()) ?? "define it in a macros folder",
    })
  }
  // Definitions that differ in their number of arguments are different macros.
  const id = `${name}/${args.length}`
  if (stack.includes(id) || stack.length >= maxDepth)
    throw new RuleError("macro_recursion", `macro "${name}" calls itself: ${[...stack, id].map(nameOf).join(" > ")}`, { range })
  const called = (inner: SourceRange | undefined): SourceRange | undefined =>
    inner === undefined || range === undefined ? (inner ?? range) : { ...inner, calledFrom: { macro: name, range } }
  const filled = joinPieces(fillArguments(macro, args, range))
  expansion.calls++
  expansion.length += filled.text.length
  if (expansion.calls > maxCalls || expansion.length > maxLength)
    throw new RuleError("limit", `macro "${nameOf(stack[0] ?? id)}" expands to more than ${maxLength} characters or ${maxCalls} calls`, {
      range,
    })
  const body: SplText = { text: filled.text, locate: (start, end) => called(filled.locate(start, end)) }
  return expandPieces({ text: blankComments(body), locate: body.locate }, expansion, [...stack, id])
}

const nameOf = (id: string): string => id.replace(/\/\d+$/, "")

/** The definition with `$argument$` replaced as text, inside quotes as well. */
function fillArguments(macro: MacroDefinition, given: readonly Piece[], range: SourceRange | undefined): Piece[] {
  const { definition } = macro
  const values = named(macro, given)
  const pieces: Piece[] = []
  let from = 0
  const literal = (start: number, end: number): void => {
    if (end > start) pieces.push({ text: definition.slice(start, end), locate: (a, b) => macro.locate(start + a, start + b) ?? range })
  }
  for (let i = definition.indexOf("$"); i !== -1; i = definition.indexOf("$", i)) {
    const close = definition.indexOf("$", i + 1)
    if (close === -1) break
    const value = values.get(definition.slice(i + 1, close))
    if (value === undefined) {
      // This dollar sign opens no argument; the next one may.
      i = close
      continue
    }
    literal(from, i)
    pieces.push(value)
    i = close + 1
    from = i
  }
  literal(from, definition.length)
  return pieces
}

/** Arguments by name: `m(a=1, b=2)` names its arguments where all of them carry names that the macro has, and else goes by position. */
function named(macro: MacroDefinition, given: readonly Piece[]): ReadonlyMap<string, Piece> {
  const byName = new Map<string, Piece>()
  for (const { text, locate } of given) {
    const match = /^([\w-]+)\s*=\s*/.exec(text)
    const name = match?.[1]
    if (match === null || name === undefined || !macro.arguments.includes(name)) break
    const start = match[0].length
    byName.set(name, { text: text.slice(start), locate: (a, b) => locate(start + a, start + b) })
  }
  if (byName.size === given.length) return byName
  return new Map(
    macro.arguments.flatMap((name, index) => {
      const piece = given[index]
      return piece === undefined ? [] : [[name, piece] as const]
    }),
  )
}

function joinPieces(pieces: readonly Piece[]): SplText {
  const [only] = pieces
  if (only !== undefined && pieces.length === 1) return only
  const starts: number[] = []
  let length = 0
  for (const piece of pieces) {
    starts.push(length)
    length += piece.text.length
  }
  /** The piece that was asked for last: places are mostly asked for in the order of the text. */
  let current = 0
  const indexAt = (offset: number): number => {
    if ((starts[current] ?? 0) <= offset && offset < (starts[current + 1] ?? length)) return current
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    current = low
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
      if (first === undefined || end <= from + piece.text.length) return first
      // A range over several pieces of one source covers them all; over several sources it shows the first.
      const lastIndex = indexAt(end - 1)
      const lastFrom = starts[lastIndex] ?? 0
      const last = pieces[lastIndex]?.locate(Math.max(0, end - 1 - lastFrom), end - lastFrom)
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
  const inside = (offset: number): number => Math.min(offset, text.length)
  return { text, source, locate: (start, end) => ({ source, start: inside(start), end: inside(end) }) }
}
