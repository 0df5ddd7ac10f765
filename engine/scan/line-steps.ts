import { skipSpace, skipString, skipValue } from "./json-span.ts"
import { deepest, pathOf } from "./probe.ts"

/** Most members of a line that is followed. */
export const maxMembers = 1_024

/** A member of the object that a line is, or of one in it. Places in the line's bytes; the key without its quotes, the value with them. */
export interface Member {
  readonly path: string
  readonly keyStart: number
  readonly keyEnd: number
  readonly valueStart: number
  readonly valueEnd: number
}
/** What a line is read as: members, and where an object is entered whose members follow, until it is left. */
export type Step =
  | ({ readonly kind: "member" } & Member)
  | { readonly kind: "enter"; readonly keyStart: number; readonly keyEnd: number }
  | { readonly kind: "leave" }

export const membersAmong = (steps: readonly Step[]): Member[] => steps.filter(step => step.kind === "member")

/**
 * A line as steps: its members, and those of objects in it that are opened. Null when the line is no valid JSON object that can be
 * followed: a key that is escaped or stands twice, too many members, too deep a nesting.
 */
export function stepsOf(bytes: Buffer, start: number, end: number, opened: (path: string) => boolean): Step[] | null {
  if (bytes[start] !== 0x7b) return null
  const steps: Step[] = []
  const paths = new Set<string>()
  const prefixes = [""]
  let i = skipSpace(bytes, start + 1)
  for (;;) {
    const prefix = prefixes.at(-1) ?? ""
    i = skipSpace(bytes, i)
    if (bytes[i] !== 0x22 || paths.size === maxMembers) return null
    const keyStart = i + 1
    const keyEnd = skipString(bytes, keyStart) - 1
    if (keyEnd < keyStart) return null
    const key = bytes.toString("utf8", keyStart, keyEnd)
    const path = pathOf(prefix, key)
    if (paths.has(path) || key.includes("\\")) return null
    paths.add(path)
    i = skipSpace(bytes, keyEnd + 1)
    if (bytes[i] !== 0x3a) return null
    const valueStart = skipSpace(bytes, i + 1)
    if (bytes[valueStart] === 0x7b && prefixes.length < deepest && opened(path)) {
      steps.push({ kind: "enter", keyStart, keyEnd })
      prefixes.push(path)
      i = skipSpace(bytes, valueStart + 1)
      if (bytes[i] !== 0x7d) continue
    } else {
      i = skipValue(bytes, valueStart)
      if (i === -1) return null
      steps.push({ kind: "member", path, keyStart, keyEnd, valueStart, valueEnd: i })
    }
    for (;;) {
      i = skipSpace(bytes, i)
      if (bytes[i] === 0x2c) {
        i++
        break
      }
      if (bytes[i] !== 0x7d) return null
      i++
      prefixes.pop()
      if (prefixes.length === 0) return skipSpace(bytes, i) === end ? steps : null
      steps.push({ kind: "leave" })
    }
  }
}
