/** The number of a dotted IPv4 address, -1 when the text is none. Octets have no leading zeros. */
export function parseIpv4(text: string): number {
  if (text.length > 15) return -1
  let address = 0
  let octet = -1
  let dots = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 46) {
      if (octet < 0 || ++dots > 3) return -1
      address = address * 256 + octet
      octet = -1
    } else {
      const digit = code - 48
      if (digit < 0 || digit > 9 || octet === 0) return -1
      octet = octet < 0 ? digit : octet * 10 + digit
      if (octet > 255) return -1
    }
  }
  return dots === 3 && octet >= 0 ? address * 256 + octet : -1
}

const hexDigit = (code: number): number =>
  code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : code >= 65 && code <= 70 ? code - 55 : -1

/** Reads an IPv6 address into eight 16-bit groups; false when the text is none. Zone indices (`%eth0`) are not taken. */
function readIpv6(text: string, groups: Uint16Array): boolean {
  if (text.length < 2 || text.length > 45) return false
  let count = 0
  let gap = -1
  let i = 0
  if (text.startsWith("::")) {
    gap = 0
    i = 2
  } else if (text.charCodeAt(0) === 58) return false
  while (i < text.length) {
    if (count === 8) return false
    let group = 0
    const start = i
    for (let digit = hexDigit(text.charCodeAt(i)); digit >= 0; digit = hexDigit(text.charCodeAt(i))) {
      group = group * 16 + digit
      if (++i - start > 4) return false
    }
    if (text.charCodeAt(i) === 46) {
      const v4 = parseIpv4(text.slice(start))
      if (v4 < 0 || count > 6) return false
      groups[count++] = v4 >>> 16
      groups[count++] = v4 & 0xffff
      i = text.length
      break
    }
    if (i === start) return false
    groups[count++] = group
    if (i === text.length) break
    if (text.charCodeAt(i) !== 58) return false
    i++
    if (text.charCodeAt(i) === 58) {
      if (gap >= 0) return false
      gap = count
      i++
    } else if (i === text.length) return false
  }
  if (gap < 0) return count === 8
  if (count > 7) return false
  groups.copyWithin(8 - (count - gap), gap, count)
  groups.fill(0, gap, 8 - (count - gap))
  return true
}

/** The eight 16-bit groups of an IPv6 address; null when the text is none. */
export function parseIpv6(text: string): Uint16Array | null {
  const groups = new Uint16Array(8)
  return readIpv6(text, groups) ? groups : null
}

/** The IPv4 address inside an IPv4-mapped one (`::ffff:10.0.0.1`), -1 when it is not mapped. */
function mappedIpv4(groups: Uint16Array): number {
  for (let i = 0; i < 5; i++) if (groups[i] !== 0) return -1
  return groups[5] === 0xffff ? (groups[6] ?? 0) * 65_536 + (groups[7] ?? 0) : -1
}

/**
 * Compiles a network such as `10.0.0.0/8` or `fe80::/10` to a test of addresses; null when the text is no network. Host bits of the
 * network are ignored. An IPv4-mapped IPv6 address counts as the IPv4 address it maps, on both sides.
 */
export function parseCidr(text: string): ((ip: string) => boolean) | null {
  const slash = text.indexOf("/")
  if (slash === -1) return null
  const bitsText = text.slice(slash + 1)
  if (!/^(?:0|[1-9]\d{0,2})$/.test(bitsText)) return null
  const bits = Number(bitsText)
  const v4 = parseIpv4(text.slice(0, slash))
  if (v4 >= 0) return bits <= 32 ? ipv4Test(v4, bits) : null
  const network = parseIpv6(text.slice(0, slash))
  if (network === null || bits > 128) return null
  const mapped = mappedIpv4(network)
  return mapped >= 0 && bits >= 96 ? ipv4Test(mapped, bits - 96) : ipv6Test(network, bits)
}

function ipv4Test(network: number, bits: number): (ip: string) => boolean {
  const block = 2 ** (32 - bits)
  const low = Math.floor(network / block) * block
  const high = low + block
  const groups = new Uint16Array(8)
  return ip => {
    let address = parseIpv4(ip)
    if (address < 0) {
      if (!ip.includes(":") || !readIpv6(ip, groups)) return false
      address = mappedIpv4(groups)
    }
    return address >= low && address < high
  }
}

function ipv6Test(network: Uint16Array, bits: number): (ip: string) => boolean {
  const whole = bits >> 4
  const mask = 0xffff & (0xffff << (16 - (bits & 15)))
  const groups = new Uint16Array(8)
  return ip => {
    if (!ip.includes(":") || !readIpv6(ip, groups)) return false
    for (let i = 0; i < whole; i++) if (groups[i] !== network[i]) return false
    return (bits & 15) === 0 || ((groups[whole] ?? 0) & mask) === ((network[whole] ?? 0) & mask)
  }
}
