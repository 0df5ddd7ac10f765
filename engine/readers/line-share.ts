import { headLines } from "./text-lines.ts"

/** How many lines of an input's head are looked at. */
const sampleLines = 40
/** What is behind this in a line says nothing more of its format. */
const sampleLength = 8192

/** The first lines of an input's head that are not blank. A line that the head cuts off counts when it is the only one. */
export function firstLines(head: Uint8Array): readonly string[] {
  const cutOff = head.length >= 65_536
  const whole = headLines(head, cutOff)
  const lines = whole.length > 0 || !cutOff ? whole : headLines(head, false)
  const sample: string[] = []
  for (const line of lines) {
    if (line.trim() === "") continue
    sample.push(line.slice(0, sampleLength))
    if (sample.length === sampleLines) break
  }
  return sample
}

/** The share of the lines that a test holds for, from 0 to 1; 0 when it is below a half. */
export function shareOf(lines: readonly string[], test: (line: string) => boolean): number {
  if (lines.length === 0) return 0
  let count = 0
  for (const line of lines) if (test(line)) count++
  return count * 2 >= lines.length ? count / lines.length : 0
}
