import { type CharSet, complement, digits, horizontalSpace, lastCodePoint, verticalSpace, whiteSpace, wordChars } from "./char-set.ts"
import type { Cursor } from "./cursor.ts"

const controls: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["e", 27],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
])

/** Escapes that stand for a set in and outside of classes. */
export const setEscapes: ReadonlyMap<string, CharSet> = new Map([
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

/** Properties that only PCRE has, or that RE2 spells otherwise. */
const properties: ReadonlyMap<string, string> = new Map([
  ["Any", "\\x{0}-\\x{10ffff}"],
  ["L&", "\\p{Lu}\\p{Ll}\\p{Lt}"],
  ["Xan", "\\pL\\pN"],
  ["Xwd", "\\pL\\pN_"],
  ["Xsp", "\\pZ\\t-\\r\\x{85}"],
  ["Xps", "\\pZ\\t-\\r\\x{85}"],
])

/** `\N{U+41}` or `\N{name}`, but not the quantifier of `\N{2}`. */
export const namedCharacter = /N\{(?!\d)/y

/** After the backslash: a character by code or by itself. */
export function readEscapedCode(cursor: Cursor): number {
  const start = cursor.position - 1
  const letter = cursor.char
  const control = controls.get(letter)
  if (control !== undefined) {
    cursor.position++
    return control
  }
  if (letter === "c") {
    const code = cursor.text.charCodeAt(cursor.position + 1)
    if (!(code >= 32 && code < 127)) cursor.fail('"\\c" needs an ASCII character after it', start, { end: start + 2 })
    cursor.position += 2
    return (code >= 97 && code <= 122 ? code - 32 : code) ^ 64
  }
  const hex = cursor.match(/x\{([0-9A-Fa-f]{1,8})\}|N\{U\+([0-9A-Fa-f]{1,8})\}|x([0-9A-Fa-f]{0,2})/y)
  if (hex !== null) return checkCode(Number.parseInt(hex[1] ?? hex[2] ?? (hex[3] || "0"), 16), cursor, start)
  const octal = cursor.match(/o\{([0-7]{1,12})\}|([0-7]{1,3})/y)
  if (octal !== null) return checkCode(Number.parseInt(octal[1] ?? octal[2] ?? "0", 8), cursor, start)
  if ("lLuUN".includes(letter))
    cursor.fail(`"\\${letter}" is not supported by PCRE`, start, {
      end: start + 2,
      hint: `write "\\\\${letter}" for a backslash and "${letter}"`,
    })
  // Any other escape is the character itself, as are letters without a meaning.
  return cursor.codePoint()
}

function checkCode(code: number, cursor: Cursor, start: number): number {
  if (code > lastCodePoint) cursor.fail(`"${cursor.since(start)}" is no character`, start)
  return code
}

/** After the backslash: `pL`, `p{Greek}`, `P{L}` or `p{^L}`, as the body of a RE2 class. */
export function readProperty(cursor: Cursor): string {
  const start = cursor.position - 1
  const match = cursor.match(/([pP])(?:([A-Za-z])|\{(\^?)([A-Za-z_&]+)\})/y)
  if (match === null) return cursor.fail('"\\p" needs a property such as "\\p{L}"', start, { end: start + 2 })
  const [, letter, short, caret, long = ""] = match
  const negative = (letter === "P") !== (caret === "^")
  const own = properties.get(long)
  if (own === undefined) return `\\${negative ? "P" : "p"}{${short ?? long}}`
  if (negative) cursor.fail(`"${cursor.since(start)}" cannot be negated`, start)
  return own
}
