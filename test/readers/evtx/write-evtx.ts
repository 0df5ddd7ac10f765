/** Writes event logs in the binary format, byte by byte as MS-EVEN6 and the format's description have it, for tests of the reader. */
import { crc32 } from "node:zlib"

export type Markup =
  | string
  | { readonly value: number; readonly optional?: boolean }
  | { readonly cdata: string }
  | { readonly char: number }
  | { readonly entity: string }
  | { readonly target: string; readonly data: string }
  | { readonly raw: string }
  | { readonly instance: Template; readonly values: readonly TypedValue[] }
  | ElementMarkup

export interface ElementMarkup {
  readonly name: string
  readonly attributes?: Readonly<Record<string, readonly Markup[]>>
  /** Absent for `<a/>`. */
  readonly children?: readonly Markup[]
}

export interface Template {
  readonly id: number
  readonly markup: readonly Markup[]
}

/** A value by its type and its bytes, or markup, or a template instance for a value of binary XML. */
export interface TypedValue {
  readonly type: number
  readonly bytes?: Uint8Array
  readonly markup?: readonly Markup[]
}

export const utf16 = (text: string): Buffer => Buffer.from(text, "utf16le")
export const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(" ", ""), "hex")
export const text = (value: string): TypedValue => ({ type: 0x01, bytes: utf16(value) })
export const noValue: TypedValue = { type: 0x00, bytes: Buffer.alloc(0) }

export const chunkSize = 0x1_0000

export class ChunkWriter {
  readonly bytes = Buffer.alloc(chunkSize)
  /** Where each record starts. */
  readonly starts: number[] = []
  at = 512
  private readonly names = new Map<string, number>()
  private readonly templates = new Map<number, number>()
  private dependencies = true

  record(id: number, write: () => void): this {
    const start = this.at
    this.starts.push(start)
    this.raw(hex("2a2a0000"))
    this.uint32(0)
    this.bytes.writeBigUInt64LE(BigInt(id), this.at)
    this.at += 16
    write()
    const size = this.at + 4 - start
    this.uint32(size)
    this.bytes.writeUInt32LE(size, start + 4)
    return this
  }

  /** A record of one template instance. */
  event(id: number, template: Template, values: readonly TypedValue[]): this {
    return this.record(id, () => {
      this.raw(hex("0f010100"))
      this.instance(template, values)
      this.raw(hex("00"))
    })
  }

  /** Fills the header in and gives the chunk. */
  finish(used: number = this.at): Buffer {
    const { bytes } = this
    bytes.write("ElfChnk\0", 0, "latin1")
    bytes.writeUInt32LE(128, 40)
    bytes.writeUInt32LE(used, 48)
    seal(bytes)
    return bytes
  }

  instance(template: Template, values: readonly TypedValue[]): void {
    this.raw(hex("0c01"))
    this.uint32(template.id)
    const known = this.templates.get(template.id)
    const offset = known ?? this.at + 4
    this.uint32(offset)
    if (known === undefined) {
      this.templates.set(template.id, offset)
      this.uint32(0)
      this.uint32(template.id)
      this.at += 12
      const size = this.at
      this.uint32(0)
      const { dependencies } = this
      this.dependencies = true
      this.raw(hex("0f010100"))
      this.markup(template.markup)
      this.raw(hex("00"))
      this.dependencies = dependencies
      this.bytes.writeUInt32LE(this.at - size - 4, size)
    }
    this.uint32(values.length)
    const descriptors = this.at
    this.at += 4 * values.length
    for (const [i, { type, bytes, markup }] of values.entries()) {
      const start = this.at
      if (bytes !== undefined) this.raw(bytes)
      if (markup !== undefined) {
        const { dependencies } = this
        this.dependencies = false
        this.raw(hex("0f010100"))
        this.markup(markup)
        this.raw(hex("00"))
        this.dependencies = dependencies
      }
      this.bytes.writeUInt16LE(this.at - start, descriptors + 4 * i)
      this.bytes[descriptors + 4 * i + 2] = type
    }
  }

  markup(nodes: readonly Markup[]): void {
    for (const node of nodes) this.node(node)
  }

  private node(node: Markup): void {
    if (typeof node === "string") {
      this.raw(hex("0501"))
      this.counted(node)
    } else if ("value" in node) {
      this.raw(hex(node.optional === true ? "0e" : "0d"))
      this.uint16(node.value)
      this.raw(hex("01"))
    } else if ("cdata" in node) {
      this.raw(hex("07"))
      this.counted(node.cdata)
    } else if ("char" in node) {
      this.raw(hex("08"))
      this.uint16(node.char)
    } else if ("entity" in node) {
      this.raw(hex("09"))
      this.name(node.entity)
    } else if ("target" in node) {
      this.raw(hex("0a"))
      this.name(node.target)
      this.raw(hex("0b"))
      this.counted(node.data)
    } else if ("raw" in node) this.raw(hex(node.raw))
    else if ("instance" in node) this.instance(node.instance, node.values)
    else this.element(node)
  }

  private element({ name, attributes = {}, children }: ElementMarkup): void {
    const entries = Object.entries(attributes)
    this.raw(hex(entries.length > 0 ? "41" : "01"))
    if (this.dependencies) this.uint16(0xffff)
    this.uint32(0)
    this.name(name)
    if (entries.length > 0) this.uint32(0)
    for (const [i, [attribute, parts]] of entries.entries()) {
      this.raw(hex(i < entries.length - 1 ? "46" : "06"))
      this.name(attribute)
      this.markup(parts)
    }
    if (children === undefined) {
      this.raw(hex("03"))
      return
    }
    this.raw(hex("02"))
    this.markup(children)
    this.raw(hex("04"))
  }

  private name(name: string): void {
    const known = this.names.get(name)
    this.uint32(known ?? this.at + 4)
    if (known !== undefined) return
    this.names.set(name, this.at)
    this.uint32(0)
    this.uint16(0)
    this.counted(name)
    this.uint16(0)
  }

  private counted(value: string): void {
    this.uint16(value.length)
    this.raw(utf16(value))
  }

  raw(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.at)
    this.at += bytes.length
  }

  uint16(value: number): void {
    this.at = this.bytes.writeUInt16LE(value, this.at)
  }

  uint32(value: number): void {
    this.at = this.bytes.writeUInt32LE(value, this.at)
  }
}

/** Sets the checksums of a chunk right. */
export function seal(chunk: Buffer): void {
  chunk.writeUInt32LE(crc32(chunk.subarray(512, chunk.readUInt32LE(48))), 52)
  chunk.writeUInt32LE(crc32(chunk.subarray(128, 512), crc32(chunk.subarray(0, 120))), 124)
}

export function fileHeader(chunks: number, flags = 0): Buffer {
  const header = Buffer.alloc(4096)
  header.write("ElfFile\0", 0, "latin1")
  header.writeUInt32LE(128, 32)
  header.writeUInt16LE(1, 36)
  header.writeUInt16LE(3, 38)
  header.writeUInt16LE(4096, 40)
  header.writeUInt16LE(chunks, 42)
  header.writeUInt32LE(flags, 120)
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124)
  return header
}

export function file(chunks: readonly Uint8Array[], flags = 0): Buffer {
  return Buffer.concat([fileHeader(chunks.length, flags), ...chunks])
}

/** The template of an event with the children given in EventData. */
export function eventTemplate(id: number, ...eventData: Markup[]): Template {
  const system = { name: "System", children: [{ name: "EventID", children: ["7"] }] }
  return { id, markup: [{ name: "Event", children: [system, { name: "EventData", children: eventData }] }] }
}

export function data(name: string, ...children: Markup[]): ElementMarkup {
  return { name: "Data", attributes: { Name: [name] }, children }
}
