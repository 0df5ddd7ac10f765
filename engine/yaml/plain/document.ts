/**
 * Reads the plain part of YAML, in which rules are published: block maps and lists of scalars, with comments only in lines of their own,
 * and without anchors, tags and flow collections other than lists of names. It takes a tenth of the time that a whole parser needs. Whatever goes beyond is left to that.
 */

import type { WrittenScalar } from "../scalar-map.ts"
import { beyond, blank, newline } from "./cursor.ts"
import { falseText, isQuote, nullText, ScalarReader, trueText } from "./scalars.ts"

export interface PlainDocument {
  readonly value: Readonly<Record<string, unknown>>
  /** Texts right below the root, by their keys. */
  readonly scalars: ReadonlyMap<string, WrittenScalar>
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

/** Characters that plain YAML does not have, and the beginnings of directives and of further documents. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const unusual = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufeff]|^(?:%|---|\.\.\.)/m
const maxDepth = 16
const dash = 45
const colon = 58
const keyText = /[A-Za-z_][\w-]*/y

class PlainReader extends ScalarReader {
  document(): PlainDocument {
    this.skipBlankLines(0)
    if (this.indent !== 0) throw beyond
    const value = this.map(0, 0)
    if (this.at < this.text.length) throw beyond
    return { value, scalars: this.scalars }
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
}
