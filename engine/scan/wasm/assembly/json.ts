// Values of JSON in memory, told valid from invalid as ../../json-span.ts does. A byte below 0x20 stands behind everything that is
// looked at, and 16 more bytes may be read behind that.

/** Deepest nesting that is followed. */
const maxDepth: i32 = 64

/** Escapes that hide letters and digits, and those that hide other characters of ASCII that may stand for themselves. */
export const hidesLetters: u8 = 1
export const hidesOthers: u8 = 2

/** A byte above 0x7f ended the line that was followed last. */
export let sawHigh: bool = false
/** What the escapes of the value that was skipped last, and of all before it in the line, hide. */
export let hidden: u8 = 0
export let hiddenInLine: u8 = 0
/** Bytes above 0x7f are known to be UTF-8. */
let highAllowed: bool = false

export function beginLine(high: bool): void {
  sawHigh = false
  hiddenInLine = 0
  highAllowed = high
}

export function skipSpace(at: usize): usize {
  let i = at
  while (true) {
    const code = load<u8>(i)
    if (code !== 0x20 && code !== 0x09 && code !== 0x0d) return i
    i++
  }
}

/** The place behind the closing quote of a string whose opening quote stands before `at`; 0 when it is not valid. */
export function skipString(at: usize): usize {
  const quote = i8x16.splat(0x22)
  const backslash = i8x16.splat(0x5c)
  const controls = i8x16.splat(0x20)
  let i = at
  while (true) {
    const bytes = v128.load(i)
    // Signed, a byte above 0x7f is less than any other.
    const low = highAllowed ? i8x16.lt_u(bytes, controls) : i8x16.lt_s(bytes, controls)
    let mask = i8x16.bitmask(v128.or(v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, backslash)), low))
    let next: usize = i + 16
    while (mask !== 0) {
      const place = ctz(mask)
      const found = i + place
      const code = load<u8>(found)
      if (code === 0x22) return found + 1
      if (code !== 0x5c) {
        if (code >= 0x80) sawHigh = true
        return 0
      }
      const escaped = load<u8>(found, 1)
      if (escaped === 0x75) {
        if (!skipUnicode(found + 2)) return 0
        next = found + 6
        break
      }
      if (!isEscaped(escaped)) return 0
      if (escaped === 0x2f) hidden |= hidesOthers
      if (place === 15) {
        next = found + 2
        break
      }
      mask &= ~(3 << place)
    }
    i = next
  }
  return unreachable()
}

function isEscaped(code: u8): bool {
  return (
    code === 0x5c || code === 0x6e || code === 0x72 || code === 0x74 || code === 0x22 || code === 0x2f || code === 0x62 || code === 0x66
  )
}

/** Four hexadecimal digits; notes those of a character of ASCII, and of what has one as its lower case. */
function skipUnicode(at: usize): bool {
  let value: u32 = 0
  for (let i: usize = 0; i < 4; i++) {
    const code: u32 = load<u8>(at + i)
    const letter = (code | 0x20) - 0x61
    const digit = code - 0x30
    if (digit < 10) value = (value << 4) | digit
    else if (letter < 6) value = (value << 4) | (letter + 10)
    else return false
  }
  if (value < 0x80) hidden |= isWord(value) ? hidesLetters : hidesOthers
  else if (value === 0x212a || value === 0x130) hidden |= hidesLetters
  return true
}

/** What literals of keywords are made of: letters, digits, `_`, `.` and `-`. */
function isWord(code: u32): bool {
  const letter = (code | 0x20) - 0x61
  return letter < 26 || code - 0x30 < 10 || code === 0x5f || code === 0x2e || code === 0x2d
}

/** The place behind the value that begins at `at`; 0 when it is not valid or nested too deeply to be followed. */
export function skipMember(at: usize): usize {
  hidden = 0
  const end = load<u8>(at) === 0x22 ? skipString(at + 1) : skipValue(at)
  hiddenInLine |= hidden
  return end
}

function skipValue(at: usize): usize {
  const code = load<u8>(at)
  if (code === 0x22) return skipString(at + 1)
  if (code === 0x7b || code === 0x5b) return skipNested(at)
  if (code === 0x2d || isDigit(code)) return skipNumber(at)
  if (code === 0x74) return load<u32>(at) === 0x65757274 ? at + 4 : 0
  if (code === 0x66) return load<u32>(at, 1) === 0x65736c61 ? at + 5 : 0
  return code === 0x6e && load<u32>(at) === 0x6c6c756e ? at + 4 : 0
}

function isDigit(code: u8): bool {
  return code - 0x30 < 10
}

function skipDigits(at: usize): usize {
  let i = at
  while (isDigit(load<u8>(i))) i++
  return i
}

function skipNumber(at: usize): usize {
  let i = at
  if (load<u8>(i) === 0x2d) i++
  if (load<u8>(i) === 0x30) i++
  else {
    const first = i
    i = skipDigits(i)
    if (i === first) return 0
  }
  if (load<u8>(i) === 0x2e) {
    const first = i + 1
    i = skipDigits(first)
    if (i === first) return 0
  }
  if ((load<u8>(i) | 0x20) === 0x65) {
    i++
    if (load<u8>(i) === 0x2b || load<u8>(i) === 0x2d) i++
    const first = i
    i = skipDigits(first)
    if (i === first) return 0
  }
  return i
}

/** Objects and arrays, without recursion: the last bit of `objects` says whether the innermost container is an object. */
function skipNested(at: usize): usize {
  let objects: u64 = 0
  let depth: i32 = 0
  let i = at
  while (true) {
    // A value is expected here.
    const code = load<u8>(i)
    if (code === 0x7b || code === 0x5b) {
      const isObject = code === 0x7b
      if (depth === maxDepth) return 0
      i = skipSpace(i + 1)
      if (load<u8>(i) === (isObject ? 0x7d : 0x5d)) i++
      else {
        objects = (objects << 1) | u64(isObject)
        depth++
        if (isObject) {
          i = skipKey(i)
          if (i === 0) return 0
        }
        continue
      }
    } else {
      i = skipValue(i)
      if (i === 0) return 0
    }
    // A value has ended: what closes, closes.
    while (true) {
      if (depth === 0) return i
      const isObject = (objects & 1) === 1
      i = skipSpace(i)
      const after = load<u8>(i)
      if (after === 0x2c) {
        i = skipSpace(i + 1)
        if (isObject) {
          i = skipKey(i)
          if (i === 0) return 0
        }
        break
      }
      if (after !== (isObject ? 0x7d : 0x5d)) return 0
      objects >>= 1
      depth--
      i++
    }
  }
}

/** A key and its colon; gives the place of the value. */
function skipKey(at: usize): usize {
  if (load<u8>(at) !== 0x22) return 0
  const end = skipString(at + 1)
  if (end === 0) return 0
  const colon = skipSpace(end)
  return load<u8>(colon) === 0x3a ? skipSpace(colon + 1) : 0
}
