import { parseTimestamp } from "../time/timestamp.ts"
import type { TimeOfKey } from "./bucket.ts"
import { parseSpan } from "./json-span.ts"

/** A time whose texts are in the order of the times. */
const ordered = /^"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?"$/

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** Reads the event time of lines of one bucket, whose neighbours often have the same. */
export class LineClock {
  private readonly time: TimeOfKey
  private readonly newestOnly: boolean
  private last: Uint8Array = new Uint8Array(0)
  private lastTime: number | null | undefined = undefined
  /** Text of the newest time, when texts of its form can be compared in place of times. */
  newest: Uint8Array | null = null
  private newestTime = Number.NEGATIVE_INFINITY

  constructor(time: TimeOfKey, newestOnly: boolean) {
    this.time = time
    this.newestOnly = newestOnly
  }

  /**
   * Epoch seconds of the value between two places; null when it has none, undefined when it does not say it. Where only the newest
   * time matters, null as well for what is certain to be older than one that was given.
   */
  read(bytes: Buffer, start: number, end: number): number | null | undefined {
    const { last, newest } = this
    if (last.length === end - start && isSame(last, bytes, start)) return this.lastTime
    if (newest !== null && newest.length === end - start && isOlder(newest, bytes, start)) return null
    const value = parseSpan(bytes, start, end)
    this.lastTime = value === undefined ? undefined : this.time.read(value)
    this.last = Uint8Array.from(bytes.subarray(start, end))
    const { lastTime } = this
    if (this.newestOnly && typeof lastTime === "number" && lastTime > this.newestTime) {
      this.newestTime = lastTime
      const isOrdered =
        typeof value === "string" && ordered.test(bytes.toString("latin1", start, end)) && parseTimestamp(value) === lastTime
      this.newest = isOrdered ? this.last : null
    }
    return lastTime
  }
}

function isSame(text: Uint8Array, bytes: Uint8Array, start: number): boolean {
  let i = 0
  while (i < text.length && text[i] === bytes[start + i]) i++
  return i === text.length
}

/** Whether the bytes are a text of the same form, digits in place of digits, that comes before. */
function isOlder(text: Uint8Array, bytes: Uint8Array, start: number): boolean {
  let decided = false
  for (let i = 0; i < text.length; i++) {
    const before = text[i] ?? 0
    const code = bytes[start + i] ?? 0
    if (code === before) continue
    if (!isDigit(code) || !isDigit(before) || (!decided && code > before)) return false
    decided = true
  }
  return true
}
