import { distance } from "fastest-levenshtein"

/**
 * `did you mean "x"?` for the closest of the candidates, or undefined when none is close: one that differs by few letters, or else the
 * shortest one that the word is a part of, as "Processes" is of "Endpoint.Processes".
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const written = word.toLowerCase()
  let best: string | undefined
  // In a short word, two changes make any other.
  let bestDistance = (written.length < 4 ? 1 : Math.max(2, Math.floor(written.length / 3))) + 0.5
  let whole: string | undefined
  for (const candidate of candidates) {
    if (isPart(written, candidate.toLowerCase()) && (whole === undefined || candidate.length < whole.length)) whole = candidate
    const d = slips(written, candidate.toLowerCase())
    if (d < bestDistance && d < written.length) {
      bestDistance = d
      best = candidate
    }
  }
  const meant = best ?? whole
  return meant === undefined ? undefined : `did you mean "${meant}"?`
}

/** The word begins or ends the name, and a sign that joins words stands beside it. */
function isPart(word: string, name: string): boolean {
  if (word.length < 4) return false
  return (
    (name.startsWith(word) && /^[._-]/.test(name.slice(word.length))) || (name.endsWith(word) && /[._-]$/.test(name.slice(0, -word.length)))
  )
}

/** Changes of single letters from one word to the other; two letters that changed places are the likeliest slip. */
function slips(a: string, b: string): number {
  const d = distance(a, b)
  return d === 2 && a.length === b.length && sorted(a) === sorted(b) ? 0.9 : d
}

const sorted = (word: string): string => [...word].sort().join("")
