import {
  type CharSet,
  complement,
  digits,
  everything,
  foldCase,
  horizontalSpace,
  lastCodePoint,
  notNewline,
  posixClasses,
  union,
  verticalSpace,
  whiteSpace,
  wordChars,
} from "./char-set.ts"
import { printRanges } from "./print.ts"
import { type Assertion, alternation, concat, type Node, type OneOf, oneOf, type Pattern, PatternError, type Place } from "./syntax.ts"

/** Groups nest no deeper; PCRE has the same limit. */
const maxDepth = 250
const maxRepeat = 65_535

interface Flags {
  readonly caseless: boolean
  readonly multiline: boolean
  readonly dotAll: boolean
  readonly extended: boolean
  readonly extendedMore: boolean
  readonly ungreedy: boolean
  readonly noCapture: boolean
  readonly duplicateNames: boolean
}

const noFlags: Flags = {
  caseless: false,
  multiline: false,
  dotAll: false,
  extended: false,
  extendedMore: false,
  ungreedy: false,
  noCapture: false,
  duplicateNames: false,
}
const flagLetters: ReadonlyMap<string, keyof Flags> = new Map<string, keyof Flags>([
  ["i", "caseless"],
  ["m", "multiline"],
  ["s", "dotAll"],
  ["x", "extended"],
  ["U", "ungreedy"],
  ["n", "noCapture"],
  ["J", "duplicateNames"],
])

const simpleEscapes: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["e", 27],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
])
/** Escapes that stand for a set in and outside of classes. */
const setEscapes: ReadonlyMap<string, CharSet> = new Map([
  ["d", digits],
  ["D", complement(digits)],
  ["h", horizontalSpace],
  ["H", complement(horizontalSpace)],
  ["s", whiteSpace],
  ["S", complement(whiteSpace)],
  ["v", verticalSpace],
  ["V", complement(verticalSpace)],
  ["w", wordChars],
  ["W", complement(wordChars)],
])
/** Unicode properties that only PCRE has, or that RE2 spells otherwise. */
const pcreProperties: ReadonlyMap<string, string> = new Map([
  ["Any", "\\x{0}-\\x{10ffff}"],
  ["L&", "\\p{Lu}\\p{Ll}\\p{Lt}"],
  ["Xan", "\\pL\\pN"],
  ["Xwd", "\\pL\\pN_"],
  ["Xsp", "\\pZ\\t-\\r\\x{85}"],
  ["Xps", "\\pZ\\t-\\r\\x{85}"],
])

/** Parses a PCRE pattern; flags are resolved into the nodes. @throws PatternError */
export function parsePcre(text: string, caseless: boolean): Pattern {
  return new Parser(text, caseless).pattern()
}

class Parser {
  private readonly text: string
  private position = 0
  private flags: Flags
  private depth = 0
  private captureCount = 0
  private readonly names = new Map<string, number[]>()
  /** Within `\Q...\E`. */
  private quoting = false

  constructor(text: string, caseless: boolean) {
    this.text = text
    this.flags = { ...noFlags, caseless }
  }

  pattern(): Pattern {
    while (this.take("(*UTF8)") || this.take("(*UTF)")) {
      // RE2 always reads text as Unicode.
    }
    const body = this.alternation()
    if (this.position < this.text.length) this.fail('")" has no opening "("', this.position, this.position + 1)
    return { body, captureCount: this.captureCount, names: this.names }
  }

  private alternation(): Node {
    const branches = [this.sequence()]
    while (this.take("|")) branches.push(this.sequence())
    return alternation(branches)
  }

  private sequence(): Node {
    const items: Node[] = []
    for (;;) {
      this.skipIgnored()
      const start = this.position
      if (start >= this.text.length) break
      const quoted = this.quoting
      if (!quoted && (this.text[start] === "|" || this.text[start] === ")")) break
      const atom = quoted ? this.char() : this.atom()
      if (atom !== null) items.push(this.quantified(atom, start))
    }
    return concat(items)
  }

  /** Skips `\E`, `\Q`, comments, and white space in extended mode. */
  private skipIgnored(): void {
    for (;;) {
      if (this.quoting) {
        if (!this.take("\\E")) return
        this.quoting = false
      } else if (this.take("\\Q")) this.quoting = true
      else if (this.take("\\E")) continue
      else if (this.text.startsWith("(?#", this.position)) {
        const end = this.text.indexOf(")", this.position)
        if (end === -1) this.fail("the comment is not closed", this.position, this.text.length)
        this.position = end + 1
      } else if (this.flags.extended && /[\t-\r ]/.test(this.text[this.position] ?? "")) this.position++
      else if (this.flags.extended && this.text[this.position] === "#") {
        const end = this.text.indexOf("\n", this.position)
        this.position = end === -1 ? this.text.length : end + 1
      } else return
    }
  }

  private quantified(body: Node, start: number): Node {
    this.skipIgnored()
    const bounds = this.quoting ? null : this.quantifier()
    if (bounds === null) return body
    const possessive = this.take("+")
    const lazy = !possessive && this.take("?") !== this.flags.ungreedy
    const place = { start, end: this.position }
    if (body.kind === "keep" || body.kind === "assertion")
      this.fail(`"${this.text.slice(start, this.position)}" repeats what takes no text`, start, this.position)
    return { kind: "repeat", body, ...bounds, mode: possessive ? "possessive" : lazy ? "lazy" : "greedy", place }
  }

  private quantifier(): { min: number; max: number } | null {
    const start = this.position
    if (this.take("*")) return { min: 0, max: Number.POSITIVE_INFINITY }
    if (this.take("+")) return { min: 1, max: Number.POSITIVE_INFINITY }
    if (this.take("?")) return { min: 0, max: 1 }
    // Any other brace is literal, `{,3}` included.
    const match = this.match(/\{(\d+)(?:(,)(\d*))?\}/y)
    if (match === null) return null
    const min = Number(match[1])
    const max = match[2] === undefined ? min : match[3] === "" ? Number.POSITIVE_INFINITY : Number(match[3])
    if (min > maxRepeat || (max > maxRepeat && max !== Number.POSITIVE_INFINITY))
      this.fail(`the count in "${match[0]}" is above ${maxRepeat}`, start, this.position)
    if (max < min) this.fail(`the counts in "${match[0]}" are out of order`, start, this.position)
    return { min, max }
  }

  private char(): Node {
    return this.literal(this.codePoint())
  }

  private literal(code: number): Node {
    const char = String.fromCodePoint(code)
    return { kind: "char", code, caseless: this.flags.caseless && char.toLowerCase() !== char.toUpperCase() }
  }

  private codePoint(): number {
    const code = this.text.codePointAt(this.position) ?? 0
    this.position += code > 0xffff ? 2 : 1
    return code
  }

  /** One atom; null for a flag setting. */
  private atom(): Node | null {
    const start = this.position
    switch (this.text[start]) {
      case "\\":
        return this.escape()
      case "[":
        return this.charClass()
      case "(":
        return this.group()
      case ".":
        this.position++
        return oneOf(this.flags.dotAll ? everything : notNewline)
      case "^":
        this.position++
        return { kind: "assertion", at: this.flags.multiline ? "linestart" : "A" }
      case "$":
        this.position++
        return { kind: "assertion", at: this.flags.multiline ? "lineend" : "Z" }
      case "*":
      case "+":
      case "?":
        return this.fail(`"${this.text[start]}" has nothing to repeat`, start, start + 1, `write "\\${this.text[start]}" for the character`)
      case "{":
        if (this.quantifier() !== null) this.fail(`"${this.text.slice(start, this.position)}" has nothing to repeat`, start, this.position)
        return this.char()
      default:
        return this.char()
    }
  }

  private escape(): Node {
    const start = this.position
    this.position++
    const letter = this.text[this.position]
    if (letter === undefined) return this.fail('the pattern ends in a single "\\"', start, start + 1, 'write "\\\\" for a backslash')
    const set = setEscapes.get(letter)
    if (set !== undefined) {
      this.position++
      return oneOf(set)
    }
    const assertion = this.assertion(letter)
    if (assertion !== null) return assertion
    switch (letter) {
      case "N":
        if (this.peek(namedCharacter) !== null) break
        this.position++
        return oneOf(notNewline)
      case "R":
        this.position++
        return { kind: "linebreak", place: { start, end: this.position } }
      case "K":
        this.position++
        return { kind: "keep", place: { start, end: this.position } }
      case "p":
      case "P":
        return { kind: "set", set: null, text: this.property(), caseless: false }
      case "G":
      case "C":
      case "X":
        return this.unsupported(`\\${letter}`, start, start + 2)
      case "g":
      case "k":
        return this.backreference(start)
    }
    // One digit, or more while there are as many groups before: a backreference; otherwise octal.
    const number = this.peek(/[1-9]\d*/y)?.[0]
    if (number !== undefined && (number.length === 1 || Number(number) <= this.captureCount)) return this.backreference(start)
    return this.literal(this.escapedCode())
  }

  private assertion(letter: string): Assertion | null {
    switch (letter) {
      case "A":
      case "z":
      case "Z":
      case "b":
      case "B":
        this.position++
        return { kind: "assertion", at: letter }
      default:
        return null
    }
  }

  /** After the backslash: a character by code or by itself. */
  private escapedCode(): number {
    const start = this.position - 1
    const letter = this.text[this.position] ?? ""
    const simple = simpleEscapes.get(letter)
    if (simple !== undefined) {
      this.position++
      return simple
    }
    if (letter === "c") {
      const control = this.text.charCodeAt(this.position + 1)
      if (!(control >= 32 && control < 127)) this.fail('"\\c" needs an ASCII character after it', start, start + 2)
      this.position += 2
      return (control >= 97 && control <= 122 ? control - 32 : control) ^ 64
    }
    const hex = this.match(/x\{([0-9A-Fa-f]{1,8})\}|N\{U\+([0-9A-Fa-f]{1,8})\}|x([0-9A-Fa-f]{0,2})/y)
    if (hex !== null) return this.checkedCode(Number.parseInt(hex[1] ?? hex[2] ?? (hex[3] || "0"), 16), start)
    const octal = this.match(/o\{([0-7]{1,12})\}|([0-7]{1,3})/y)
    if (octal !== null) return this.checkedCode(Number.parseInt(octal[1] ?? octal[2] ?? "0", 8), start)
    if ("lLuUN".includes(letter))
      this.fail(`"\\${letter}" is not supported by PCRE`, start, start + 2, `write "\\\\${letter}" for a backslash and "${letter}"`)
    // Any other escape is the character itself, letters without a meaning included.
    return this.codePoint()
  }

  private checkedCode(code: number, start: number): number {
    if (code > lastCodePoint) this.fail(`"${this.text.slice(start, this.position)}" is no character`, start, this.position)
    return code
  }

  /** `\pL`, `\p{Greek}`, `\P{L}`, `\p{^L}` as the body of a RE2 class. */
  private property(): string {
    const start = this.position - 1
    const match = this.match(/([pP])(?:([A-Za-z])|\{(\^?)([A-Za-z_&]+)\})/y)
    if (match === null) return this.fail('"\\p" needs a property such as "\\p{L}"', start, start + 2)
    const [, letter, short, caret, long = ""] = match
    const negative = (letter === "P") !== (caret === "^")
    const own = pcreProperties.get(long)
    if (own !== undefined) {
      if (negative) this.fail(`"${this.text.slice(start, this.position)}" cannot be negated`, start, this.position)
      return own
    }
    return `\\${negative ? "P" : "p"}{${short ?? long}}`
  }

  private charClass(): Node {
    const start = this.position
    this.position++
    const negative = this.take("^")
    /** Characters as written, which case folds, and the sets of escapes, which it does not. */
    let written: CharSet = []
    let fixed: CharSet = []
    let properties = ""
    for (let first = true; ; first = false) {
      if (this.quoting && this.take("\\E")) this.quoting = false
      else if (!this.quoting && this.take("\\Q")) this.quoting = true
      else if (!this.quoting && this.take("\\E")) continue
      else if (this.position >= this.text.length)
        return this.fail('"[" is not closed', start, this.text.length, 'write "\\[" for the character')
      else if (!this.quoting && !first && this.take("]")) break
      else if (!this.quoting && this.flags.extendedMore && /[\t ]/.test(this.text[this.position] ?? "")) this.position++
      else {
        const itemStart = this.position
        const item = this.classItem()
        if (typeof item === "string") properties += item
        else if (typeof item === "number") written = union(written, [[item, this.rangeEnd(item, itemStart)]])
        else fixed = union(fixed, item)
      }
    }
    const folded = this.flags.caseless ? foldCase(written) : written
    if (properties === "" && folded !== null) {
      const set = union(folded, fixed)
      return oneOf(negative ? complement(set) : set)
    }
    // Case folds characters, not properties; RE2 would fold both.
    const text = (negative ? "^" : "") + properties + printRanges(union(folded ?? written, fixed))
    return { kind: "set", set: null, text, caseless: this.flags.caseless && folded === null } satisfies OneOf
  }

  /** A character, a set or, as text, a property. */
  private classItem(): number | string | CharSet {
    const start = this.position
    if (this.quoting) return this.codePoint()
    if (this.text[start] === "[") {
      const posix = this.match(/\[:(\^?)([a-z]*):\]/y)
      if (posix !== null) {
        const set = posixClasses.get(posix[2] ?? "")
        if (set === undefined) return this.fail(`unknown class name "${posix[0]}"`, start, this.position)
        const either = this.flags.caseless && (posix[2] === "lower" || posix[2] === "upper") ? posixClasses.get("alpha") : undefined
        return posix[1] === "^" ? complement(either ?? set) : (either ?? set)
      }
      const collating = this.match(/\[([.=])[^\]]*\1\]/y)
      if (collating !== null) this.fail(`"${collating[0]}" is not supported by PCRE`, start, this.position)
    }
    if (this.text[start] !== "\\") return this.codePoint()
    this.position++
    const letter = this.text[this.position]
    if (letter === undefined) return this.fail('the pattern ends in a single "\\"', start, start + 1)
    const set = setEscapes.get(letter)
    if (set !== undefined) {
      this.position++
      return set
    }
    switch (letter) {
      case "p":
      case "P":
        return this.property()
      case "b":
        this.position++
        return 8
      case "N":
        if (this.peek(namedCharacter) !== null) break
        return this.unsupported("\\N", start, start + 2)
      case "R":
      case "X":
      case "B":
        return this.unsupported(`\\${letter} in a class`, start, start + 2)
    }
    return this.escapedCode()
  }

  /** The upper end of a range whose lower end was read; the lower end itself where no range follows. */
  private rangeEnd(low: number, start: number): number {
    const before = this.position
    if (this.quoting || this.text[before] !== "-" || this.text[before + 1] === "]" || before + 1 >= this.text.length) return low
    this.position++
    const high = this.classItem()
    if (typeof high !== "number") {
      // `[a-\d]`: the hyphen is itself.
      this.position = before
      return low
    }
    if (high < low) this.fail(`the range "${this.text.slice(start, this.position)}" is out of order`, start, this.position)
    return high
  }

  private group(): Node | null {
    const start = this.position
    if (this.text.startsWith("(*", start)) {
      const end = this.text.indexOf(")", start)
      return this.unsupported(end === -1 ? "(*" : this.text.slice(start, end + 1), start, end === -1 ? start + 2 : end + 1)
    }
    this.position++
    if (!this.take("?")) return this.flags.noCapture ? this.groupBody(start, null, false) : this.groupBody(start, this.newCapture(), false)
    if (this.take(":")) return this.groupBody(start, null, false)
    if (this.take(">")) return this.groupBody(start, null, true)
    for (const [opening, behind, negative] of looks) if (this.take(opening)) return this.look(start, behind, negative)
    const named = this.match(/P?<([^>]*)>|'([^']*)'/y)
    if (named !== null) return this.groupBody(start, this.namedCapture(named[1] ?? named[2] ?? "", start), false)
    const flags = this.match(/(\^?[imsxnUJ]*)(?:-([imsxnUJ]*))?([:)])/y)
    if (flags !== null && !(flags[1]?.startsWith("^") && flags[2] !== undefined)) {
      const outer = this.flags
      this.flags = this.changedFlags(flags[1] ?? "", flags[2] ?? "")
      return flags[3] === ")" ? null : this.groupBody(start, null, false, outer)
    }
    const rest = this.peek(/P=|P>|[&R|(C]|[+-]?\d|P?<|'/y)?.[0]
    const end = Math.min(this.position + (rest?.length ?? 1), this.text.length)
    if (rest === "P=") return this.backreference(start)
    if (rest === "P<" || rest === "<" || rest === "'") return this.fail("the name of the group is not closed", start, end)
    if (rest !== undefined) return this.unsupported(this.text.slice(start, end), start, end)
    return this.fail(`"${this.text.slice(start, end)}" starts no group`, start, end, 'write "\\(" for the character')
  }

  private groupBody(start: number, capture: number | null, atomic: boolean, outer = this.flags): Node {
    const body = this.nested(start, outer)
    return { kind: "group", capture, atomic, body, place: { start, end: this.position } }
  }

  private look(start: number, behind: boolean, negative: boolean): Node {
    const body = this.nested(start, this.flags)
    return { kind: "look", behind, negative, body, place: { start, end: this.position } }
  }

  private nested(start: number, outer: Flags): Node {
    if (++this.depth > maxDepth) this.fail(`groups nest more than ${maxDepth} deep`, start, start + 1)
    const body = this.alternation()
    if (!this.take(")")) this.fail('"(" is not closed', start, start + 1, 'write "\\(" for the character')
    this.depth--
    this.flags = outer
    return body
  }

  private newCapture(): number {
    return ++this.captureCount
  }

  private namedCapture(name: string, start: number): number {
    const place = [start, this.position] as const
    if (!/^[A-Za-z_]\w{0,31}$/.test(name))
      this.fail(`"${name}" cannot be the name of a group`, ...place, "use up to 32 letters, digits and underscores, no digit first")
    const numbers = this.names.get(name)
    if (numbers !== undefined && !this.flags.duplicateNames) this.fail(`two groups have the name "${name}"`, ...place)
    const capture = this.newCapture()
    if (numbers === undefined) this.names.set(name, [capture])
    else numbers.push(capture)
    return capture
  }

  private changedFlags(on: string, off: string): Flags {
    let flags = this.flags
    if (on.startsWith("^")) flags = { ...flags, caseless: false, multiline: false, dotAll: false, extended: false, noCapture: false }
    const set = (letters: string, value: boolean): void => {
      for (const letter of letters) {
        const flag = flagLetters.get(letter)
        if (flag !== undefined) flags = { ...flags, [flag]: value }
      }
    }
    set(on, true)
    set(off, false)
    return { ...flags, extendedMore: on.includes("xx") || (flags.extendedMore && flags.extended) }
  }

  private backreference(start: number): never {
    this.match(/[gk](?:\{[^}]*\}|<[^>]*>|'[^']*'|-?\d+)?|\d+|P=\w*\)?/y)
    return this.fail(
      `the backreference "${this.text.slice(start, this.position)}" is not supported by RE2`,
      start,
      this.position,
      "capture both texts and compare the fields with where",
    )
  }

  private unsupported(construct: string, start: number, end: number): never {
    return this.fail(`"${construct}" is not supported by RE2`, start, end, "rewrite the pattern without it")
  }

  private fail(message: string, start: number, end: number, hint?: string): never {
    const place: Place = { start, end }
    throw new PatternError(message, place, hint)
  }

  private take(text: string): boolean {
    if (!this.text.startsWith(text, this.position)) return false
    this.position += text.length
    return true
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    const match = this.peek(pattern)
    if (match !== null) this.position += match[0].length
    return match
  }

  private peek(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position
    return pattern.exec(this.text)
  }
}

/** `\N{U+41}` or `\N{name}`, but not the quantifier of `\N{2}`. */
const namedCharacter = /N\{(?!\d)/y

const looks = [
  ["=", false, false],
  ["!", false, true],
  ["<=", true, false],
  ["<!", true, true],
] as const
