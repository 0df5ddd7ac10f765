import { Malformed, type Scalar } from "./template.ts"

/** Value types of binary XML, MS-EVEN6 2.2.12. */
export const stringType = 0x01
export const binXmlType = 0x21
const arrayFlag = 0x80

const upperDigits = "0123456789ABCDEF"
/** What Windows code page 1252 has from 0x80 to 0x9f, where it differs from Latin-1. Node 20's TextDecoder takes them for the same. */
const ansiSpecials = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"
/** Bytes of one item of an array; types whose items vary in size are not here. */
const itemSizes = new Map([
  [0x03, 1],
  [0x04, 1],
  [0x05, 2],
  [0x06, 2],
  [0x07, 4],
  [0x08, 4],
  [0x09, 8],
  [0x0a, 8],
  [0x0b, 4],
  [0x0c, 8],
  [0x0d, 4],
  [0x0f, 16],
  [0x11, 8],
  [0x12, 16],
  [0x14, 4],
  [0x15, 8],
])

/** Reads the values of one chunk. The caller has checked that they lie in the chunk. */
export class ValueReader {
  private readonly bytes: Buffer
  private readonly view: DataView
  // Text put together here becomes one flat string; concatenation would leave a tree of pieces for every value.
  private readonly scratch = Buffer.allocUnsafe(256)

  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** UTF-16 text without the NULs that end it. */
  string(at: number, size: number): string {
    let end = at + (size & ~1)
    while (end > at && this.view.getUint16(end - 2, true) === 0) end -= 2
    return end === at ? "" : this.bytes.toString("utf16le", at, end)
  }

  /** A value of any type but binary XML; null for the null type and for values without bytes. */
  read(type: number, at: number, size: number): Scalar | null | readonly Scalar[] {
    if ((type & arrayFlag) !== 0) return this.array(type & ~arrayFlag, at, size)
    if (type === stringType) return this.string(at, size)
    if (type === 0x02) return this.ansiString(at, size)
    if (size === 0) return null
    return this.scalar(type, at, size)
  }

  private scalar(type: number, at: number, size: number): Scalar | null {
    const { view } = this
    switch (type) {
      case 0x00:
        return null
      case stringType:
      case 0x23: // EvtXml: the text of an XML fragment
        return this.string(at, size)
      case 0x02:
        return this.ansiString(at, size)
      case 0x03:
      case 0x05:
      case 0x07:
      case 0x09:
        if (size === 1) return view.getInt8(at)
        if (size === 2) return view.getInt16(at, true)
        if (size === 4) return view.getInt32(at, true)
        if (size === 8) return this.integer64(view.getInt32(at + 4, true), at)
        break
      case 0x04:
      case 0x06:
      case 0x08:
      case 0x0a:
        if (size === 1) return view.getUint8(at)
        if (size === 2) return view.getUint16(at, true)
        if (size === 4) return view.getUint32(at, true)
        if (size === 8) return this.integer64(view.getUint32(at + 4, true), at)
        break
      case 0x0b:
        if (size === 4) return finite(shortestSingle(view.getFloat32(at, true)))
        break
      case 0x0c:
        if (size === 8) return finite(view.getFloat64(at, true))
        break
      case 0x0d:
        if (size === 4) return view.getUint32(at, true) === 0 ? "false" : "true"
        if (size === 1) return view.getUint8(at) === 0 ? "false" : "true"
        break
      case 0x0f:
        if (size === 16) return this.guid(at)
        break
      case 0x11:
        if (size === 8) return this.fileTime(at)
        break
      case 0x12:
        if (size === 16) return this.systemTime(at)
        break
      case 0x13:
        if (size >= 8 && size >= 8 + 4 * view.getUint8(at + 1)) return this.sid(at)
        break
      case 0x10: // size_t, as wide as a pointer of the machine
      case 0x14:
      case 0x15:
      case 0x20: // EvtHandle, a pointer
        if (size === 4) return `0x${view.getUint32(at, true).toString(16)}`
        if (size === 8) return this.hex64(at)
        break
      case 0x0e:
        break
      default:
        throw new Malformed(`unknown value type 0x${type.toString(16)}`)
    }
    // Binary, and values whose size is not one of their type: their bytes are all that is known.
    return this.bytes.toString("hex", at, at + size).toUpperCase()
  }

  private array(type: number, at: number, size: number): readonly Scalar[] {
    if (type === stringType) return this.strings(at, size, 2)
    if (type === 0x02) return this.strings(at, size, 1)
    if (type === 0x13) return this.sids(at, size)
    if (size === 0) return []
    const itemSize = type === 0x10 ? (size % 8 === 0 ? 8 : 4) : itemSizes.get(type)
    if (itemSize === undefined || size % itemSize !== 0) return [this.bytes.toString("hex", at, at + size).toUpperCase()]
    const items: Scalar[] = []
    for (let item = at; item < at + size; item += itemSize) items.push(this.scalar(type, item, itemSize) ?? "")
    return items
  }

  /** Strings that end with a NUL each, the last perhaps without. */
  private strings(at: number, size: number, width: 1 | 2): string[] {
    const items: string[] = []
    const end = at + size - (size % width)
    let start = at
    for (let unit = at; unit < end; unit += width) {
      if ((width === 2 ? this.view.getUint16(unit, true) : this.view.getUint8(unit)) !== 0) continue
      items.push(width === 2 ? this.string(start, unit - start) : this.ansiString(start, unit - start))
      start = unit + width
    }
    if (start < end) items.push(width === 2 ? this.string(start, end - start) : this.ansiString(start, end - start))
    return items
  }

  private sids(at: number, size: number): string[] {
    const items: string[] = []
    const end = at + size
    for (let start = at; start + 8 <= end; ) {
      const length = 8 + 4 * this.view.getUint8(start + 1)
      if (start + length > end) throw new Malformed("SID runs past its array")
      items.push(this.sid(start))
      start += length
    }
    return items
  }

  private ansiString(at: number, size: number): string {
    let end = at + size
    while (end > at && this.view.getUint8(end - 1) === 0) end--
    return this.bytes.toString("latin1", at, end).replace(/[\x80-\x9f]/g, character => ansiSpecials.charAt(character.charCodeAt(0) - 0x80))
  }

  /** A 64-bit integer whose high half is given, signed or not: decimal text when a number cannot hold it. */
  private integer64(high: number, at: number): Scalar {
    const low = this.view.getUint32(at, true)
    const value = high * 0x1_0000_0000 + low
    return Number.isSafeInteger(value) ? value : String((BigInt(high) << 32n) | BigInt(low))
  }

  private hex64(at: number): string {
    const low = this.view.getUint32(at, true).toString(16)
    const high = this.view.getUint32(at + 4, true)
    return high === 0 ? `0x${low}` : `0x${high.toString(16)}${low.padStart(8, "0")}`
  }

  private guid(at: number): string {
    const { scratch } = this
    scratch[0] = 0x7b
    let to = 1
    for (let group = 0; group < 5; group++) {
      const from = group === 0 ? 0 : 2 + 2 * group
      const length = group === 0 ? 4 : group === 4 ? 6 : 2
      for (let i = 0; i < length; i++) {
        // The first three groups are little-endian integers, the rest are bytes.
        const byte = this.view.getUint8(at + from + (group < 3 ? length - 1 - i : i))
        scratch[to++] = upperDigits.charCodeAt(byte >> 4)
        scratch[to++] = upperDigits.charCodeAt(byte & 15)
      }
      scratch[to++] = group === 4 ? 0x7d : 0x2d
    }
    return scratch.toString("latin1", 0, to)
  }

  /** 100 ns since 1601-01-01 UTC, as an ISO 8601 time with 7 digits of fraction. */
  private fileTime(at: number): string {
    const low = this.view.getUint32(at, true)
    const high = this.view.getUint32(at + 4, true)
    let seconds: number
    let fraction: number
    if (high < 0x4000_0000) {
      // 2^32 is 429e7 + 4967296, which keeps every product exact.
      const rest = high * 4_967_296 + low
      seconds = high * 429 + Math.floor(rest / 1e7)
      fraction = rest % 1e7
    } else {
      const ticks = (BigInt(high) << 32n) | BigInt(low)
      seconds = Number(ticks / 10_000_000n)
      fraction = Number(ticks % 10_000_000n)
    }
    const day = Math.floor(seconds / 86400)
    const second = seconds - day * 86400
    const date = civil(day - 134774)
    return this.time(date.year, date.month, date.day, second, fraction, 7)
  }

  private systemTime(at: number): string {
    const { view } = this
    const hours = view.getUint16(at + 8, true)
    const second = hours * 3600 + view.getUint16(at + 10, true) * 60 + view.getUint16(at + 12, true)
    const year = view.getUint16(at, true)
    return this.time(year, view.getUint16(at + 2, true), view.getUint16(at + 6, true), second, view.getUint16(at + 14, true), 3)
  }

  private time(year: number, month: number, day: number, second: number, fraction: number, digits: number): string {
    const { scratch } = this
    let to = this.digits(0, year, year > 9999 ? 5 : 4)
    scratch[to++] = 0x2d
    to = this.digits(to, month, 2)
    scratch[to++] = 0x2d
    to = this.digits(to, day, 2)
    scratch[to++] = 0x54
    to = this.digits(to, Math.floor(second / 3600) % 100, 2)
    scratch[to++] = 0x3a
    to = this.digits(to, Math.floor(second / 60) % 60, 2)
    scratch[to++] = 0x3a
    to = this.digits(to, second % 60, 2)
    scratch[to++] = 0x2e
    to = this.digits(to, fraction, digits)
    scratch[to++] = 0x5a
    return scratch.toString("latin1", 0, to)
  }

  private digits(to: number, value: number, count: number): number {
    let rest = value
    for (let i = to + count - 1; i >= to; i--) {
      this.scratch[i] = 0x30 + (rest % 10)
      rest = Math.floor(rest / 10)
    }
    return to + count
  }

  private sid(at: number): string {
    const { view } = this
    const authority = view.getUint16(at + 2, false) * 0x1_0000_0000 + view.getUint32(at + 4, false)
    let text = `S-${view.getUint8(at)}-${authority < 0x1_0000_0000 ? authority : `0x${authority.toString(16)}`}`
    const end = at + 8 + 4 * view.getUint8(at + 1)
    for (let i = at + 8; i < end; i += 4) text += `-${view.getUint32(i, true)}`
    return text
  }
}

/** JSON has no infinities. */
function finite(value: number): Scalar {
  return Number.isFinite(value) ? value : String(value)
}

/** The number with the fewest digits that is this one in single precision: 0.1, not 0.10000000149011612. */
function shortestSingle(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}

/** The date of a day counted from 1970-01-01, by the proleptic Gregorian calendar. */
function civil(days: number): { year: number; month: number; day: number } {
  // Counted from 0000-03-01, so that the leap day is the last of its year.
  const shifted = days + 719468
  const era = Math.floor(shifted / 146097)
  const dayOfEra = shifted - era * 146097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}
