import type { Fields } from "./record-fields.ts"

/** Takes a pair, and where it stands in the text. */
export type PairVisitor = (key: string, value: string, start: number, end: number) => void

/** Most pairs of one text, and longest key. */
const maxPairs = 1000
const maxKeyLength = 128

const equals = 0x3d
const doubleQuote = 0x22
const singleQuote = 0x27
const backslash = 0x5c
const ampersand = 0x26

/** What ends a value that is not quoted, besides white space and "&". */
const isDelimiter = (code: number): boolean => code === 0x2c || code === 0x3b || code === 0x7c || code === doubleQuote
const isSpace = (code: number): boolean => code <= 0x20
/** Letters, digits, `_ . : -`, and everything outside ASCII. */
const isKeyCode = (code: number): boolean => isNameCode(code) || code === 0x2d || code > 0x7f
const isNameCode = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x3a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || code === 0x2e

/** What shows behind an escaped quote that it ends the value after all: another pair, or nothing. */
const behindValue = /[\s,;|]*(?:$|[\s,;|][\w.:-]{1,128}=)/y

/**
 * Finds the `key=value` and `key="quoted value"` pairs in a text, as Splunk's automatic extraction does. Keys are cleaned (see
 * cleanKey); an empty value is no pair. `\"` in a quoted value is a quote; other backslashes stay. A value without quotes ends at white
 * space, `,`, `;`, `|`, or at `&` unless it is a URL with a query; a closing bracket that it does not open is not its own.
 */
export function visitPairs(text: string, visit: PairVisitor, from = 0): void {
  let at = from
  for (let count = 0; count < maxPairs; ) {
    const sign = text.indexOf("=", at)
    if (sign === -1) return
    let start = sign
    const least = Math.max(at, sign - maxKeyLength)
    while (start > least && isKeyCode(text.charCodeAt(start - 1))) start--
    const key = start === sign ? "" : cleanKey(text, start, sign)
    if (key === "" || (start === least && start > at)) {
      at = sign + 1
      continue
    }
    const first = text.charCodeAt(sign + 1)
    // `a == b` is a comparison.
    if (first === equals || (first === singleQuote && holdsPairs(text, sign + 2))) {
      at = sign + 2
      continue
    }
    const quoted = first === doubleQuote ? endOfQuotes(text, sign + 2) : first === singleQuote ? text.indexOf("'", sign + 2) : -1
    if (quoted !== -1) {
      at = quoted + 1
      if (quoted === sign + 2) continue
      const value = text.slice(sign + 2, quoted)
      visit(key, first === doubleQuote ? withoutEscapes(value) : value, start, at)
      count++
      continue
    }
    // A quote that is not closed is no part of the value.
    const begin = first === doubleQuote || first === singleQuote ? sign + 2 : sign + 1
    at = endOfValue(text, begin)
    if (at === begin) continue
    visit(key, text.slice(begin, at), start, at)
    count++
  }
}

/** Sets the pairs of a text as fields. Of several pairs with one key the first counts, as in Splunk. */
export function setPairs(fields: Fields, text: string, from = 0): void {
  visitPairs(
    text,
    (key, value) => {
      if (fields[key] === undefined) fields[key] = value
    },
    from,
  )
}

/**
 * A key as Splunk cleans it (CLEAN_KEYS): whatever is no letter, digit, `_`, `.` or `:` becomes an underscore; underscores and digits
 * at the start go. Empty when nothing is left.
 */
export function cleanKey(text: string, start = 0, end = text.length): string {
  let from = start
  while (from < end && !isLetter(text.charCodeAt(from))) from++
  let clean = true
  for (let i = from; i < end && clean; i++) clean = isNameCode(text.charCodeAt(i))
  const key = text.slice(from, end)
  return clean ? key : key.replace(/[^\w.:]/g, "_")
}

const isLetter = (code: number): boolean => (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)

/** Where the quote that closes a value stands; -1 when there is none. */
function endOfQuotes(text: string, from: number): number {
  let first = -1
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    if (first === -1) first = at
    if (text.charCodeAt(at - 1) !== backslash || at === from) return at
    let slashes = 1
    while (text.charCodeAt(at - slashes - 1) === backslash && at - slashes > from) slashes++
    if (slashes % 2 === 0) return at
    // A Windows path may end in a backslash, which is then no escape.
    behindValue.lastIndex = at + 1
    if (behindValue.test(text)) return at
  }
  return first
}

/** Whether there is a pair between single quotes: then the quotes hold no value, but further pairs. */
function holdsPairs(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === singleQuote) return false
    if (code === equals) return true
  }
  return false
}

function withoutEscapes(value: string): string {
  return value.includes('\\"') ? value.replaceAll('\\"', '"') : value
}

function endOfValue(text: string, from: number): number {
  let query = false
  let opened = 0
  let at = from
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isSpace(code) || isDelimiter(code) || (code === ampersand && !query)) break
    switch (code) {
      case 0x3f: // ?
        query = true
        break
      case 0x28: // (
      case 0x5b: // [
      case 0x7b: // {
        opened++
        break
      case 0x29: // )
      case 0x5d: // ]
      case 0x7d: // }
        if (opened === 0) return at
        opened--
        break
    }
  }
  // `key='a=1'` gives the pair inside, without the quote behind it.
  return at > from && text.charCodeAt(at - 1) === singleQuote && text.charCodeAt(from) !== singleQuote ? at - 1 : at
}
