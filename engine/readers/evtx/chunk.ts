import { crc32 } from "node:zlib"
import type { JsonObject, RawRecord, ReadProblem, RecordPosition } from "../reader.ts"
import { DataBuilder } from "./data.ts"
import { BinXmlParser } from "./parser.ts"
import { type Instance, Malformed } from "./template.ts"
import { renderXml } from "./xml.ts"

export const chunkMagic = Buffer.from("ElfChnk\0", "latin1")
/** Bytes of a chunk, its header and the unused space behind its records included. */
export const chunkSize = 0x1_0000
const chunkHeaderSize = 0x200
const recordMagic = Buffer.from("**\0\0", "latin1")
const recordHeaderSize = 24
/** A record's header, nothing, and the copy of its size. */
const minRecordSize = recordHeaderSize + 4

export interface EvtxChunkOptions {
  /** Where the chunk stands in its file, in bytes. */
  readonly offset: number
  readonly report: (problem: ReadProblem) => void
  /** Longest record in bytes; a longer one is reported and left out. */
  readonly maxRecordBytes: number
  /**
   * The chunk was perhaps not closed: records that go on where its header says that they end belong to it as long as their
   * ids go on too. Always assumed where a checksum is wrong.
   */
  readonly dirty: boolean
  /**
   * Also looks for records in space that is not in use: deleted or left over from when the chunk was used before. They come
   * last; those that do not parse, because what they refer to is gone, are left out without a report.
   */
  readonly carve?: boolean
}

/** One record of an event log. Holds its values, not the bytes that they come from. */
class EvtxRecord implements RawRecord {
  readonly format = "evtx"
  readonly data: JsonObject
  readonly position: RecordPosition
  private readonly instance: Instance

  constructor(data: JsonObject, position: RecordPosition, instance: Instance) {
    this.data = data
    this.position = position
    this.instance = instance
  }

  text(): string {
    return renderXml(this.instance)
  }
}

/**
 * The records of one chunk: 64 KiB from its magic on, or as much as there is of them. The bytes may be used again afterwards.
 */
export function readEvtxChunk(bytes: Uint8Array, options: EvtxChunkOptions): RawRecord[] {
  return new ChunkReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), options).read()
}

class ChunkReader {
  private readonly bytes: Buffer
  private readonly view: DataView
  private readonly options: EvtxChunkOptions
  private readonly parser: BinXmlParser
  private readonly builder = new DataBuilder()
  private readonly records: RawRecord[] = []
  /** Stretches without a record that the header counts as one, where a carver looks. */
  private readonly gaps: [start: number, end: number][] = []

  constructor(bytes: Buffer, options: EvtxChunkOptions) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.options = options
    this.parser = new BinXmlParser(bytes)
  }

  read(): RawRecord[] {
    if (this.bytes.length < chunkHeaderSize) return this.records
    if (!this.bytes.subarray(0, chunkMagic.length).equals(chunkMagic) && this.recordSize(chunkHeaderSize) === 0) {
      this.report(0, undefined, `${this.bytes.length} bytes are no chunk`)
      return this.records
    }
    const { used, dirty } = this.readHeader()
    this.walk(used, dirty)
    if (this.options.carve === true) for (const [start, end] of this.gaps) this.carve(start, end)
    return this.records
  }

  /** How far the records go by the header, and whether the header is to be doubted. */
  private readHeader(): { used: number; dirty: boolean } {
    const { bytes, view } = this
    let dirty = this.options.dirty
    const doubt = (message: string): void => {
      this.report(0, undefined, message)
      dirty = true
    }
    if (!bytes.subarray(0, chunkMagic.length).equals(chunkMagic)) doubt("chunk does not start with its magic")
    const sum = crc32(bytes.subarray(128, chunkHeaderSize), crc32(bytes.subarray(0, 120)))
    if (sum !== view.getUint32(124, true)) doubt("checksum of the chunk header is wrong")
    let used = view.getUint32(48, true)
    if (used < chunkHeaderSize || used > chunkSize) {
      doubt("chunk header has no valid end of records")
      used = chunkSize
    } else if (used <= bytes.length && crc32(bytes.subarray(chunkHeaderSize, used)) !== view.getUint32(52, true))
      doubt("checksum of the chunk's records is wrong")
    return { used, dirty }
  }

  private walk(used: number, dirty: boolean): void {
    const { bytes, view } = this
    let at = chunkHeaderSize
    let last: bigint | null = null
    for (;;) {
      const size = this.recordSize(at)
      if (at >= used) {
        // A stale record of an earlier use of the chunk may well start right here; its id does not go on from the last one.
        const goesOn = dirty && size > 0 && (last === null || view.getBigUint64(at + 8, true) === last + 1n)
        if (!goesOn) break
      }
      if (size === 0) {
        const end = Math.min(used, bytes.length)
        // A record that goes past the end of the bytes is the file's end, which the caller knows of.
        const isCut = bytes.length < chunkSize && this.isCutRecord(at)
        const next = isCut ? bytes.length : this.nextRecord(at + 1, end)
        if (!isCut && at < end && !isZero(bytes.subarray(at))) this.report(at, undefined, `${next - at} bytes are no record`)
        this.gaps.push([at, next])
        if (next >= end) {
          at = next
          break
        }
        at = next
        continue
      }
      last = view.getBigUint64(at + 8, true)
      this.readRecord(at, size, true)
      at += size
    }
    if (at < bytes.length) this.gaps.push([at, bytes.length])
  }

  private carve(start: number, end: number): void {
    for (let at = this.nextRecord(start, end); at < end; ) {
      const size = this.recordSize(at)
      const taken = this.readRecord(at, size, false)
      at = this.nextRecord(taken ? at + size : at + 1, end)
    }
  }

  /** The size of the record at an offset; 0 when none stands there whole. */
  private recordSize(at: number): number {
    const { bytes, view } = this
    if (at + minRecordSize > bytes.length || view.getUint32(at, true) !== 0x2a2a) return 0
    const size = view.getUint32(at + 4, true)
    if (size < minRecordSize || size > bytes.length - at) return 0
    return view.getUint32(at + size - 4, true) === size ? size : 0
  }

  private isCutRecord(at: number): boolean {
    const { bytes, view } = this
    if (at + 8 > bytes.length) return true
    const size = view.getUint32(at + 4, true)
    return view.getUint32(at, true) === 0x2a2a && size > bytes.length - at && at + size <= chunkSize
  }

  /** Where the next whole record starts; `end` when there is none before it. */
  private nextRecord(start: number, end: number): number {
    for (let at = start; ; at++) {
      at = this.bytes.indexOf(recordMagic, at)
      if (at < 0 || at >= end) return Math.max(start, end)
      if (this.recordSize(at) > 0) return at
    }
  }

  private readRecord(at: number, size: number, isReported: boolean): boolean {
    const id = Number(this.view.getBigUint64(at + 8, true))
    if (size > this.options.maxRecordBytes) {
      if (isReported) this.report(at, id, `record has ${size} bytes, more than the ${this.options.maxRecordBytes} allowed`)
      return false
    }
    try {
      const instance = this.parser.parse(at + recordHeaderSize, at + size - 4)
      const data = this.builder.build(instance)
      const record = eventRecordId(data) ?? id
      this.records.push(new EvtxRecord(data, { record, offset: this.options.offset + at }, instance))
      return true
    } catch (error) {
      if (!(error instanceof Malformed)) throw error
      if (isReported) this.report(at, id, `record does not parse: ${error.message}`)
      return false
    }
  }

  private report(at: number, record: number | undefined, message: string): void {
    const offset = this.options.offset + at
    this.options.report({ position: record === undefined ? { offset } : { record, offset }, message })
  }
}

function isZero(bytes: Buffer): boolean {
  return bytes.equals(Buffer.alloc(bytes.length))
}

/** The id by the event itself: an exported log numbers its records anew and leaves this as it was. */
function eventRecordId({ System }: JsonObject): number | null {
  if (typeof System !== "object" || System === null || !("EventRecordID" in System)) return null
  return typeof System.EventRecordID === "number" ? System.EventRecordID : null
}
