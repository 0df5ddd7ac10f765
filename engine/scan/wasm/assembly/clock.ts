import { results } from "./layout"
import { isSame } from "./trie"

/** Longest text of a time. */
export const longestTime: u32 = 64

// A clock: the length of the text (0 while there is none), whether this module has put it there, and the text with its quotes.
const text: usize = 8

/**
 * Whether the time in a span is taken note of: it is not newer than the newest one, or takes its place. All are texts of one form,
 * such that the order of the texts is that of the times.
 */
export function isNoted(clock: usize, start: usize, end: usize): bool {
  const length = u32(end - start)
  if (load<u32>(clock) !== length || length === 0) return false
  const newest = clock + text
  if (isSame(newest, start, length)) return true
  let order: i32 = 0
  for (let i: usize = 0; i < length; i++) {
    const code = load<u8>(start + i)
    const other = load<u8>(newest + i)
    if (code === other) continue
    if (code - 0x30 > 9 || other - 0x30 > 9) return false
    if (order === 0) order = code < other ? -1 : 1
  }
  if (order < 0) return true
  if (!isTime(start)) return false
  memory.copy(newest, start, length)
  store<i32>(clock, 1, 4)
  store<i32>(results, 1, 28)
  return true
}

/** Numbers in their places that are a time of every month; what is not may still be one. */
function isTime(at: usize): bool {
  const month = number(at + 6)
  const day = number(at + 9)
  return month >= 1 && month <= 12 && day >= 1 && day <= 28 && number(at + 12) <= 23 && number(at + 15) <= 59 && number(at + 18) <= 59
}

function number(at: usize): u32 {
  return (load<u8>(at) - 0x30) * 10 + (load<u8>(at, 1) - 0x30)
}
