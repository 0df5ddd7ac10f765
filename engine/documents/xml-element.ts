/** One element of an XML text. */
export interface XmlElement {
  readonly name: string
  readonly attributes: readonly (readonly [name: string, value: string])[]
  readonly children: readonly XmlElement[]
  /** The text of an element without children, entities resolved; what stands between the tags, as it stands, when it has some. */
  readonly text: string
}

const maxLength = 16 * 1024 * 1024
const maxDepth = 500

const startTag = /<([^\s<>/="'&]+)/y
const attribute = /\s+([^\s<>/="'&]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y
const startTagEnd = /\s*(\/?)>/y
const endTag = /<\/([^\s<>/="'&]+)\s*>/y

interface OpenElement {
  readonly name: string
  readonly attributes: readonly (readonly [string, string])[]
  readonly children: XmlElement[]
  readonly start: number
  text: string
}

/**
 * Reads the elements of an XML text: usually one, several where the text is a fragment. Declarations, comments and document types are
 * passed over, and a document type declares no entities: nothing expands. Null when the text is not well-formed or too large.
 */
export function parseXml(text: string): readonly XmlElement[] | null {
  if (text.length > maxLength) return null
  const roots: XmlElement[] = []
  const open: OpenElement[] = []
  const close = (element: OpenElement, end: number): void => {
    const { name, attributes, children, start } = element
    const siblings = open.at(-1)?.children ?? roots
    siblings.push({ name, attributes, children, text: children.length === 0 ? element.text : text.slice(start, end) })
  }
  let at = 0
  while (at < text.length) {
    const current = open.at(-1)
    if (text[at] !== "<") {
      const next = text.indexOf("<", at)
      const end = next < 0 ? text.length : next
      const between = text.slice(at, end)
      if (current !== undefined) current.text += unescapeXml(between)
      else if (/\S/.test(between)) return null
      at = end
      continue
    }
    if (text.startsWith("<![CDATA[", at)) {
      const end = text.indexOf("]]>", at)
      if (end < 0 || current === undefined) return null
      current.text += text.slice(at + 9, end)
      at = end + 3
      continue
    }
    const skipped = text[at + 1] === "?" || text[at + 1] === "!" ? endOfMarkup(text, at) : at
    if (skipped === null) return null
    if (skipped > at) {
      at = skipped
      continue
    }
    if (text[at + 1] === "/") {
      endTag.lastIndex = at
      const found = endTag.exec(text)
      const element = open.pop()
      if (found === null || element === undefined || element.name !== found[1]) return null
      close(element, at)
      at = endTag.lastIndex
      continue
    }
    const head = readStartTag(text, at)
    if (head === null) return null
    const { name, attributes, empty } = head
    at = head.end
    const element: OpenElement = { name, attributes, children: [], start: at, text: "" }
    if (empty) close(element, at)
    else if (open.length >= maxDepth) return null
    else open.push(element)
  }
  return open.length === 0 && roots.length > 0 ? roots : null
}

/** Where a declaration, a comment or a document type ends; null when it does not. */
function endOfMarkup(text: string, at: number): number | null {
  const closing = text.startsWith("<!--", at) ? "-->" : text[at + 1] === "?" ? "?>" : ">"
  const end = text.indexOf(closing, at)
  if (end < 0) return null
  // A document type may hold declarations in brackets, each of which ends with ">" too.
  const bracket = closing === ">" ? text.slice(at, end).indexOf("[") : -1
  if (bracket < 0) return end + closing.length
  const subset = text.indexOf("]", at + bracket)
  const last = subset < 0 ? -1 : text.indexOf(">", subset)
  return last < 0 ? null : last + 1
}

interface StartTag {
  readonly name: string
  readonly attributes: readonly (readonly [string, string])[]
  readonly empty: boolean
  readonly end: number
}

function readStartTag(text: string, at: number): StartTag | null {
  startTag.lastIndex = at
  const name = startTag.exec(text)?.[1]
  if (name === undefined) return null
  const attributes: (readonly [string, string])[] = []
  let end = startTag.lastIndex
  for (;;) {
    attribute.lastIndex = end
    const found = attribute.exec(text)
    if (found === null) break
    attributes.push([found[1] ?? "", unescapeXml(found[2] ?? found[3] ?? "")])
    end = attribute.lastIndex
  }
  startTagEnd.lastIndex = end
  const closing = startTagEnd.exec(text)
  return closing === null ? null : { name, attributes, empty: closing[1] === "/", end: startTagEnd.lastIndex }
}

const named: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
])

/** Resolves the five entities of XML and character references; any other stays as it stands. */
function unescapeXml(text: string): string {
  if (!text.includes("&")) return text
  return text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w+));/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return named.get(name) ?? whole
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
