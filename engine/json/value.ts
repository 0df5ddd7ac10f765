import type { Result } from "../exec/operator.ts"
import { type Scalar, type Value, valueFrom } from "../ir/value.ts"
import { singleText } from "../values/text-argument.ts"

/**
 * A JSON value. Objects are maps, so that keys keep their order and any key is ordinary; integers that a double cannot hold are
 * bigints, so that identifiers keep all their digits.
 */
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | JsonObject
export type JsonObject = ReadonlyMap<string, JsonValue>

/** Texts longer than this, and values nested deeper, are not read: log data is not trusted. */
const maxLength = 16 * 1024 * 1024
const maxDepth = 500
/** Integers with more digits than this become doubles: converting long ones takes quadratic time. */
const maxDigits = 40

/** Reads a text that is one JSON value (RFC 8259); undefined when it is not, or is too large. */
export function parseJson(text: string): JsonValue | undefined {
  if (text.length > maxLength) return undefined
  const reader = new JsonReader(text)
  const value = reader.value(0)
  return value !== undefined && reader.atEnd() ? value : undefined
}

/** Reads a text that is a JSON object or array; undefined for anything else. */
export function parseContainer(text: string): readonly JsonValue[] | JsonObject | undefined {
  // Nearly all texts of events are no JSON: the first character says so.
  if (!/^\s*[[{]/.test(text)) return undefined
  const value = parseJson(text)
  return isArray(value) || isObject(value) ? value : undefined
}

export const isArray = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value)
export const isObject = (value: JsonValue | undefined): value is JsonObject => value instanceof Map

/** The value as compact JSON text. */
export function printJson(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(printJson).join(",")}]`
  if (isObject(value)) return `{${Array.from(value, ([key, member]) => `${JSON.stringify(key)}:${printJson(member)}`).join(",")}}`
  if (typeof value === "bigint") return value.toString()
  // Fifteen digits, as everywhere: a sum of decimals shall not show its binary rounding.
  return JSON.stringify(typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(15)) : value)
}

/** The JSON value that an argument is the text of; undefined when it is none, is missing or is a multivalue. */
export function readDocument(result: Result): JsonValue | undefined {
  if (typeof result === "number" || typeof result === "boolean") return result
  const text = singleText(result)
  return text === null ? undefined : parseJson(text)
}

/**
 * The JSON value that a result of the eval language stands for. A text that is itself a JSON object or array is that object or
 * array, since fields hold JSON as text; any other text is a string. A multivalue is an array.
 */
export function jsonFrom(result: Result): JsonValue {
  if (typeof result === "string") return parseContainer(result) ?? result
  if (typeof result === "object" && result !== null) return result.map(jsonFrom)
  return result
}

/** The value as a field can hold it: null is missing, booleans and containers are their JSON text. */
export function fieldFrom(json: JsonValue): Scalar | null {
  if (typeof json === "string" || typeof json === "number" || json === null) return json
  return printJson(json)
}

/** The elements of an array as the values of a field. JSON nulls print as `null`, so that positions are kept. */
export const valuesFrom = (array: readonly JsonValue[]): Value => valueFrom(array.map(element => fieldFrom(element) ?? "null"))

const numeral = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y

class JsonReader {
  private at = 0
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  atEnd(): boolean {
    this.skip()
    return this.at === this.text.length
  }

  value(depth: number): JsonValue | undefined {
    this.skip()
    switch (this.text.charCodeAt(this.at)) {
      case 0x7b:
        return depth < maxDepth ? this.object(depth + 1) : undefined
      case 0x5b:
        return depth < maxDepth ? this.array(depth + 1) : undefined
      case 0x22:
        return this.string()
      case 0x74:
        return this.word("true", true)
      case 0x66:
        return this.word("false", false)
      case 0x6e:
        return this.word("null", null)
      default:
        return this.number()
    }
  }

  private object(depth: number): JsonObject | undefined {
    const members = new Map<string, JsonValue>()
    this.at++
    if (this.mark("}")) return members
    for (;;) {
      this.skip()
      if (this.text[this.at] !== '"') return undefined
      const key = this.string()
      if (key === undefined || !this.mark(":")) return undefined
      const value = this.value(depth)
      if (value === undefined) return undefined
      members.set(key, value)
      if (this.mark("}")) return members
      if (!this.mark(",")) return undefined
    }
  }

  private array(depth: number): readonly JsonValue[] | undefined {
    const elements: JsonValue[] = []
    this.at++
    if (this.mark("]")) return elements
    for (;;) {
      const value = this.value(depth)
      if (value === undefined) return undefined
      elements.push(value)
      if (this.mark("]")) return elements
      if (!this.mark(",")) return undefined
    }
  }

  private string(): string | undefined {
    const { text } = this
    const start = this.at + 1
    let escaped = false
    for (let i = start; i < text.length; i++) {
      const c = text.charCodeAt(i)
      if (c === 0x22) {
        this.at = i + 1
        return escaped ? readEscapes(text.slice(start - 1, i + 1)) : text.slice(start, i)
      }
      if (c < 0x20) return undefined
      if (c === 0x5c) {
        escaped = true
        i++
      }
    }
    return undefined
  }

  private number(): number | bigint | undefined {
    numeral.lastIndex = this.at
    const found = numeral.exec(this.text)
    if (found === null) return undefined
    const [digits, fraction, exponent] = found
    this.at += digits.length
    const value = Number(digits)
    const exact = fraction !== undefined || exponent !== undefined || Number.isSafeInteger(value) || digits.length > maxDigits
    return exact ? value : BigInt(digits)
  }

  private word<T extends boolean | null>(word: string, value: T): T | undefined {
    if (!this.text.startsWith(word, this.at)) return undefined
    this.at += word.length
    return value
  }

  private mark(mark: string): boolean {
    this.skip()
    if (this.text[this.at] !== mark) return false
    this.at++
    return true
  }

  private skip(): void {
    for (;;) {
      const c = this.text.charCodeAt(this.at)
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return
      this.at++
    }
  }
}

/** A string with escapes, in its quotes: the platform knows the escapes. */
function readEscapes(quoted: string): string | undefined {
  try {
    const text: unknown = JSON.parse(quoted)
    return typeof text === "string" ? text : undefined
  } catch {
    return undefined
  }
}
