/**
 * Reads the plain part of YAML, in which rules are published: block maps and lists of scalars, with comments only in lines of their own,
 * and without anchors, tags and flow collections other than lists of names. It takes a tenth of the time that a whole parser needs. Whatever goes beyond is left to that.
 */

export interface PlainScalar {
  readonly value: string
  /** Offsets of its text, quotes and block header included. */
  readonly start: number
  readonly end: number
  readonly style: "plain" | "single" | "double" | "block"
}
export interface PlainDocument {
  readonly value: Readonly<Record<string, unknown>>
  /** Texts right below the root, by their keys. */
  readonly scalars: ReadonlyMap<string, PlainScalar>
}

/** The document, or null when it holds anything that is not plain: it may be right all the same. */
export function readPlainYaml(text: string): PlainDocument | null {
  if (unusual.test(text)) return null
  try {
    return new PlainReader(text).document()
  } catch (error) {
    if (error === beyond) return null
    throw error
  }
}

const beyond = new Error("not plain YAML")
/** Characters that plain YAML does not have, and the beginnings of directives and of further documents. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const unusual = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufeff]|^(?:%|---|\.\.\.)/m
const maxDepth = 16

const newline = 10
const blank = 32
const doubleQuote = 34
const hash = 35
const singleQuote = 39
const dash = 45
const colon = 58
const backslash = 92

const keyText = /[A-Za-z_][\w-]*/y
/** Beginnings of plain texts that mean nothing else; a dash may begin one where no blank follows. */
const plainStart = /[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[^\s-])/y
/** What a line of plain text cannot hold without meaning something else. */
const meaningful = /: | #|:$/
/** A list of names in brackets, in one line. */
const flowList = /^\[ *(?:[A-Za-z_][\w.-]*(?: [\w.-]+)*(?: *, *[A-Za-z_][\w.-]*(?: [\w.-]+)*)*)? *\]$/
const nullText = /^(?:~|[Nn]ull|NULL)$/
const trueText = /^(?:[Tt]rue|TRUE)$/
const falseText = /^(?:[Ff]alse|FALSE)$/
const decimal = /^[-+]?[0-9]+$/
const fraction = /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/
/** Numbers in the forms that are left to the whole parser, and a few texts that look like them. */
const otherNumber = /^(?:0[ox][0-9a-f]+|[-+]?[.0-9]+e[-+]?[0-9]+|[-+]?\.(?:inf|nan))$/i
const escapes: ReadonlyMap<string, string> = new Map([
  ["\\\\", "\\"],
  ['\\"', '"'],
  ["\\/", "/"],
  ["\\n", "\n"],
  ["\\t", "\t"],
])

class PlainReader {
  private readonly text: string
  private readonly scalars = new Map<string, PlainScalar>()
  /** Offset of the next character that is no blank, and how many blanks precede it in its line. */
  private at = 0
  private indent = 0

  constructor(text: string) {
    this.text = text
  }

  document(): PlainDocument {
    this.skipBlankLines(0)
    if (this.indent !== 0) throw beyond
    const value = this.map(0, 0)
    if (this.at < this.text.length) throw beyond
    return { value, scalars: this.scalars }
  }

  /** Goes to the first line from `from` on that is neither blank nor a comment. Gives whether there was a comment. */
  private skipBlankLines(from: number): boolean {
    const { text } = this
    let start = from
    let at = from
    let comment = false
    for (; at < text.length; at++) {
      const c = text.charCodeAt(at)
      if (c === newline) start = at + 1
      else if (c === hash) {
        comment = true
        at = this.lineEnd(at) - 1
      } else if (c !== blank) break
    }
    this.at = at
    this.indent = at - start
    return comment
  }

  private lineEnd(from: number): number {
    const end = this.text.indexOf("\n", from)
    return end === -1 ? this.text.length : end
  }

  private skipBlanks(from: number): number {
    let at = from
    while (this.text.charCodeAt(at) === blank) at++
    return at
  }

  /** Offset behind the last character of a piece that is no blank. */
  private trimmedEnd(start: number, end: number): number {
    let at = end
    while (at > start && this.text.charCodeAt(at - 1) === blank) at--
    return at
  }

  /** Offset of the colon when a key stands at an offset, or -1. */
  private colonOfKey(at: number): number {
    keyText.lastIndex = at
    if (!keyText.test(this.text)) return -1
    const end = keyText.lastIndex
    const after = this.text.charCodeAt(end + 1)
    return this.text.charCodeAt(end) === colon && (after === blank || after === newline || end + 1 === this.text.length) ? end : -1
  }

  /** A map whose keys stand in a column, from the current key on. */
  private map(column: number, depth: number): Readonly<Record<string, unknown>> {
    if (depth > maxDepth) throw beyond
    const map: Record<string, unknown> = {}
    do {
      const end = this.colonOfKey(this.at)
      if (end === -1) throw beyond
      const key = this.text.slice(this.at, end)
      // A name of Object.prototype would need more care than it is worth; words that are no texts are no names.
      if (key in map || nullText.test(key) || trueText.test(key) || falseText.test(key)) throw beyond
      map[key] = this.entry(end + 1, column, depth, depth === 0 ? key : null)
    } while (this.at < this.text.length && this.indent === column)
    if (this.at < this.text.length && this.indent > column) throw beyond
    return map
  }

  /** What stands behind the colon of a key. */
  private entry(from: number, column: number, depth: number, key: string | null): unknown {
    const start = this.skipBlanks(from)
    if (start < this.text.length && this.text.charCodeAt(start) !== newline) return this.scalar(start, column, key)
    const comment = this.skipBlankLines(start)
    if (this.at >= this.text.length) return null
    if (this.text.charCodeAt(this.at) === dash && this.indent >= column) return this.list(this.indent, depth + 1)
    if (this.indent <= column) return null
    if (this.colonOfKey(this.at) !== -1) return this.map(this.indent, depth + 1)
    if (comment) throw beyond
    // A text may begin in the line below its key.
    return isQuote(this.text.charCodeAt(this.at)) ? this.quoted(this.at, column, key) : this.plain(this.at, column, key)
  }

  /** A list whose dashes stand in a column, from the current dash on. */
  private list(column: number, depth: number): unknown[] {
    if (depth > maxDepth) throw beyond
    const list: unknown[] = []
    while (this.at < this.text.length && this.indent === column && this.text.charCodeAt(this.at) === dash) {
      if (this.text.charCodeAt(this.at + 1) !== blank) throw beyond
      const start = this.skipBlanks(this.at + 1)
      if (this.colonOfKey(start) === -1) list.push(this.scalar(start, column, null))
      else {
        const inner = column + start - this.at
        this.at = start
        this.indent = inner
        list.push(this.map(inner, depth + 1))
      }
    }
    if (this.at < this.text.length && this.indent > column) throw beyond
    return list
  }

  /** A scalar of which further lines stand right of a column. */
  private scalar(start: number, column: number, key: string | null): unknown {
    const { text } = this
    switch (text.charCodeAt(start)) {
      case singleQuote:
      case doubleQuote:
        return this.quoted(start, column, key)
      case 91: {
        const end = this.lineEnd(start)
        const list = text.slice(start, this.trimmedEnd(start, end))
        if (!flowList.test(list)) throw beyond
        this.skipBlankLines(end)
        return list
          .slice(1, -1)
          .split(",")
          .map(item => item.trim())
          .filter(item => item !== "")
          .map(item => (nullText.test(item) ? null : trueText.test(item) ? true : falseText.test(item) ? false : item))
      }
      case 62:
      case 124:
        return this.block(start, column, key)
      default:
        return this.plain(start, column, key)
    }
  }

  private keep(key: string | null, value: string, start: number, end: number, style: PlainScalar["style"]): string {
    if (key !== null) this.scalars.set(key, { value, start, end, style })
    return value
  }

  private plain(start: number, column: number, key: string | null): unknown {
    const { text } = this
    plainStart.lastIndex = start
    if (!plainStart.test(text)) throw beyond
    let value = ""
    let end = start
    let lineStart = start
    let breaks = 0
    for (;;) {
      const stop = this.lineEnd(lineStart)
      const lineEnd = this.trimmedEnd(lineStart, stop)
      if (meaningful.test(text.slice(lineStart, lineEnd))) throw beyond
      value += (breaks === 0 ? "" : breaks === 1 ? " " : "\n".repeat(breaks - 1)) + text.slice(lineStart, lineEnd)
      end = lineEnd
      const comment = this.skipBlankLines(stop)
      if (this.at >= text.length || this.indent <= column) break
      if (comment) throw beyond
      breaks = this.breaksBetween(stop, this.at)
      lineStart = this.at
    }
    if (nullText.test(value)) return null
    if (trueText.test(value)) return true
    if (falseText.test(value)) return false
    if (decimal.test(value)) return Number.parseInt(value, 10)
    if (fraction.test(value)) return Number.parseFloat(value)
    if (otherNumber.test(value)) throw beyond
    return this.keep(key, value, start, end, "plain")
  }

  private breaksBetween(from: number, to: number): number {
    let breaks = 0
    for (let at = this.text.indexOf("\n", from); at !== -1 && at < to; at = this.text.indexOf("\n", at + 1)) breaks++
    return breaks
  }

  private quoted(start: number, column: number, key: string | null): string {
    const { text } = this
    const quote = text.charCodeAt(start)
    let close = start + 1
    for (; close < text.length; close++) {
      const c = text.charCodeAt(close)
      if (c === quote) {
        if (quote === doubleQuote || text.charCodeAt(close + 1) !== quote) break
        close++
      } else if (c === backslash && quote === doubleQuote) {
        if (text.charCodeAt(close + 1) === newline) throw beyond
        close++
      }
    }
    if (close >= text.length) throw beyond
    const lineEnd = this.lineEnd(close)
    if (this.trimmedEnd(close + 1, lineEnd) !== close + 1) throw beyond
    const unfolded = this.unfold(start + 1, close, column)
    this.skipBlankLines(lineEnd)
    const value = quote === singleQuote ? unfolded.replaceAll("''", "'") : unfolded.includes("\\") ? unescaped(unfolded) : unfolded
    return this.keep(key, value, start, close + 1, quote === singleQuote ? "single" : "double")
  }

  /** Text in quotes with its line breaks folded. */
  private unfold(start: number, end: number, column: number): string {
    const { text } = this
    let stop = text.indexOf("\n", start)
    if (stop === -1 || stop >= end) return text.slice(start, end)
    let value = text.slice(start, this.trimmedEnd(start, stop))
    let breaks = 0
    for (let lineStart = stop + 1; ; lineStart = stop + 1) {
      breaks++
      const next = text.indexOf("\n", lineStart)
      stop = next === -1 || next > end ? end : next
      const content = this.skipBlanks(lineStart)
      const last = stop === end
      if (!last && content >= stop) continue
      if (content - lineStart <= column) throw beyond
      value += (breaks === 1 ? " " : "\n".repeat(breaks - 1)) + text.slice(content, last ? end : this.trimmedEnd(content, stop))
      breaks = 0
      if (last) return value
    }
  }

  private block(start: number, column: number, key: string | null): string {
    const { text } = this
    const headerEnd = this.lineEnd(start)
    const header = text.slice(start, this.trimmedEnd(start, headerEnd))
    if (!/^[|>]-?$/.test(header) || headerEnd === text.length) throw beyond
    const first = this.skipBlanks(headerEnd + 1)
    const indent = first - headerEnd - 1
    if (indent <= column || first >= text.length || text.charCodeAt(first) === newline) throw beyond
    const folded = header.startsWith(">")
    let value = ""
    let breaks = 0
    let end = first
    for (let lineStart = headerEnd + 1; lineStart < text.length; ) {
      const stop = this.lineEnd(lineStart)
      const content = this.skipBlanks(lineStart)
      if (content >= stop) {
        // A line of blanks beyond the indentation is content.
        if (content - lineStart > indent) throw beyond
        breaks++
      } else {
        if (content - lineStart < indent) {
          if (content - lineStart > column) throw beyond
          break
        }
        if (folded && content - lineStart > indent) throw beyond
        if (lineStart > headerEnd + 1) value += folded ? (breaks === 0 ? " " : "\n".repeat(breaks)) : "\n".repeat(breaks + 1)
        value += text.slice(lineStart + indent, stop)
        breaks = 0
        end = Math.min(stop + 1, text.length)
      }
      lineStart = stop + 1
    }
    this.skipBlankLines(end)
    return this.keep(key, header.endsWith("-") ? value : `${value}\n`, start, end, "block")
  }
}

const isQuote = (c: number): boolean => c === singleQuote || c === doubleQuote

const unescaped = (text: string): string =>
  text.replace(/\\./g, sequence => {
    const character = escapes.get(sequence)
    if (character === undefined) throw beyond
    return character
  })
