import { type CharSet, charSet, complement, foldCase, posixClasses } from "./char-set.ts"
import type { Cursor } from "./cursor.ts"
import { namedCharacter, readEscapedCode, readProperty, setEscapes } from "./escape.ts"
import type { Flags } from "./flags.ts"
import { printRanges } from "./print.ts"
import { type OneOf, oneOf } from "./syntax.ts"

/** Reads `[...]`. */
export function readCharClass(cursor: Cursor, flags: Flags): OneOf {
  return new ClassReader(cursor, flags).read()
}

class ClassReader {
  private readonly cursor: Cursor
  private readonly flags: Flags
  /** Within `\Q...\E`. */
  private quoting = false
  /** Characters as written, which case folds, and the sets of escapes, which it does not. */
  private readonly written: [number, number][] = []
  private readonly fixed: (readonly [number, number])[] = []
  private properties = ""

  constructor(cursor: Cursor, flags: Flags) {
    this.cursor = cursor
    this.flags = flags
  }

  read(): OneOf {
    const { cursor, flags } = this
    const start = cursor.position++
    const negative = cursor.take("^")
    const first = cursor.position
    for (;;) {
      if (cursor.done) cursor.fail('"[" is not closed', start, { end: cursor.text.length, hint: 'write "\\[" for the character' })
      if (cursor.take("\\E")) this.quoting = false
      else if (this.quoting) this.item()
      else if (cursor.take("\\Q")) this.quoting = true
      else if (cursor.position > first && cursor.take("]")) break
      else if (flags.extendedMore && /[\t ]/.test(cursor.char)) cursor.position++
      else this.item()
    }
    const written = charSet(this.written)
    const folded = flags.caseless ? foldCase(written) : written
    const set = charSet([...(folded ?? written), ...this.fixed])
    if (this.properties === "" && folded !== null) {
      return oneOf(negative ? complement(set) : set)
    }
    // Case folds characters, not properties; RE2 would fold both.
    const text = (negative ? "^" : "") + this.properties + printRanges(set)
    return { kind: "set", set: null, text, caseless: flags.caseless && folded === null }
  }

  private item(): void {
    const start = this.cursor.position
    const element = this.element()
    if (typeof element === "string") this.properties += element
    else if (typeof element === "number") this.written.push([element, this.rangeEnd(element, start)])
    else this.fixed.push(...element)
  }

  /** A character, a set or, as text, a property. */
  private element(): number | string | CharSet {
    const { cursor } = this
    const start = cursor.position
    if (this.quoting) return cursor.codePoint()
    if (cursor.char === "[") return this.posixClass() ?? cursor.codePoint()
    if (!cursor.take("\\")) return cursor.codePoint()
    if (cursor.done) cursor.fail('the pattern ends in a single "\\"', start)
    const set = setEscapes.get(cursor.char)
    if (set !== undefined) {
      cursor.position++
      return set
    }
    switch (cursor.char) {
      case "p":
      case "P":
        return readProperty(cursor)
      case "b":
        cursor.position++
        return 8
      case "N":
        if (cursor.peek(namedCharacter) !== null) break
        return this.unsupported(start)
      case "R":
      case "X":
      case "B":
        return this.unsupported(start)
    }
    return readEscapedCode(cursor)
  }

  private posixClass(): CharSet | null {
    const { cursor, flags } = this
    const start = cursor.position
    const posix = cursor.match(/\[:(\^?)([a-z]*):\]/y)
    if (posix !== null) {
      const [whole, caret, name = ""] = posix
      const set = posixClasses.get(flags.caseless && (name === "lower" || name === "upper") ? "alpha" : name)
      if (set === undefined) return cursor.fail(`unknown class name "${whole}"`, start)
      return caret === "^" ? complement(set) : set
    }
    const collating = cursor.match(/\[([.=])[^\]]*\1\]/y)
    if (collating !== null) cursor.fail(`"${collating[0]}" is not supported by PCRE`, start)
    return null
  }

  /** The upper end of a range whose lower end was read; the lower end itself where no range follows. */
  private rangeEnd(low: number, start: number): number {
    const { cursor } = this
    const hyphen = cursor.position
    if (this.quoting || !cursor.take("-")) return low
    const high = cursor.done || cursor.char === "]" ? null : this.element()
    if (typeof high !== "number") {
      // `[a-]`, `[a-\d]`: the hyphen is itself.
      cursor.position = hyphen
      return low
    }
    if (high < low) cursor.fail(`the range "${cursor.since(start)}" is out of order`, start)
    return high
  }

  private unsupported(start: number): never {
    this.cursor.position++
    return this.cursor.unsupported(start, " in a class")
  }
}
