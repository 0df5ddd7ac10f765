/** What `(?imsxUnJ)` set. */
export interface Flags {
  readonly caseless: boolean
  readonly multiline: boolean
  readonly dotAll: boolean
  readonly extended: boolean
  /** `(?xx)`: blanks in classes are ignored as well. */
  readonly extendedMore: boolean
  readonly ungreedy: boolean
  readonly noCapture: boolean
  readonly duplicateNames: boolean
}

export const noFlags: Flags = {
  caseless: false,
  multiline: false,
  dotAll: false,
  extended: false,
  extendedMore: false,
  ungreedy: false,
  noCapture: false,
  duplicateNames: false,
}

const letters: ReadonlyMap<string, keyof Flags> = new Map<string, keyof Flags>([
  ["i", "caseless"],
  ["m", "multiline"],
  ["s", "dotAll"],
  ["x", "extended"],
  ["U", "ungreedy"],
  ["n", "noCapture"],
  ["J", "duplicateNames"],
])

/** The flags after letters were switched on and off; a leading `^` first switches off all but `U` and `J`. */
export function changeFlags(flags: Flags, on: string, off: string): Flags {
  const { ungreedy, duplicateNames } = flags
  let changed: Flags = on.startsWith("^") ? { ...noFlags, ungreedy, duplicateNames } : flags
  for (const [switched, value] of [
    [on, true],
    [off, false],
  ] as const)
    for (const letter of switched) {
      const flag = letters.get(letter)
      if (flag !== undefined) changed = { ...changed, [flag]: value }
    }
  return { ...changed, extendedMore: on.includes("xx") || (changed.extendedMore && changed.extended) }
}
