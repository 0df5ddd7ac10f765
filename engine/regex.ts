import RE2 from "re2"
import { RuleError } from "./errors/error.ts"
import type { SourceRange } from "./ir/source.ts"
import { type Literal, type LiteralBranch, PatternError, type Re2Pattern, type Translation, translatePcre } from "./pcre/index.ts"
import { fillReplacement, parseReplacement, type Replacement } from "./pcre/replacement.ts"

export interface RegexOptions {
  readonly caseInsensitive?: boolean
  /** Where the pattern stands; errors point into it when it is the pattern character for character. */
  readonly range?: SourceRange | undefined
}

export interface RegexMatch {
  /** Half-open offsets (UTF-16 code units) of the match in the text. */
  readonly index: number
  readonly end: number
  readonly text: string
  /** By number, the match itself first; undefined where a group took no part. */
  readonly groups: readonly (string | undefined)[]
  /** The text of a named group; undefined when it took no part, or when there is no such group. */
  named(name: string): string | undefined
}

/** A compiled PCRE pattern. Matching takes linear time. */
export interface Regex {
  readonly source: string
  readonly groupCount: number
  /** Without duplicates, in order of appearance. */
  readonly groupNames: readonly string[]
  test(text: string): boolean
  /** The leftmost match. */
  exec(text: string): RegexMatch | null
  /** All matches that do not overlap, from the left, `limit` at most. */
  execAll(text: string, limit?: number): RegexMatch[]
  /** Replaces every match; `\1` to `\9` insert groups and `\0` the match, `$` and `&` are themselves. */
  replaceAll(text: string, replacement: string): string
  /** Replaces the nth match only, counted from 1. */
  replaceNth(text: string, replacement: string, nth: number): string
}

/** A pattern of more characters is refused. */
const maxLength = 32_768

/**
 * Compiles a PCRE pattern for RE2.
 * @throws RuleError "regex" when it is malformed, or uses what RE2 has no equivalent of
 */
export function compileRegex(pattern: string, { caseInsensitive = false, range }: RegexOptions = {}): Regex {
  const fail = (message: string, place?: { start: number; end: number }, hint?: string): never => {
    const exact = range !== undefined && range.end - range.start === pattern.length && place !== undefined
    const at = exact ? { ...range, start: range.start + place.start, end: range.start + place.end } : range
    const shown = pattern.length > 80 ? `${pattern.slice(0, 77)}...` : pattern
    throw new RuleError("regex", exact ? message : `${message} in the regular expression "${shown}"`, { range: at, hint })
  }
  if (pattern.length > maxLength) fail(`more than ${maxLength} characters`)
  try {
    return new CompiledRegex(pattern, translatePcre(pattern, caseInsensitive))
  } catch (error) {
    if (error instanceof PatternError) return fail(error.message, error.place, error.hint)
    // RE2 itself refuses what would grow too large.
    if (error instanceof SyntaxError) return fail(`RE2 refuses it (${error.message})`, undefined, "use smaller counts")
    throw error
  }
}

class Match implements RegexMatch {
  readonly index: number
  readonly end: number
  readonly text: string
  readonly groups: readonly (string | undefined)[]
  private readonly names: ReadonlyMap<string, readonly number[]>

  constructor(index: number, end: number, groups: readonly (string | undefined)[], names: ReadonlyMap<string, readonly number[]>) {
    this.index = index
    this.end = end
    this.text = groups[0] ?? ""
    this.groups = groups
    this.names = names
  }

  named(name: string): string | undefined {
    for (const number of this.names.get(name) ?? []) {
      const text = this.groups[number]
      if (text !== undefined) return text
    }
    return undefined
  }
}

/** What runs for one kind of text. */
interface Machine {
  readonly printed: Re2Pattern
  readonly regex: RE2
  /** Groups are those of the RE2 pattern, and the match is all of it. */
  readonly direct: boolean
  readonly guards: readonly { readonly regex: RE2; readonly negative: boolean }[]
  /** The same with a position to go on from. */
  readonly global: RE2
  /** For going on after a lookbehind that the start of the text would satisfy. */
  readonly continued: RE2
}

class CompiledRegex implements Regex {
  readonly source: string
  readonly groupCount: number
  readonly groupNames: readonly string[]
  private readonly translation: Translation
  private readonly plain: Machine
  private forNewline: Machine | null = null
  private readonly literalTest: ((text: string) => boolean | null) | null
  private readonly mayMatch: (text: string) => boolean
  private lastReplacement: { text: string; parsed: Replacement } = { text: "", parsed: [] }

  constructor(source: string, translation: Translation) {
    this.source = source
    this.translation = translation
    this.groupCount = translation.groupCount
    this.groupNames = [...translation.names.keys()]
    this.plain = this.machine(false)
    this.literalTest = translation.branches === null ? null : literalTest(translation.branches)
    this.mayMatch = translation.required === null ? () => true : containsTest(translation.required)
  }

  test(text: string): boolean {
    const literal = this.literalTest?.(text) ?? null
    if (literal !== null) return literal
    if (!this.mayMatch(text)) return false
    const machine = this.machineFor(text)
    return passes(machine, text) && machine.regex.test(text)
  }

  exec(text: string): RegexMatch | null {
    if (!this.mayMatch(text)) return null
    const machine = this.machineFor(text)
    if (!passes(machine, text)) return null
    const found = machine.regex.exec(text)
    return found === null ? null : this.matchOf(machine, found)
  }

  execAll(text: string, limit = Number.POSITIVE_INFINITY): RegexMatch[] {
    const matches: RegexMatch[] = []
    this.each(text, match => matches.push(match) < limit)
    return matches
  }

  replaceAll(text: string, replacement: string): string {
    if (!this.mayMatch(text)) return text
    const parsed = this.replacement(replacement)
    const machine = this.machineFor(text)
    if (machine.direct && this.groupCount < 100) {
      if (!passes(machine, text)) return text
      machine.global.lastIndex = 0
      return machine.global.replace(text, nativeReplacement(parsed, this.groupCount))
    }
    let result = ""
    let end = 0
    this.each(text, match => {
      result += text.slice(end, match.index) + fillReplacement(parsed, match.groups)
      end = match.end
      return true
    })
    return result + text.slice(end)
  }

  replaceNth(text: string, replacement: string, nth: number): string {
    let result = text
    let count = 0
    this.each(text, match => {
      if (++count < nth) return true
      result = text.slice(0, match.index) + fillReplacement(this.replacement(replacement), match.groups) + text.slice(match.end)
      return false
    })
    return result
  }

  /** Calls for each match from the left, until told to stop. */
  private each(text: string, visit: (match: RegexMatch) => boolean): void {
    if (!this.mayMatch(text)) return
    const machine = this.machineFor(text)
    if (!passes(machine, text)) return
    const { lead } = this.translation
    let position = 0
    while (position <= text.length) {
      const regex = position > 0 && lead?.kind === "notBehind" ? machine.continued : machine.global
      regex.lastIndex =
        lead === null || lead.kind === "keep" ? position : stepBack(text, position, lead.kind === "behind" ? lead.length : 1)
      const found = regex.exec(text)
      if (found === null) return
      const match = this.matchOf(machine, found)
      if (!visit(match)) return
      position = match.end > match.index ? match.end : match.end + ((text.codePointAt(match.end) ?? 0) > 0xffff ? 2 : 1)
    }
  }

  private matchOf({ printed, direct }: Machine, found: RegExpExecArray): RegexMatch {
    const { names } = this.translation
    const whole = found[printed.proper] ?? ""
    let end = found.index + found[0].length
    const index = end - whole.length
    if (direct) return new Match(index, end, found, names)
    const groups = Array.from({ length: this.groupCount + 1 }, (_, number) => {
      const own = printed.groups[number]
      return own === undefined ? undefined : found[own]
    })
    groups[0] = whole
    for (const { group, within } of printed.cuts) {
      const length = found[group]?.length ?? 0
      if (length === 0) continue
      end -= length
      for (const number of [0, ...within]) groups[number] = groups[number]?.slice(0, -length)
    }
    return new Match(index, end, groups, names)
  }

  private machineFor(text: string): Machine {
    if (!this.translation.mindsNewline || text.charCodeAt(text.length - 1) !== 10) return this.plain
    this.forNewline ??= this.machine(true)
    return this.forNewline
  }

  private machine(finalNewline: boolean): Machine {
    const { translation } = this
    const printed = translation.print({ finalNewline })
    const regex = new RE2(printed.pattern, "u")
    const continued = (): RE2 => new RE2(translation.print({ finalNewline, continued: true }).pattern, "gu")
    let global: RE2 | null = null
    let goingOn: RE2 | null = null
    return {
      printed,
      regex,
      direct: printed.proper === 0 && printed.cuts.length === 0 && isCount(printed.groups, this.groupCount + 1),
      guards: translation.guards(finalNewline).map(({ pattern, negative }) => ({ regex: new RE2(pattern, "u"), negative })),
      // Most patterns are only ever tested.
      get global() {
        global ??= new RE2(printed.pattern, "gu")
        return global
      },
      get continued() {
        goingOn ??= continued()
        return goingOn
      },
    }
  }

  private replacement(text: string): Replacement {
    if (this.lastReplacement.text !== text) this.lastReplacement = { text, parsed: parseReplacement(text) }
    return this.lastReplacement.parsed
  }
}

/** Whether a list is 0, 1, 2 and so on. */
const isCount = (numbers: readonly number[], length: number): boolean =>
  numbers.length === length && Array.from(numbers).every((number, i) => number === i)

const passes = ({ guards }: Machine, text: string): boolean => guards.every(({ regex, negative }) => regex.test(text) !== negative)

/** The position some characters before another. */
function stepBack(text: string, position: number, count: number): number {
  for (; count > 0 && position > 0; count--) {
    position--
    const code = text.charCodeAt(position)
    if (code >= 0xdc00 && code <= 0xdfff && position > 0 && (text.codePointAt(position - 1) ?? 0) > 0xffff) position--
  }
  return position
}

/** A replacement in the syntax of JavaScript, which RE2 takes. */
const nativeReplacement = (replacement: Replacement, groupCount: number): string =>
  replacement
    .map(piece => {
      if (typeof piece === "string") return piece.replaceAll("$", "$$$$")
      return piece === 0 ? "$&" : piece <= groupCount ? `$0${piece}` : ""
    })
    .join("")

/**
 * Whether a text contains a literal; may be true although RE2 finds no match, never the other way round. Only `ſ` folds to an ASCII
 * letter that its lower case is not.
 */
function containsTest({ text: literal, caseless }: Literal): (text: string) => boolean {
  if (!caseless) return text => text.includes(literal)
  const longS = literal.includes("s")
  return text => text.toLowerCase().includes(literal) || (longS && text.includes("ſ"))
}

/** Tests for plain texts without RE2; null where only RE2 can tell. */
function literalTest(branches: readonly LiteralBranch[]): (text: string) => boolean | null {
  const caseless = branches.some(branch => branch.caseless)
  // A caseless branch next to a sensitive one would need both texts.
  if (caseless && branches.some(branch => !branch.caseless && branch.text.toLowerCase() !== branch.text.toUpperCase())) return () => null
  const tests = branches.map(branchTest)
  const any = tests.length === 1 && tests[0] !== undefined ? tests[0] : (text: string): boolean => tests.some(test => test(text))
  if (!caseless) return any
  const longS = branches.some(branch => branch.text.includes("s"))
  return text => {
    // İ lowers to an i and a dot, which RE2 does not take for an i.
    if (text.includes("İ") || (longS && text.includes("ſ"))) return null
    return any(text.toLowerCase())
  }
}

function branchTest({ text: literal, start, end }: LiteralBranch): (text: string) => boolean {
  if (end === "no") return start ? text => text.startsWith(literal) : text => text.includes(literal)
  const atEnd = (text: string): boolean => (start ? text === literal : text.endsWith(literal))
  if (end === "end") return atEnd
  return text => atEnd(text) || (text.charCodeAt(text.length - 1) === 10 && atEnd(text.slice(0, -1)))
}
