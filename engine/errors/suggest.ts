import { distance } from "fastest-levenshtein"

/** `did you mean "x"?` for the closest of the candidates, or undefined when none is close. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const written = word.toLowerCase()
  let best: string | undefined
  // In a short word, two changes make any other.
  let bestDistance = (written.length < 4 ? 1 : Math.max(2, Math.floor(written.length / 3))) + 0.5
  for (const candidate of candidates) {
    const d = slips(written, candidate.toLowerCase())
    if (d < bestDistance && d < written.length) {
      bestDistance = d
      best = candidate
    }
  }
  return best === undefined ? undefined : `did you mean "${best}"?`
}

/** Changes of single letters from one word to the other; two letters that changed places are the likeliest slip. */
function slips(a: string, b: string): number {
  const d = distance(a, b)
  return d === 2 && a.length === b.length && sorted(a) === sorted(b) ? 0.9 : d
}

const sorted = (word: string): string => [...word].sort().join("")
