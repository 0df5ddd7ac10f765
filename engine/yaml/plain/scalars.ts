import type { WrittenScalar } from "../scalar-map.ts"
import { beyond, newline, YamlCursor } from "./cursor.ts"

const doubleQuote = 34
const singleQuote = 39
const backslash = 92
/** Beginnings of plain texts that mean nothing else; a dash may begin one where no blank follows. */
const plainStart = /[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[^\s-])/y
/** What a line of plain text cannot hold without meaning something else. */
const meaningful = /: | #|:$/
/** A list of names in brackets, in one line. */
const flowList = /^\[ *(?:[A-Za-z_][\w.-]*(?: [\w.-]+)*(?: *, *[A-Za-z_][\w.-]*(?: [\w.-]+)*)*)? *\]$/
export const nullText = /^(?:~|[Nn]ull|NULL)$/
export const trueText = /^(?:[Tt]rue|TRUE)$/
export const falseText = /^(?:[Ff]alse|FALSE)$/
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

/** Reads scalars: plain, in quotes, and block scalars. */
export class ScalarReader extends YamlCursor {
  /** Texts right below the root, by their keys. */
  protected readonly scalars = new Map<string, WrittenScalar>()

  /** A scalar of which further lines stand right of a column. */
  protected scalar(start: number, column: number, key: string | null): unknown {
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

  protected keep(key: string | null, value: string, start: number, end: number, style: WrittenScalar["style"]): string {
    if (key !== null) this.scalars.set(key, { value, start, end, style })
    return value
  }

  protected plain(start: number, column: number, key: string | null): unknown {
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

  protected breaksBetween(from: number, to: number): number {
    let breaks = 0
    for (let at = this.text.indexOf("\n", from); at !== -1 && at < to; at = this.text.indexOf("\n", at + 1)) breaks++
    return breaks
  }

  protected quoted(start: number, column: number, key: string | null): string {
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
  protected unfold(start: number, end: number, column: number): string {
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

  protected block(start: number, column: number, key: string | null): string {
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

export const isQuote = (c: number): boolean => c === singleQuote || c === doubleQuote

const unescaped = (text: string): string =>
  text.replace(/\\./g, sequence => {
    const character = escapes.get(sequence)
    if (character === undefined) throw beyond
    return character
  })
