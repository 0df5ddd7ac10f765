import fc from "fast-check"

/** What may stand next to what in a search, and what commonly goes wrong. */
const fragments = [
  '"',
  "'",
  "`",
  "```",
  "\\",
  "\\\\",
  '\\"',
  "|",
  "||",
  "[",
  "]",
  "(",
  ")",
  "{",
  "}",
  "$",
  "$x$",
  "<<FIELD>>",
  "=",
  "==",
  "!=",
  "<",
  ",",
  ".",
  "*",
  "-",
  "::",
  " ",
  "\n",
  "\u00a0",
  "é",
  "😀",
  "\ud800",
  "\u0000",
  "AND",
  "OR",
  "NOT",
  "XOR",
  "IN",
  "IN (",
  "by",
  "as",
  "AS",
  "where",
  "from",
  "over",
  "OUTPUT",
  "eval(",
  "count",
  "dc(",
  "perc95(",
  "if(",
  "case(",
  "TERM(",
  "CASE(",
  "earliest=",
  "latest=-1d@d",
  "span=1h",
  "limit=",
  "[search ",
  "[| inputlookup x]",
  "| stats",
  "| eval",
  "| where",
  "| rex",
  "| foreach",
  "| map",
  "| join",
  "| tstats",
  "`security_content_ctime(x)`",
  "`drop_dm_object_name(",
  "__proto__",
  "constructor",
  "1e999",
  "0x1F",
  "-0",
  "9".repeat(30),
] as const

type Mutation =
  | { readonly kind: "insert"; readonly at: number; readonly text: string }
  | { readonly kind: "cut" | "duplicate"; readonly from: number; readonly length: number }
  | { readonly kind: "swap"; readonly first: number; readonly second: number }
  | { readonly kind: "nest"; readonly from: number; readonly length: number; readonly pair: string }

/** A place in a text, as a fraction of its length. */
const place = fc.double({ min: 0, max: 1, noNaN: true, noDefaultInfinity: true })
const length = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 200 }))
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant("insert" as const), at: place, text: fc.constantFrom(...fragments) }),
  fc.record({ kind: fc.constantFrom("cut" as const, "duplicate" as const), from: place, length }),
  fc.record({ kind: fc.constant("swap" as const), first: place, second: place }),
  fc.record({ kind: fc.constant("nest" as const), from: place, length, pair: fc.constantFrom("()", "[]", '""', "``", "''", "{}") }),
)

const token = /[\w.]+|\s+|./gsu

/** Where the token begins that a place falls into. */
function tokenAt(text: string, at: number): { readonly start: number; readonly end: number } {
  const offset = Math.floor(at * text.length)
  for (const { index, 0: part } of text.matchAll(token)) if (index + part.length > offset) return { start: index, end: index + part.length }
  return { start: text.length, end: text.length }
}

function apply(text: string, change: Mutation): string {
  switch (change.kind) {
    case "insert": {
      const at = Math.floor(change.at * text.length)
      return text.slice(0, at) + change.text + text.slice(at)
    }
    case "cut": {
      const from = Math.floor(change.from * text.length)
      return text.slice(0, from) + text.slice(from + change.length)
    }
    case "duplicate": {
      const from = Math.floor(change.from * text.length)
      return text.slice(0, from + change.length) + text.slice(from)
    }
    case "swap": {
      const [a, b] = [tokenAt(text, change.first), tokenAt(text, change.second)].sort((x, y) => x.start - y.start)
      if (a === undefined || b === undefined || a.end > b.start) return text
      return (
        text.slice(0, a.start) + text.slice(b.start, b.end) + text.slice(a.end, b.start) + text.slice(a.start, a.end) + text.slice(b.end)
      )
    }
    case "nest": {
      const from = Math.floor(change.from * text.length)
      return `${text.slice(0, from)}${change.pair.charAt(0)}${text.slice(from, from + change.length)}${change.pair.charAt(1)}${text.slice(from + change.length)}`
    }
  }
}

/** Searches that differ from the given ones by a few slips of the pen. */
export const mutated = (searches: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat({ max: searches.length - 1 }), fc.array(mutation, { minLength: 1, maxLength: 6 }))
    .map(([index, changes]) => changes.reduce(apply, searches[index] ?? ""))
