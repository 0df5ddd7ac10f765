/** A replacement text: literal pieces, and the numbers of the groups to insert. */
export type Replacement = readonly (string | number)[]

const special = /\\([0-9nrt\\]|[^A-Za-z0-9])/g
const controls: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
])

/**
 * Parses the replacement of `replace()` and of sed's `s///`: `\1` to `\9` insert a group and `\0` the match, `\n`, `\r` and `\t` are
 * control characters, a backslash before punctuation or another backslash drops out. All else is itself, `$` and `&` included.
 */
export function parseReplacement(text: string): Replacement {
  const pieces: (string | number)[] = []
  let literal = ""
  let end = 0
  for (const match of text.matchAll(special)) {
    const [whole, char = ""] = match
    literal += text.slice(end, match.index)
    end = match.index + whole.length
    if (char >= "0" && char <= "9") {
      if (literal !== "") pieces.push(literal)
      literal = ""
      pieces.push(Number(char))
    } else literal += controls.get(char) ?? char
  }
  literal += text.slice(end)
  if (literal !== "") pieces.push(literal)
  return pieces
}

/** The replacement filled in; groups that took no part, or do not exist, are empty. */
export const fillReplacement = (replacement: Replacement, groups: readonly (string | undefined)[]): string =>
  replacement.map(piece => (typeof piece === "string" ? piece : (groups[piece] ?? ""))).join("")
