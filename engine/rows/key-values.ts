/** How pairs are told apart. */
export interface PairSyntax {
  /** Characters between pairs. */
  readonly pairDelimiters: string
  /** Characters between a key and its value. */
  readonly valueDelimiters: string
  /** Most pairs. */
  readonly limit: number
  /** Keys keep only letters, digits and underscores. */
  readonly cleanKeys: boolean
}

/**
 * The key and value pairs of a text, in order. Delimiters inside double quotes are text, and the quotes around a value are dropped. A
 * pair whose value holds another delimiter between key and value is none, as documented: `Referer: https://host` has no value when
 * the delimiter is a colon.
 */
export function readPairs(text: string, syntax: PairSyntax): [key: string, value: string][] {
  const pairs: [string, string][] = []
  for (const piece of pieces(text, syntax.pairDelimiters)) {
    if (pairs.length >= syntax.limit) break
    const at = indexOfAny(piece, syntax.valueDelimiters, 0)
    if (at <= 0) continue
    const key = cleaned(unquoted(piece.slice(0, at).trim()), syntax.cleanKeys)
    const value = piece.slice(at + 1).trim()
    if (key === "" || value === "" || indexOfAny(value, syntax.valueDelimiters, 0) >= 0) continue
    pairs.push([key, unquoted(value)])
  }
  return pairs
}

/**
 * The pairs that Splunk finds by itself: `key=value`, where the value is in quotes or ends at white space, a comma, a semicolon, a bar
 * or an ampersand.
 */
export function readAutomaticPairs(text: string, limit: number, cleanKeys: boolean): [key: string, value: string][] {
  const pairs: [string, string][] = []
  const pair = /(?<![\w.:-])([A-Za-z_][\w.:-]*)=(?:"((?:[^"\\]|\\[\s\S])*)"|([^\s,;|&"]+))/g
  for (const [, key = "", quoted, bare = ""] of text.matchAll(pair)) {
    if (pairs.length >= limit) break
    const value = quoted === undefined ? bare : quoted.replace(/\\(["\\])/g, "$1")
    const name = cleaned(key, cleanKeys)
    if (value !== "" && name !== "") pairs.push([name, value])
  }
  return pairs
}

const cleaned = (key: string, cleanKeys: boolean): string => (cleanKeys ? key.replace(/[^\p{L}\p{N}_]+/gu, "_").replace(/^_+/, "") : key)

const unquoted = (text: string): string =>
  /^"[\s\S]*"$/.test(text) && text.length > 1 ? text.slice(1, -1).replace(/\\(["\\])/g, "$1") : text

function pieces(text: string, delimiters: string): string[] {
  const found: string[] = []
  let from = 0
  for (;;) {
    const at = indexOfAny(text, delimiters, from)
    found.push(at === -1 ? text.slice(from) : text.slice(from, at))
    if (at === -1) return found
    from = at + 1
  }
}

/** Where the first of the characters stands outside double quotes, from an offset on; -1 when none does. */
function indexOfAny(text: string, characters: string, from: number): number {
  let quoted = false
  for (let i = from; i < text.length; i++) {
    const c = text.charAt(i)
    if (quoted && c === "\\") i++
    else if (c === '"') quoted = !quoted
    else if (!quoted && characters.includes(c)) return i
  }
  return -1
}
