import type { Keyword } from "../ir/predicate.ts"

// The standard segmentation of events. Major breakers bound every token; minor ones cut a token into smaller ones.
const majorBreakers = new Set(" \t\r\n\f\v\"'[]<>(){}|!;,*?&+")
const minorBreakers = new Set("/:=@.-$#%\\_")
/** Escapes of URLs that are major breakers, as are two hyphens. */
const encodedBreakers = new Set(
  ["21", "26", "3b", "7c", "20", "2b", "3d", "5d", "5b", "3a", "0a", "2c", "28", "29", "2526", "2520"].map(hex => `%${hex}`),
)

const isEncodedBreaker = (text: string): boolean => encodedBreakers.has(text.toLowerCase())

/** Whether a token may begin at a place because an encoded breaker ends there. */
const afterEncoded = (raw: string, at: number): boolean =>
  (raw.charCodeAt(at - 3) === 37 && isEncodedBreaker(raw.slice(at - 3, at))) ||
  (raw.charCodeAt(at - 5) === 37 && isEncodedBreaker(raw.slice(at - 5, at)))

/**
 * Compiles a keyword to a test of the raw text. An end of the keyword that is a token character must meet a breaker, or the end of
 * the text; `*` stands for any run, inside one token for a bare term.
 */
export function compileKeyword({ form, text }: Keyword): (raw: string) => boolean {
  const fold = form === "CASE" ? (s: string): string => s : (s: string): string => s.toLowerCase()
  const segments = fold(text).split(/\*+/)
  if (segments.every(segment => segment === "")) return () => true
  const isBreaker = (c: string): boolean => majorBreakers.has(c) || (form !== "TERM" && minorBreakers.has(c))
  const first = segments[0] ?? ""
  const last = segments[segments.length - 1] ?? ""
  const openStart = first === "" || isBreaker(first.charAt(0))
  const openEnd = last === "" || isBreaker(last.charAt(last.length - 1))
  const startsWell = (raw: string, at: number): boolean =>
    openStart || at === 0 || isBreaker(raw.charAt(at - 1)) || afterEncoded(raw, at) || (form === "TERM" && raw.startsWith("--", at - 2))
  const endsWell = (raw: string, at: number): boolean =>
    openEnd ||
    at === raw.length ||
    isBreaker(raw.charAt(at)) ||
    (form === "TERM" && (raw.startsWith("--", at) || isEncodedBreaker(raw.slice(at, at + 3)) || isEncodedBreaker(raw.slice(at, at + 5))))

  if (segments.length === 1)
    return raw => {
      const folded = fold(raw)
      for (let at = folded.indexOf(first); at !== -1; at = folded.indexOf(first, at + 1))
        if (startsWell(folded, at) && endsWell(folded, at + first.length)) return true
      return false
    }

  // A leading `*` leaves the start free: the keyword begins at any place of its second segment.
  if (first === "") segments.shift()
  const lead = segments[0] ?? ""
  return raw => {
    const folded = fold(raw)
    /** The place of each segment that was found last: later starts never need an earlier one. */
    const places: number[] = []
    let start = folded.indexOf(lead)
    while (start !== -1) {
      if (startsWell(folded, start)) {
        const resume = restFrom(folded, start + lead.length, places)
        if (resume === matched) return true
        if (resume === never) return false
        start = folded.indexOf(lead, Math.max(resume, start + 1))
      } else start = folded.indexOf(lead, start + 1)
    }
    return false
  }

  /**
   * Matches the segments behind the first. The leftmost place of each leaves most room for the next, so that a failure at a breaker
   * holds for every other start before that breaker: gives where to go on.
   */
  function restFrom(raw: string, from: number, places: number[]): number {
    let at = from
    if (segments.length === 1) return endsWell(raw, at) ? matched : 0
    for (let i = 1; i < segments.length; i++) {
      const segment = segments[i] ?? ""
      const isLast = i === segments.length - 1
      if (isLast && segment === "") return matched
      let next = places[i] ?? -1
      if (next < at) next = raw.indexOf(segment, at)
      for (let scanned = at; ; next = raw.indexOf(segment, next + 1)) {
        if (next === -1) return never
        const breaker = form === "phrase" ? -1 : majorBreakerIn(raw, scanned, next)
        if (breaker !== -1) {
          places[i] = next
          return breaker + 1
        }
        if (!isLast || endsWell(raw, next + segment.length)) break
        scanned = next
      }
      places[i] = next
      at = next + segment.length
    }
    return matched
  }
}

const matched = -1
const never = -2

function majorBreakerIn(raw: string, from: number, to: number): number {
  for (let i = from; i < to; i++) if (majorBreakers.has(raw.charAt(i))) return i
  return -1
}
