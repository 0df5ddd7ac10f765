// Passes over the lines of NDJSON that nobody wants. What each line's bytes mean is found out in TypeScript and left in memory as paths of
// a trie and as programs; ../../input-scan.ts does the same without this module, and is what it is tested against.
import { isNoted } from "./clock"
import { beginLine, hiddenInLine, hidesLetters, sawHigh } from "./json"
import { block, hides, programOf, results, spans } from "./layout"
import { hasLiteral } from "./literals"
import { isKnown, remember as rememberSpan } from "./memo"
import { follow, lineEnd, members } from "./trie"

/** Why a line has to be looked at. */
const unknownLine: i32 = 0
const notAscii: i32 = 1
const wanted: i32 = 2

/** Traits of a guard's literals: none of them can stand in a number, and they are so few that looking for them is cheap. */
const onlyText: i32 = 1
const few: i32 = 2

/** Where the line begins that was followed last. */
let line: usize = 0

/** Takes note that the value between two places of the block wakes no branch by a guard. */
export function remember(guard: i32, from: i32, to: i32): void {
  rememberSpan(guard, block + usize(from), block + usize(to))
}

/**
 * Goes from line to line, from one place of the block to another, up to the first that has to be looked at. Leaves in `results`: its place
 * (or the end's), how many lines were passed over, why it has to be looked at, its leaf, its end, the number of the guard that it got to, and
 * whether escapes in it hide letters.
 */
export function pass(from: i32, to: i32, highAllowed: bool, disguised: bool, longest: i32): void {
  const end = block + usize(to)
  let at = block + usize(from)
  let passed: i32 = 0
  let why = unknownLine
  let leaf: i32 = -1
  let reached: i32 = 0
  while (at < end) {
    beginLine(highAllowed)
    leaf = follow(at, end)
    if (leaf < 0) {
      why = sawHigh ? notAscii : unknownLine
      break
    }
    if (lineEnd - at > usize(longest)) {
      leaf = -1
      why = unknownLine
      break
    }
    const program = usize(load<i32>(programOf + (usize(leaf) << 2)))
    reached = program === 0 ? 0 : run(program, at, disguised)
    if (program === 0 || reached >= 0) {
      why = wanted
      break
    }
    passed++
    at = lineEnd + 1
  }
  store<i32>(results, i32(min(at, end) - block))
  store<i32>(results, passed, 4)
  store<i32>(results, why, 8)
  store<i32>(results, leaf, 12)
  store<i32>(results, i32(lineEnd - block), 16)
  store<i32>(results, reached, 20)
  store<i32>(results, members, 24)
  store<i32>(results, hiddenInLine & hidesLetters, 32)
  line = min(at, end)
}

/** Whether any of a search's literals stands in the line that was followed last. */
export function hasKeyword(literals: i32): bool {
  return hasLiteral(usize(literals), line, lineEnd)
}

/** Whether a program passes over the line that was followed: -1 when it does, else the number of the guard that it got to. */
function run(program: usize, line: usize, disguised: bool): i32 {
  const guards = load<i32>(program, 8)
  let at = program + 16
  for (let i = 0; i < guards; i++) {
    if (!isBoring(at, disguised)) return i
    at += 16
  }
  const literals = load<i32>(program, 12)
  if (literals !== 0 && (disguised || (hiddenInLine & hidesLetters) !== 0 || hasLiteral(usize(literals), line, lineEnd))) return guards
  const clock = load<i32>(program)
  if (clock !== 0) {
    const place = usize(load<i32>(program, 4)) << 3
    if (!isNoted(usize(clock), usize(load<i32>(spans + place)), usize(load<i32>(spans + place, 4)))) return guards
  }
  return -1
}

/** Whether the value that a guard looks at wakes no branch. */
function isBoring(guard: usize, disguised: bool): bool {
  const id = load<i32>(guard)
  const place = load<i32>(guard, 4)
  const literals = usize(load<i32>(guard, 8))
  const start = usize(load<i32>(spans + (usize(place) << 3)))
  const end = usize(load<i32>(spans + (usize(place) << 3), 4))
  if (literals === 0 || disguised || load<u8>(hides + usize(place)) !== 0) return isKnown(id, start, end)
  const traits = load<i32>(guard, 12)
  const first = load<u8>(start)
  // Of an empty string another key may stand in, and numbers may be written in several ways.
  const isText = first === 0x22 ? end - start > 2 : (first === 0x7b || first === 0x5b) && (traits & onlyText) !== 0
  if (!isText) return isKnown(id, start, end)
  if ((traits & few) !== 0) return !hasLiteral(literals, start, end) || isKnown(id, start, end)
  if (isKnown(id, start, end)) return true
  if (hasLiteral(literals, start, end)) return false
  rememberSpan(id, start, end)
  return true
}
