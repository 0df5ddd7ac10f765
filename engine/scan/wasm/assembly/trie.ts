import { hidden, skipMember, skipSpace } from "./json"
import { firstChild, firstValue, hides, inner, leaves, maxMembers, nextSibling, outer, pool, spans, textLength, textStart } from "./layout"

/** Where the line that was followed last ends: at its newline, or at the end of the block. */
export let lineEnd: usize = 0
export let members: i32 = 0

/** Follows the line at `at`, as LineTrie.follow does; gives the number at the end of its path, -1 when there is none. */
export function follow(at: usize, end: usize): i32 {
  if (load<u8>(at) !== 0x7b) return -1
  let i = at + 1
  let node: usize = 0
  let member: i32 = 0
  let depth: i32 = 0
  while (true) {
    if (load<u8>(i) <= 0x20) i = skipSpace(i)
    if (load<u8>(i) !== 0x22) return -1
    i++
    let child: usize = load<i32>(firstChild + (node << 2))
    let before: usize = 0
    while (true) {
      if (child === 0) return -1
      if (isSame(pool + load<u32>(textStart + (child << 2)), i, load<u32>(textLength + (child << 2)))) break
      before = child
      child = load<i32>(nextSibling + (child << 2))
    }
    // What was taken last is likely to be taken next.
    if (before !== 0) moveToFront(firstChild + (node << 2), before, child)
    i += load<u32>(textLength + (child << 2))
    if (load<u8>(i) !== 0x3a) {
      i = skipSpace(i)
      if (load<u8>(i) !== 0x3a) return -1
    }
    i++
    if (load<u8>(i) <= 0x20) i = skipSpace(i)
    const entered: usize = load<u8>(i) === 0x7b ? load<i32>(inner + (child << 2)) : 0
    if (entered !== 0) {
      depth++
      node = entered
      i = skipSpace(i + 1)
      if (load<u8>(i) !== 0x7d) continue
    } else {
      if (member === maxMembers) return -1
      const valueStart = i
      i = skipMember(i)
      if (i === 0) return -1
      store<i32>(spans + ((<usize>member) << 3), i32(valueStart))
      store<i32>(spans + ((<usize>member) << 3), i32(i), 4)
      store<u8>(hides + usize(member), hidden)
      member++
      node = child
      let value: usize = load<i32>(firstValue + (node << 2))
      if (value !== 0) {
        const length = u32(i - valueStart)
        let last: usize = 0
        while (value !== 0) {
          if (load<u32>(textLength + (value << 2)) === length && isSame(pool + load<u32>(textStart + (value << 2)), valueStart, length))
            break
          last = value
          value = load<i32>(nextSibling + (value << 2))
        }
        // Without a value that is known the key's own children are left: those of lines of which its value says nothing.
        if (value !== 0) {
          if (last !== 0) moveToFront(firstValue + (node << 2), last, value)
          node = value
        }
      }
    }
    // A value has ended: objects that end with it are left.
    while (true) {
      let code = load<u8>(i)
      if (code <= 0x20) {
        i = skipSpace(i)
        code = load<u8>(i)
      }
      i++
      if (code === 0x2c) break
      if (code !== 0x7d) return -1
      if (depth === 0) {
        i = skipSpace(i)
        if (i < end ? load<u8>(i) !== 0x0a : i !== end) return -1
        lineEnd = i
        members = member
        return load<i32>(leaves + (node << 2)) - 1
      }
      depth--
      node = load<i32>(outer + (node << 2))
      if (node === 0) return -1
    }
  }
  return unreachable()
}

/** Whether two places hold the same bytes; up to 15 more are read behind both. */
export function isSame(one: usize, other: usize, length: u32): bool {
  let i: u32 = 0
  for (; i + 16 <= length; i += 16) if (i8x16.bitmask(i8x16.eq(v128.load(one + i), v128.load(other + i))) !== 0xffff) return false
  const rest = (1 << (length - i)) - 1
  return rest === 0 || (i8x16.bitmask(i8x16.eq(v128.load(one + i), v128.load(other + i))) & rest) === rest
}

function moveToFront(first: usize, before: usize, child: usize): void {
  store<i32>(nextSibling + (before << 2), load<i32>(nextSibling + (child << 2)))
  store<i32>(nextSibling + (child << 2), load<i32>(first))
  store<i32>(first, i32(child))
}
