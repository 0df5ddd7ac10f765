/** A set of code points: sorted, disjoint, inclusive ranges. */
export type CharSet = readonly (readonly [low: number, high: number])[]

export const lastCodePoint = 0x10ffff
export const everything: CharSet = [[0, lastCodePoint]]
export const newline: CharSet = [[10, 10]]
export const notNewline: CharSet = [
  [0, 9],
  [11, lastCodePoint],
]
export const digits: CharSet = [[48, 57]]
/** PCRE without Unicode properties: ASCII only. */
export const wordChars: CharSet = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
]
/** Perl's white space; RE2's `\s` lacks the vertical tab. */
export const whiteSpace: CharSet = [
  [9, 13],
  [32, 32],
]
export const horizontalSpace: CharSet = [
  [9, 9],
  [32, 32],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x180e, 0x180e],
  [0x2000, 0x200a],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
]
export const verticalSpace: CharSet = [
  [10, 13],
  [0x85, 0x85],
  [0x2028, 0x2029],
]

/** The ASCII sets of POSIX class names. */
export const posixClasses: ReadonlyMap<string, CharSet> = new Map<string, CharSet>([
  [
    "alnum",
    charSet([
      [48, 57],
      [65, 90],
      [97, 122],
    ]),
  ],
  [
    "alpha",
    charSet([
      [65, 90],
      [97, 122],
    ]),
  ],
  ["ascii", charSet([[0, 127]])],
  [
    "blank",
    charSet([
      [9, 9],
      [32, 32],
    ]),
  ],
  [
    "cntrl",
    charSet([
      [0, 31],
      [127, 127],
    ]),
  ],
  ["digit", digits],
  ["graph", charSet([[33, 126]])],
  ["lower", charSet([[97, 122]])],
  ["print", charSet([[32, 126]])],
  [
    "punct",
    charSet([
      [33, 47],
      [58, 64],
      [91, 96],
      [123, 126],
    ]),
  ],
  ["space", whiteSpace],
  ["upper", charSet([[65, 90]])],
  ["word", wordChars],
  [
    "xdigit",
    charSet([
      [48, 57],
      [65, 70],
      [97, 102],
    ]),
  ],
])

/** The set of any ranges, in any order. */
export function charSet(ranges: CharSet): CharSet {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0])
  const merged: [number, number][] = []
  for (const [low, high] of sorted) {
    const previous = merged.at(-1)
    if (previous !== undefined && low <= previous[1] + 1) previous[1] = Math.max(previous[1], high)
    else merged.push([low, high])
  }
  return merged
}

export const union = (a: CharSet, b: CharSet): CharSet => charSet([...a, ...b])

export function complement(set: CharSet): CharSet {
  const ranges: [number, number][] = []
  let next = 0
  for (const [low, high] of set) {
    if (low > next) ranges.push([next, low - 1])
    next = high + 1
  }
  if (next <= lastCodePoint) ranges.push([next, lastCodePoint])
  return ranges
}

export const intersect = (a: CharSet, b: CharSet): CharSet => complement(union(complement(a), complement(b)))

export const includes = (set: CharSet, code: number): boolean => set.some(([low, high]) => low <= code && code <= high)

/** The set closed under case; null where that needs Unicode's case tables. */
export function foldCase(set: CharSet): CharSet | null {
  const ranges = [...set]
  for (const [low, high] of set) {
    if (high > 127) return null
    for (let code = low; code <= high; code++) {
      if (code >= 65 && code <= 90) ranges.push([code + 32, code + 32])
      if (code >= 97 && code <= 122) ranges.push([code - 32, code - 32])
      // The long s and the Kelvin sign fold to ASCII letters.
      if (code === 83 || code === 115) ranges.push([0x17f, 0x17f])
      if (code === 75 || code === 107) ranges.push([0x212a, 0x212a])
    }
  }
  return charSet(ranges)
}
