import type { JsonObject, JsonValue } from "./reader.ts"

/** From this many digits on an integer may not fit a double. */
const longInteger = 16

const isDigit = (code: number): boolean => code >= 48 && code <= 57

interface Span {
  readonly start: number
  readonly end: number
  readonly digits: string
  /** The double that JSON.parse makes of it. */
  readonly value: number
}

/**
 * Parses JSON. An integer that a double cannot hold exactly becomes a string with its digits, so that identifiers and bit masks
 * such as -9214364837600034816 stay what they are.
 * @throws SyntaxError as JSON.parse does
 */
export function parseJson(text: string): JsonValue {
  const spans = unsafeIntegers(text)
  if (spans === null) return JSON.parse(text)
  const members: Record<string, JsonValue> | null = JSON.parse(text)
  if (setMembers(members, text, spans)) return members
  const numbers = outsideStrings(text, spans)
  return numbers.length === 0 ? members : JSON.parse(quoted(text, numbers))
}

/**
 * Sets the digits where every span is the value of a member of the outermost object, which spares parsing twice. A span may also
 * stand in a string or deeper, behind the same key; then the member that is set was the same double in another notation.
 */
function setMembers(members: Record<string, JsonValue> | null, text: string, spans: readonly Span[]): boolean {
  if (typeof members !== "object" || members === null || Array.isArray(members)) return false
  for (const { start, digits, value } of spans) {
    if (text.charCodeAt(start - 1) !== 0x3a || text.charCodeAt(start - 2) !== 0x22) return false
    const key = text.slice(text.lastIndexOf('"', start - 3) + 1, start - 2)
    // A member that is a string already has its span behind it: the key stands twice.
    if (!Object.hasOwn(members, key) || members[key] !== value) return false
    members[key] = digits
  }
  return true
}

/**
 * Spans that are unsafe integers if they do not stand in a string; null when there are none. A run of 16 digits covers one of
 * every 16 positions, so only those are looked at.
 */
function unsafeIntegers(text: string): Span[] | null {
  let spans: Span[] | null = null
  for (let at = longInteger - 1; at < text.length; at += longInteger) {
    if (!isDigit(text.charCodeAt(at))) continue
    let end = at + 1
    while (end < text.length && isDigit(text.charCodeAt(end))) end++
    let start = at
    while (start > 0 && isDigit(text.charCodeAt(start - 1))) start--
    if (end - start >= longInteger) {
      if (text.charCodeAt(start - 1) === 0x2d) start--
      if (opensValue(text, start - 1) && closesValue(text, end)) {
        const digits = text.slice(start, end)
        const value = Number(digits)
        if (!Number.isSafeInteger(value)) {
          spans ??= []
          spans.push({ start, end, digits, value })
        }
      }
    }
    // Goes on at the last looked-at position that the run covers.
    at += Math.floor((end - 1 - at) / longInteger) * longInteger
  }
  return spans
}

/** Whether a value can begin behind this character, which may be the start of the text. */
function opensValue(text: string, at: number): boolean {
  return at < 0 || ":,[ \t\r\n".includes(text.charAt(at))
}

/** Whether a value can end before this character, which may be the end of the text. */
function closesValue(text: string, at: number): boolean {
  return at >= text.length || ",}] \t\r\n".includes(text.charAt(at))
}

function quoted(text: string, spans: readonly Span[]): string {
  let result = ""
  let from = 0
  for (const { start, end, digits } of spans) {
    result += `${text.slice(from, start)}"${digits}"`
    from = end
  }
  return result + text.slice(from)
}

function outsideStrings(text: string, spans: readonly Span[]): Span[] {
  const outside: Span[] = []
  let inString = false
  let at = 0
  for (const span of spans) {
    for (; at < span.start; at++) {
      const code = text.charCodeAt(at)
      if (code === 0x22) inString = !inString
      else if (code === 0x5c && inString) at++
    }
    if (!inString) outside.push(span)
  }
  return outside
}

export const isJsonArray = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value)

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What a JSON value is, for messages. */
export function kindOfJson(value: JsonValue): string {
  if (value === null) return "null"
  if (isJsonArray(value)) return "an array"
  if (typeof value === "object") return "an object"
  return typeof value === "boolean" ? "a boolean" : `a ${typeof value}`
}

/** What is wrong with text that JSON.parse refused. */
export function jsonFault(error: unknown): string {
  const cutOff = error instanceof Error && /end of JSON|Unterminated/.test(error.message)
  return cutOff ? "is cut off: its JSON has no end" : "is not valid JSON"
}
