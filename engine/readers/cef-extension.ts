import { cleanKey } from "./key-value-pairs.ts"
import { type Fields, setFirst } from "./record-fields.ts"

/** A key of an extension, at its start or behind white space. Values may hold spaces, so that the next key is what ends them. */
const keyPart = /(?:^|\s)([A-Za-z][\w.[\]-]{0,127})=/g

/** Most pairs of one record. */
const maxPairs = 1000

/**
 * Sets the pairs of an extension in the notation of ArcSight's Common Event Format: `key=value key=value`, where a value goes up to the
 * next key. `\=`, `\\`, `\n` and `\r` are resolved. `cs1=x cs1Label=Policy` (any key that has a label) also gives `Policy`.
 */
export function setExtension(fields: Fields, text: string): void {
  const pairs = new Map<string, string>()
  keyPart.lastIndex = 0
  let key: string | null = null
  let start = 0
  for (let found = keyPart.exec(text); found !== null && pairs.size < maxPairs; found = keyPart.exec(text)) {
    if (key !== null) addPair(pairs, key, text.slice(start, found.index))
    key = found[1] ?? ""
    start = keyPart.lastIndex
  }
  if (key !== null) addPair(pairs, key, text.slice(start))
  for (const [name, value] of pairs) setFirst(fields, name, value)
  setLabelled(fields, pairs)
}

/** Fields under the names that `...Label` keys give them. */
export function setLabelled(fields: Fields, pairs: ReadonlyMap<string, string>): void {
  for (const [key, label] of pairs) {
    if (!key.endsWith("Label")) continue
    const value = pairs.get(key.slice(0, -"Label".length))
    const name = cleanKey(label.trim())
    if (value !== undefined && name !== "") setFirst(fields, name, value)
  }
}

function addPair(pairs: Map<string, string>, key: string, raw: string): void {
  const value = resolveEscapes(raw).trim()
  if (value !== "" && !pairs.has(key)) pairs.set(key, value)
}

function resolveEscapes(text: string): string {
  if (!text.includes("\\")) return text
  return text.replace(/\\([=\\nr|])/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped === "r" ? "\r" : escaped))
}
