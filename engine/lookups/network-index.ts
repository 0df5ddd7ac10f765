import { parseCidr, parseIpv4 } from "../cidr.ts"
import { append } from "../entry.ts"
import type { PatternIndex } from "./wildcard-index.ts"

/**
 * An index over many networks such as `10.0.0.0/8`. IPv4 addresses are found by the networks of each length; other addresses are
 * tested against every network. A text that is no network matches itself. A null is no pattern.
 */
export function networkIndex(patterns: readonly (string | null)[]): PatternIndex {
  const plain = new Map<string, number[]>()
  const tests: { readonly position: number; readonly test: (ip: string) => boolean }[] = []
  /** Positions by number of host addresses, then by network. */
  const blocks = new Map<number, Map<number, number[]>>()
  /** Tests that an IPv4 address needs beyond the blocks: networks written as IPv6. */
  const others: typeof tests = []
  patterns.forEach((pattern, position) => {
    if (pattern === null) return
    const test = parseCidr(pattern)
    if (test === null) {
      append(plain, pattern, position)
      return
    }
    tests.push({ position, test })
    const slash = pattern.indexOf("/")
    const address = parseIpv4(pattern.slice(0, slash))
    if (address < 0) others.push({ position, test })
    else {
      const size = 2 ** (32 - Number(pattern.slice(slash + 1)))
      let block = blocks.get(size)
      if (block === undefined) {
        block = new Map()
        blocks.set(size, block)
      }
      append(block, Math.floor(address / size), position)
    }
  })
  return text => {
    const found = [...(plain.get(text) ?? [])]
    const address = parseIpv4(text)
    if (address >= 0) for (const [size, block] of blocks) found.push(...(block.get(Math.floor(address / size)) ?? []))
    for (const { position, test } of address >= 0 ? others : tests) if (test(text)) found.push(position)
    return found.sort((a, b) => a - b)
  }
}
