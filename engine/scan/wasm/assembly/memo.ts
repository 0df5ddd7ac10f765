import { arena, arenaBytes, memo, slotBytes, slots } from "./layout"
import { isSame } from "./trie"

/** Longer values are seldom the same. */
const longest: u32 = 512
const maxEntries: i32 = slots / 2

let entries: i32 = 0
let used: u32 = 0
/** Of the value that was asked for last. */
let slot: i32 = 0
let hash: u32 = 0

/** Whether a value is known to wake no branch by a guard. */
export function isKnown(owner: i32, start: usize, end: usize): bool {
  const length = u32(end - start)
  if (length > longest) return false
  hash = hashOf(owner, start, length)
  slot = i32(hash & (slots - 1))
  while (true) {
    const at = memo + <usize>slot * slotBytes
    const found = load<i32>(at)
    if (found === 0) return false
    if (found === owner + 1 && load<u32>(at, 4) === hash && load<u32>(at, 8) === length && isSame(arena + load<u32>(at, 12), start, length))
      return true
    slot = (slot + 1) & (slots - 1)
  }
}

/** Remembers a value that is not known; all are forgotten when there are too many. */
export function remember(owner: i32, start: usize, end: usize): void {
  const length = u32(end - start)
  if (length > longest) return
  if (entries >= maxEntries || used + length > u32(arenaBytes)) {
    memory.fill(memo, 0, <usize>slots * slotBytes)
    entries = 0
    used = 0
  }
  if (isKnown(owner, start, end)) return
  const at = memo + <usize>slot * slotBytes
  store<i32>(at, owner + 1)
  store<u32>(at, hash, 4)
  store<u32>(at, length, 8)
  store<u32>(at, used, 12)
  memory.copy(arena + used, start, length)
  used += length
  entries++
}

function hashOf(owner: i32, start: usize, length: u32): u32 {
  let mixed: u64 = (u64(owner) << 32) | length
  let i: u32 = 0
  for (; i + 8 <= length; i += 8) mixed = mix(mixed ^ load<u64>(start + i))
  const rest = length - i
  if (rest > 0) mixed = mix(mixed ^ (load<u64>(start + i) & ((u64(1) << (rest * 8)) - 1)))
  return u32(mixed ^ (mixed >> 32))
}

function mix(value: u64): u64 {
  const product = value * 0x9e3779b97f4a7c15
  return product ^ (product >> 29)
}
