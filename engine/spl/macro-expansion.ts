import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import type { SourceRange, SourceText } from "../ir/source.ts"
import { type MacroCallText, printMacroCall, readMacroCall } from "../macro-call.ts"
import { joinPieces } from "./pieces.ts"
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

interface Expansion {
  readonly macros: MacroTable
  /** Whether calls of a macro of that name stay as they are. */
  readonly keep: (name: string) => boolean
  calls: number
  length: number
}
interface Call {
  readonly name: string
  readonly args: readonly SplText[]
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

function expandPieces(source: SplText, expansion: Expansion, stack: readonly string[]): SplText[] {
  const { text } = source
  const pieces: SplText[] = []
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
      const args = call.args.map((argument, index): SplText => {
        const offset = call.argOffsets[index] ?? null
        const locate: SplText["locate"] = (a, b) => (offset === null ? range : source.locate(offset + a, offset + b))
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
function withoutQuotes(pieces: readonly SplText[]): readonly SplText[] {
  const { text, locate } = joinPieces(pieces)
  const quoted = /^(\s*")([^"]*)"\s*$/.exec(text)
  if (quoted === null) return pieces
  const start = quoted[1]?.length ?? 0
  return [{ text: quoted[2] ?? "", locate: (a, b) => locate(start + a, start + b) }]
}

function callPieces({ name, args, range, before }: Call, expansion: Expansion, stack: readonly string[]): SplText[] {
  const { macros } = expansion
  const macro = macros.find(name, args.length)
  if (macro === undefined) {
    const arities = macros.arities(name)
    if (arities.length > 0)
      throw new RuleError("wrong_arity", `macro "${name}" takes ${argumentCount(arities)}, found ${args.length}`, {
        range,
        hint: `write ${arities.map(arity => printMacroCall(name, macros.find(name, arity)?.arguments ?? [])).join(" or ")}`,
      })
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

/** `no arguments`, `1 argument`, `1 or 3 arguments`. */
function argumentCount(arities: readonly number[]): string {
  const sorted = [...arities].sort((a, b) => a - b)
  return `${sorted.map(arity => (arity === 0 ? "no" : String(arity))).join(" or ")} argument${sorted.at(-1) === 1 ? "" : "s"}`
}

const nameOf = (id: string): string => id.replace(/\/\d+$/, "")

/** The definition with `$argument$` replaced as text, inside quotes as well. */
function fillArguments(macro: MacroDefinition, given: readonly SplText[], range: SourceRange | undefined): SplText[] {
  const { definition } = macro
  const values = named(macro, given)
  const pieces: SplText[] = []
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
function named(macro: MacroDefinition, given: readonly SplText[]): ReadonlyMap<string, SplText> {
  const byName = new Map<string, SplText>()
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
