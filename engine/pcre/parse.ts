import { readCharClass } from "./char-class.ts"
import { everything, notNewline } from "./char-set.ts"
import { Cursor } from "./cursor.ts"
import { namedCharacter, readEscapedCode, readProperty, setEscapes } from "./escape.ts"
import { changeFlags, type Flags, noFlags } from "./flags.ts"
import { alternation, concat, type Node, oneOf, type Pattern } from "./syntax.ts"

/** Groups nest no deeper; PCRE has the same limit. */
const maxDepth = 250
const maxRepeat = 65_535

/** Parses a PCRE pattern; flags are resolved into the nodes. @throws PatternError */
export function parsePcre(text: string, caseless: boolean): Pattern {
  return new Parser(text, caseless).pattern()
}

const looks = [
  ["=", false, false],
  ["!", false, true],
  ["<=", true, false],
  ["<!", true, true],
] as const

class Parser {
  private readonly cursor: Cursor
  private flags: Flags
  private depth = 0
  private captureCount = 0
  private readonly names = new Map<string, number[]>()
  /** Within `\Q...\E`. */
  private quoting = false

  constructor(text: string, caseless: boolean) {
    this.cursor = new Cursor(text)
    this.flags = { ...noFlags, caseless }
  }

  pattern(): Pattern {
    const { cursor } = this
    // RE2 always reads text as Unicode.
    cursor.match(/(?:\(\*UTF8?\))*/y)
    const body = this.alternation()
    if (!cursor.done) cursor.fail('")" has no opening "("', cursor.position, { end: cursor.position + 1 })
    return { body, captureCount: this.captureCount, names: this.names }
  }

  private alternation(): Node {
    const branches = [this.sequence()]
    while (this.cursor.take("|")) branches.push(this.sequence())
    return alternation(branches)
  }

  private sequence(): Node {
    const { cursor } = this
    const items: Node[] = []
    for (;;) {
      this.skipIgnored()
      if (cursor.done || (!this.quoting && (cursor.char === "|" || cursor.char === ")"))) return concat(items)
      const start = cursor.position
      const atom = this.quoting ? this.literal(cursor.codePoint()) : this.atom()
      if (atom !== null) items.push(this.quantified(atom, start))
    }
  }

  /** Skips `\E`, `\Q`, comments, and white space in extended mode. */
  private skipIgnored(): void {
    const { cursor } = this
    for (;;) {
      if (cursor.take("\\E")) this.quoting = false
      else if (this.quoting) return
      else if (cursor.take("\\Q")) this.quoting = true
      else if (cursor.peek(/\(\?#/y) !== null) {
        if (cursor.match(/\(\?#[^)]*\)/y) === null) cursor.fail("the comment is not closed", cursor.position, { end: cursor.text.length })
      } else if (!this.flags.extended || cursor.match(/[\t-\r ]|#[^\n]*\n?/y) === null) return
    }
  }

  private quantified(body: Node, start: number): Node {
    const { cursor } = this
    this.skipIgnored()
    const bounds = this.quoting ? null : this.quantifier()
    if (bounds === null) return body
    const possessive = cursor.take("+")
    const lazy = !possessive && cursor.take("?") !== this.flags.ungreedy
    if (body.kind === "keep" || body.kind === "assertion") cursor.fail(`"${cursor.since(start)}" repeats what takes no text`, start)
    const place = { start, end: cursor.position }
    return { kind: "repeat", body, ...bounds, mode: possessive ? "possessive" : lazy ? "lazy" : "greedy", place }
  }

  private quantifier(): { min: number; max: number } | null {
    const { cursor } = this
    const start = cursor.position
    if (cursor.take("*")) return { min: 0, max: Number.POSITIVE_INFINITY }
    if (cursor.take("+")) return { min: 1, max: Number.POSITIVE_INFINITY }
    if (cursor.take("?")) return { min: 0, max: 1 }
    // Any other brace is literal, `{,3}` included.
    const match = cursor.match(/\{(\d+)(?:(,)(\d*))?\}/y)
    if (match === null) return null
    const min = Number(match[1])
    const max = match[2] === undefined ? min : match[3] === "" ? Number.POSITIVE_INFINITY : Number(match[3])
    if (min > maxRepeat || (max > maxRepeat && max !== Number.POSITIVE_INFINITY))
      cursor.fail(`the count in "${match[0]}" is above ${maxRepeat}`, start)
    if (max < min) cursor.fail(`the counts in "${match[0]}" are out of order`, start)
    return { min, max }
  }

  private literal(code: number): Node {
    const char = String.fromCodePoint(code)
    return { kind: "char", code, caseless: this.flags.caseless && char.toLowerCase() !== char.toUpperCase() }
  }

  /** One atom; null for a flag setting. */
  private atom(): Node | null {
    const { cursor, flags } = this
    const start = cursor.position
    switch (cursor.char) {
      case "\\":
        return this.escape()
      case "[":
        return readCharClass(cursor, flags)
      case "(":
        return this.group()
      case ".":
        cursor.position++
        return oneOf(flags.dotAll ? everything : notNewline)
      case "^":
        cursor.position++
        return { kind: "assertion", at: flags.multiline ? "linestart" : "A" }
      case "$":
        cursor.position++
        return { kind: "assertion", at: flags.multiline ? "lineend" : "Z" }
    }
    if (this.quantifier() === null) return this.literal(cursor.codePoint())
    return cursor.fail(`"${cursor.since(start)}" has nothing to repeat`, start, {
      hint: `write "\\${cursor.text[start]}" for the character`,
    })
  }

  private escape(): Node {
    const { cursor } = this
    const start = cursor.position++
    const letter = cursor.char
    if (letter === "") cursor.fail('the pattern ends in a single "\\"', start, { hint: 'write "\\\\" for a backslash' })
    const set = setEscapes.get(letter)
    if (set !== undefined) {
      cursor.position++
      return oneOf(set)
    }
    switch (letter) {
      case "A":
      case "z":
      case "Z":
      case "b":
      case "B":
        cursor.position++
        return { kind: "assertion", at: letter }
      case "N":
        if (cursor.peek(namedCharacter) !== null) break
        cursor.position++
        return oneOf(notNewline)
      case "R":
        cursor.position++
        return { kind: "linebreak", place: { start, end: cursor.position } }
      case "K":
        cursor.position++
        return { kind: "keep", place: { start, end: cursor.position } }
      case "p":
      case "P":
        return { kind: "set", set: null, text: readProperty(cursor), caseless: false }
      case "G":
      case "C":
      case "X":
        cursor.position++
        return cursor.unsupported(start)
      case "g":
      case "k":
        return this.backreference(start)
    }
    // One digit, or more while there are as many groups before: a backreference; otherwise octal.
    const number = cursor.peek(/[1-9]\d*/y)?.[0]
    if (number !== undefined && (number.length === 1 || Number(number) <= this.captureCount)) return this.backreference(start)
    return this.literal(readEscapedCode(cursor))
  }

  private group(): Node | null {
    const { cursor } = this
    const start = cursor.position
    if (cursor.match(/\(\*[^)]*\)?/y) !== null) return cursor.unsupported(start)
    cursor.position++
    if (!cursor.take("?")) return this.groupBody(start, this.flags.noCapture ? null : ++this.captureCount)
    if (cursor.take(":")) return this.groupBody(start, null)
    if (cursor.take(">")) return this.groupBody(start, null, { atomic: true })
    for (const [opening, behind, negative] of looks)
      if (cursor.take(opening)) {
        const body = this.nested(start, this.flags)
        return { kind: "look", behind, negative, body, place: { start, end: cursor.position } }
      }
    const named = cursor.match(/P?<([^>]*)>|'([^']*)'/y)
    if (named !== null) return this.groupBody(start, this.namedCapture(named[1] ?? named[2] ?? "", start))
    const flags = cursor.match(/(\^[imsxn]*|[imsxnUJ]*(?:-[imsxnUJ]*)?)([:)])/y)
    if (flags !== null) {
      const outer = this.flags
      const [on = "", off = ""] = (flags[1] ?? "").split("-")
      this.flags = changeFlags(outer, on, off)
      return flags[2] === ")" ? null : this.groupBody(start, null, { outer })
    }
    return this.unknownGroup(start)
  }

  private unknownGroup(start: number): never {
    const { cursor } = this
    if (cursor.take("P=")) return this.backreference(start)
    if (cursor.match(/P?<|'/y) !== null) cursor.fail("the name of the group is not closed", start)
    if (cursor.match(/P>|[&R|(C]|[+-]?\d/y) !== null) return cursor.unsupported(start)
    if (!cursor.done) cursor.position++
    return cursor.fail(`"${cursor.since(start)}" starts no group`, start, { hint: 'write "\\(" for the character' })
  }

  private groupBody(start: number, capture: number | null, { atomic = false, outer = this.flags } = {}): Node {
    const body = this.nested(start, outer)
    return { kind: "group", capture, atomic, body, place: { start, end: this.cursor.position } }
  }

  /** What stands up to the closing parenthesis; `outer` are the flags that hold after it. */
  private nested(start: number, outer: Flags): Node {
    const { cursor } = this
    const opening = { end: start + 1, hint: 'write "\\(" for the character' }
    if (++this.depth > maxDepth) cursor.fail(`groups nest more than ${maxDepth} deep`, start, { end: start + 1 })
    const body = this.alternation()
    if (!cursor.take(")")) cursor.fail('"(" is not closed', start, opening)
    this.depth--
    this.flags = outer
    return body
  }

  private namedCapture(name: string, start: number): number {
    if (!/^[A-Za-z_]\w{0,31}$/.test(name))
      this.cursor.fail(`"${name}" cannot be the name of a group`, start, {
        hint: "use up to 32 letters, digits and underscores, no digit first",
      })
    const numbers = this.names.get(name)
    if (numbers !== undefined && !this.flags.duplicateNames) this.cursor.fail(`two groups have the name "${name}"`, start)
    const capture = ++this.captureCount
    if (numbers === undefined) this.names.set(name, [capture])
    else numbers.push(capture)
    return capture
  }

  private backreference(start: number): never {
    const { cursor } = this
    cursor.match(/[gk](?:\{[^}]*\}|<[^>]*>|'[^']*'|-?\d+)?|\d+|\w*\)?/y)
    return cursor.fail(`the backreference "${cursor.since(start)}" is not supported by RE2`, start, {
      hint: "capture both texts and compare the fields with where",
    })
  }
}
