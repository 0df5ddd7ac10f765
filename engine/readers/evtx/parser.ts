import { compileSections } from "./sections.ts"
import {
  type Attribute,
  type Element,
  Instance,
  Malformed,
  maxElementDepth,
  maxValueDepth,
  type Node,
  type Substitution,
  Template,
  type Text,
  type Value,
} from "./template.ts"
import { entities, moreFlag, token } from "./tokens.ts"
import { binXmlType, stringType, ValueReader } from "./values.ts"

/** A name is a word of XML; the bound keeps names that many elements share from adding up. */
const maxNameLength = 256
/** Definitions do not overlap in a chunk that Windows wrote, so their sizes sum up to less than the chunk's 64 KiB. */
const maxTemplateBytes = 0x4_0000
const selfContained = new Malformed("template contains itself")

/**
 * Reads the binary XML of one chunk. Names and template definitions are stored once in a chunk; later uses point back to
 * them by their offset.
 */
export class BinXmlParser {
  private readonly bytes: Buffer
  private readonly view: DataView
  private readonly values: ValueReader
  private readonly names = new Map<number, string>()
  private readonly templates = new Map<number, Template | Malformed>()
  private templateBytes = 0
  private at = 0
  private end = 0
  private elementDepth = 0
  private valueDepth = 0
  /** Elements of records and templates name the substitution that they depend on; those of binary XML values do not. */
  private dependencies = true

  /** @param bytes the chunk from its header on, or as much of it as there is */
  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.values = new ValueReader(bytes)
  }

  /**
   * Reads the document of one record.
   * @throws Malformed
   */
  parse(start: number, end: number): Instance {
    this.at = start
    this.end = end
    this.elementDepth = 0
    this.valueDepth = 0
    this.dependencies = true
    return this.fragment()
  }

  private fragment(): Instance {
    while (this.peek() === token.fragmentHeader) this.skip(4)
    if (this.peek() === token.templateInstance) {
      const instance = this.templateInstance()
      if (this.peek() === token.endOfFragment) return instance
      const nodes = [{ kind: "embedded", instance } as const, ...this.content()]
      return new Instance(new Template(0, nodes, compileSections(nodes)), [])
    }
    const nodes = this.content()
    return new Instance(new Template(0, nodes, compileSections(nodes)), [])
  }

  private templateInstance(): Instance {
    this.skip(2)
    const id = this.uint32()
    const offset = this.uint32()
    const template = this.template(offset, id)
    // A definition stands where it is used first.
    if (offset === this.at) {
      this.skip(20)
      this.skip(this.uint32())
    }
    const count = this.uint32()
    let descriptor = this.at
    if (count > this.end) throw new Malformed("more values than bytes")
    this.skip(4 * count)
    const values: Value[] = []
    let at = this.at
    for (let i = 0; i < count; i++, descriptor += 4) {
      const size = this.view.getUint16(descriptor, true)
      const type = this.view.getUint8(descriptor + 2)
      if (at + size > this.end) throw new Malformed("value runs past its record")
      if (type === stringType) values.push(this.values.string(at, size))
      else if (type === binXmlType) values.push(size === 0 ? null : this.nested(at, at + size))
      else values.push(this.values.read(type, at, size))
      at += size
    }
    this.at = at
    return new Instance(template, values)
  }

  /** The template that is defined at an offset in the chunk. */
  private template(offset: number, id: number): Template {
    let template = this.templates.get(offset)
    if (template === undefined) {
      // Until it is read: a definition that contains its own instance has no end.
      this.templates.set(offset, selfContained)
      template = this.define(offset)
      this.templates.set(offset, template)
    }
    if (template instanceof Malformed) throw template
    // Where bytes were lost or used again the offset may lead to another definition.
    if (template.id !== id) throw new Malformed(`template 0x${id.toString(16)} is not at offset ${offset} of its chunk`)
    return template
  }

  private define(offset: number): Template | Malformed {
    const start = offset + 24
    if (start > this.bytes.length) return new Malformed("template lies past the end of its chunk")
    const id = this.view.getUint32(offset + 4, true)
    const size = this.view.getUint32(offset + 20, true)
    if (start + size > this.bytes.length) return new Malformed("template runs past its chunk")
    this.templateBytes += size
    if (this.templateBytes > maxTemplateBytes) return new Malformed("templates of the chunk overlap")
    const { at, end, dependencies, elementDepth } = this
    this.at = start
    this.end = start + size
    this.dependencies = true
    try {
      while (this.peek() === token.fragmentHeader) this.skip(4)
      const nodes = this.content()
      return new Template(id, nodes, compileSections(nodes))
    } catch (error) {
      if (error instanceof Malformed) return error
      throw error
    } finally {
      this.at = at
      this.end = end
      this.dependencies = dependencies
      this.elementDepth = elementDepth
    }
  }

  /** A value that is binary XML itself. */
  private nested(start: number, stop: number): Instance {
    const { at, end, dependencies } = this
    if (++this.valueDepth > maxValueDepth) throw new Malformed("values nest too deep")
    this.at = start
    this.end = stop
    this.dependencies = false
    const instance = this.fragment()
    this.valueDepth--
    this.at = at
    this.end = end
    this.dependencies = dependencies
    return instance
  }

  /** The nodes up to the end of the element or fragment that they stand in, the token that ends them included. */
  private content(): Node[] {
    const nodes: Node[] = []
    for (;;) {
      // Fragments in values are delimited by their size as well.
      if (this.at >= this.end) return nodes
      const next = this.view.getUint8(this.at)
      switch (next & ~moreFlag) {
        case token.endOfFragment:
        case token.endElement:
          this.at++
          return nodes
        case token.openStartElement:
          nodes.push(this.element())
          break
        case token.text:
        case token.charRef:
        case token.entityRef:
        case token.substitution:
        case token.optionalSubstitution:
          nodes.push(this.part(next & ~moreFlag))
          break
        case token.cdata:
          this.skip(1)
          nodes.push({ kind: "cdata", text: this.countedString() })
          break
        case token.instructionTarget: {
          this.skip(1)
          const target = this.name()
          const hasData = this.peek() === token.instructionData
          if (hasData) this.skip(1)
          nodes.push({ kind: "instruction", target, text: hasData ? this.countedString() : "" })
          break
        }
        case token.templateInstance:
          if (++this.elementDepth > maxElementDepth) throw new Malformed("elements nest too deep")
          nodes.push({ kind: "embedded", instance: this.templateInstance() })
          this.elementDepth--
          break
        case token.fragmentHeader:
          this.skip(4)
          break
        default:
          throw new Malformed(`unknown token 0x${next.toString(16)}`)
      }
    }
  }

  private element(): Element {
    if (++this.elementDepth > maxElementDepth) throw new Malformed("elements nest too deep")
    const hasAttributes = (this.view.getUint8(this.at) & moreFlag) !== 0
    // Token, dependency, size of the element.
    this.skip(this.dependencies ? 7 : 5)
    const name = this.name()
    const attributes: Attribute[] = []
    if (hasAttributes) {
      this.skip(4)
      while (this.peek() === token.attribute) attributes.push(this.attribute())
    }
    const close = this.peek()
    this.skip(1)
    if (close !== token.closeStartElement && close !== token.closeEmptyElement)
      throw new Malformed(`element "${name}" has token 0x${close.toString(16)} where its start tag ends`)
    const empty = close === token.closeEmptyElement
    const children = empty ? [] : this.content()
    this.elementDepth--
    return { kind: "element", name, attributes, children, empty }
  }

  private attribute(): Attribute {
    this.skip(1)
    const name = this.name()
    const parts: (Text | Substitution)[] = []
    for (;;) {
      const next = this.peek()
      switch (next) {
        case token.text:
        case token.charRef:
        case token.entityRef:
        case token.substitution:
        case token.optionalSubstitution:
          parts.push(this.part(next))
          break
        default:
          return { name, parts }
      }
    }
  }

  /** A piece of text or the place of a value. */
  private part(kind: number): Text | Substitution {
    this.skip(1)
    switch (kind) {
      case token.text: {
        this.skip(1)
        if (this.view.getUint8(this.at - 1) !== stringType) throw new Malformed("text in markup is no string")
        return { kind: "text", text: this.countedString() }
      }
      case token.charRef:
        this.skip(2)
        return { kind: "text", text: String.fromCharCode(this.view.getUint16(this.at - 2, true)) }
      case token.entityRef: {
        const name = this.name()
        return { kind: "text", text: entities.get(name) ?? `&${name};` }
      }
      default:
        // Index and type; the type that counts is that of the value.
        this.skip(3)
        return {
          kind: "substitution",
          index: this.view.getUint16(this.at - 3, true),
          optional: kind === token.optionalSubstitution,
        }
    }
  }

  /** A name by its offset in the chunk; it stands right here when it is used first. */
  private name(): string {
    const offset = this.uint32()
    if (offset === this.at) {
      this.skip(8)
      this.skip(2 * this.view.getUint16(this.at - 2, true) + 2)
    }
    let name = this.names.get(offset)
    if (name === undefined) {
      if (offset + 8 > this.bytes.length) throw new Malformed("name lies past the end of its chunk")
      const length = this.view.getUint16(offset + 6, true)
      if (length > maxNameLength) throw new Malformed("name is too long")
      if (offset + 8 + 2 * length > this.bytes.length) throw new Malformed("name runs past its chunk")
      name = this.values.string(offset + 8, 2 * length)
      this.names.set(offset, name)
    }
    return name
  }

  private countedString(): string {
    this.skip(2)
    const size = 2 * this.view.getUint16(this.at - 2, true)
    this.skip(size)
    return this.values.string(this.at - size, size)
  }

  private uint32(): number {
    this.skip(4)
    return this.view.getUint32(this.at - 4, true)
  }

  /** The next token without its flag; the end of the bytes ends a fragment. */
  private peek(): number {
    return this.at < this.end ? this.view.getUint8(this.at) & ~moreFlag : token.endOfFragment
  }

  /** Passes over bytes, which are then sure to be there. */
  private skip(size: number): void {
    if (size > this.end - this.at) throw new Malformed("markup runs past its end")
    this.at += size
  }
}
