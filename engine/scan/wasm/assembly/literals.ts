// Two searches for literals in any case, as ../line-pass.ts lays them down. What begins with 0 is a list: how many literals there are, and
// for each two of its characters and their places, its length and its bytes. Anything else is the one that LiteralSearch in
// ../../keyword-index.ts makes: the window's length, then by pair of bytes how far the window may move, then by pair the place of its
// literals: how many there are, then each one's length and its bytes.

const shifts: usize = 4
const lists: usize = shifts + 4096
/** Sets the bit by which letters in lower case differ: of anything else it may make something else, which is looked at again. */
const lowerCase: u8 = 0x20

/** Whether any literal of a search stands between two places. */
export function hasLiteral(search: usize, start: usize, end: usize): bool {
  const window = usize(load<u32>(search))
  if (window !== 0) return hasOneOfMany(search, window, start, end)
  const count = load<u32>(search, 4)
  let at = search + 8
  for (let n: u32 = 0; n < count; n++) {
    if (hasOne(at, start, end)) return true
    at += 20 + usize(load<u32>(at, 16))
  }
  return false
}

/** Compares two characters of the literal at 16 places at once, and the whole where both are there. */
function hasOne(literal: usize, start: usize, end: usize): bool {
  const length = usize(load<u32>(literal, 16))
  if (start + length > end) return false
  const last = end - length
  const fold = i8x16.splat(lowerCase)
  const one = i8x16.splat(load<u8>(literal))
  const other = i8x16.splat(load<u8>(literal, 4))
  const onePlace = usize(load<u32>(literal, 8))
  const otherPlace = usize(load<u32>(literal, 12))
  for (let i = start; i <= last; i += 16) {
    let mask = i8x16.bitmask(
      v128.and(i8x16.eq(v128.or(v128.load(i + onePlace), fold), one), i8x16.eq(v128.or(v128.load(i + otherPlace), fold), other)),
    )
    while (mask !== 0) {
      const at = i + ctz(mask)
      if (at > last) return false
      if (isFolded(literal + 20, at, length)) return true
      mask &= mask - 1
    }
  }
  return false
}

function hasOneOfMany(search: usize, window: usize, start: usize, end: usize): bool {
  let i = start + window - 1
  while (i < end) {
    const pair = ((usize(load<u8>(i - 1)) & 0x1f) << 7) | (usize(load<u8>(i)) & 0x5f)
    const step = load<u8>(search + shifts + pair)
    if (step > 0) {
      i += step
      continue
    }
    let at = usize(load<u32>(search + lists + (pair << 2)))
    if (at !== 0) {
      const from = i - window + 1
      const count = load<u32>(at)
      at += 4
      for (let n: u32 = 0; n < count; n++) {
        const length = usize(load<u32>(at))
        at += 4
        if (from + length <= end && isFolded(at, from, length)) return true
        at += length
      }
    }
    i++
  }
  return false
}

/** Whether a place holds a literal, whose letters are in lower case, in any case. */
function isFolded(literal: usize, at: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) {
    const code = load<u8>(at + i)
    const folded = code - 0x41 < 26 ? code | lowerCase : code
    if (folded !== load<u8>(literal + i)) return false
  }
  return true
}
