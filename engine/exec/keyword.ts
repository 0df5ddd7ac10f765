import type { Keyword } from "../ir/predicate.ts"

const majorBreakers = new Set(" \t\r\n\f\v\"'[]<>(){}|!;,*?&+")
const minorBreakers = new Set("/:=@.-$#%\\_")

/**
 * Compiles a keyword to a test of the raw text. An end of the keyword that is a token character must meet a breaker, or the end of
 * the text; `*` stands for any run, inside one token for a bare term.
 */
export function compileKeyword({ form, text }: Keyword): (raw: string) => boolean {
  const fold = form === "CASE" ? (s: string): string => s : (s: string): string => s.toLowerCase()
  const isBreaker = (c: string): boolean => majorBreakers.has(c) || (form !== "TERM" && minorBreakers.has(c))
  const segments = fold(text).split("*")
  const first = segments[0] ?? ""
  const last = segments[segments.length - 1] ?? ""
  if (segments.every(segment => segment === "")) return () => true
  const openStart = first === "" || isBreaker(first.charAt(0))
  const openEnd = last === "" || isBreaker(last.charAt(last.length - 1))
  const startsWell = (raw: string, at: number): boolean => openStart || at === 0 || isBreaker(raw.charAt(at - 1))
  const endsWell = (raw: string, at: number): boolean => openEnd || at === raw.length || isBreaker(raw.charAt(at))

  if (segments.length === 1)
    return raw => {
      const folded = fold(raw)
      for (let at = folded.indexOf(first); at !== -1; at = folded.indexOf(first, at + 1))
        if (startsWell(folded, at) && endsWell(folded, at + first.length)) return true
      return false
    }

  // A bare term's segments hold no major breaker, so the leftmost place of each is always the best one; only the last segment
  // must look further, for a place with a good end.
  const crosses = (raw: string, from: number, to: number): boolean => {
    if (form === "phrase") return false
    for (let i = from; i < to; i++) if (majorBreakers.has(raw.charAt(i))) return true
    return false
  }
  const matchesRest = (raw: string, start: number): boolean => {
    let at = start
    for (let i = 1; i < segments.length; i++) {
      const segment = segments[i] ?? ""
      if (i === segments.length - 1) {
        if (segment === "") return true
        for (let next = raw.indexOf(segment, at); next !== -1 && !crosses(raw, at, next); next = raw.indexOf(segment, next + 1))
          if (endsWell(raw, next + segment.length)) return true
        return false
      }
      const next = raw.indexOf(segment, at)
      if (next === -1 || crosses(raw, at, next)) return false
      at = next + segment.length
    }
    return true
  }
  // A leading `*` leaves the start free: the keyword begins at any place of its second segment.
  const lead = first === "" ? (segments[1] ?? "") : first
  if (first === "") segments.shift()
  return raw => {
    const folded = fold(raw)
    if (segments.length === 1) {
      for (let at = folded.indexOf(lead); at !== -1; at = folded.indexOf(lead, at + 1)) if (endsWell(folded, at + lead.length)) return true
      return false
    }
    for (let at = folded.indexOf(lead); at !== -1; at = folded.indexOf(lead, at + 1))
      if (startsWell(folded, at) && matchesRest(folded, at + lead.length)) return true
    return false
  }
}
