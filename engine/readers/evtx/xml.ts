import { type Element, Instance, isOmitted, type Node, type Scalar, textOf, type Value } from "./template.ts"

/** Length where the text of a record is cut: repeated arrays and templates in templates could make any length of a few bytes. */
const maxLength = 0x40_0000

/** A record as XML on one line, in the form that Windows renders and XmlWinEventLog holds. */
export function renderXml(instance: Instance): string {
  const renderer = new XmlRenderer()
  renderer.nodes(instance.template.nodes, instance.values)
  return renderer.text
}

class XmlRenderer {
  text = ""

  nodes(nodes: readonly Node[], values: readonly Value[]): void {
    for (const node of nodes) {
      if (this.text.length > maxLength) return
      this.node(node, values)
    }
  }

  private node(node: Node, values: readonly Value[]): void {
    switch (node.kind) {
      case "text":
        this.text += escapeText(node.text)
        break
      case "cdata":
        this.text += `<![CDATA[${node.text}]]>`
        break
      case "instruction":
        this.text += `<?${node.target} ${node.text}?>`
        break
      case "substitution": {
        const value = values[node.index]
        if (value instanceof Instance) this.nodes(value.template.nodes, value.values)
        else this.text += escapeText(textOf(value))
        break
      }
      case "element":
        this.element(node, values)
        break
      case "embedded":
        this.nodes(node.instance.template.nodes, node.instance.values)
        break
    }
  }

  private element(element: Element, values: readonly Value[]): void {
    const { name, children, empty } = element
    if (isOmitted(children, values)) return
    const start = startTag(element, values)
    const items = arrayOf(children, values)
    if (items !== null) {
      for (const item of items) {
        if (this.text.length > maxLength) return
        this.text += `${start}>${escapeText(String(item))}</${name}>`
      }
      return
    }
    this.text += start
    if (empty) {
      this.text += "/>"
      return
    }
    this.text += ">"
    this.nodes(children, values)
    this.text += `</${name}>`
  }
}

/** The items of an array that is the only content: it repeats the element, MS-EVEN6 3.1.4.7.5. Null when it is none. */
function arrayOf(children: readonly Node[], values: readonly Value[]): readonly Scalar[] | null {
  const [first] = children
  if (children.length !== 1 || first === undefined || first.kind !== "substitution") return null
  const value = values[first.index]
  if (typeof value !== "object" || value === null || value instanceof Instance || value.length === 0) return null
  return value
}

function startTag({ name, attributes }: Element, values: readonly Value[]): string {
  let tag = `<${name}`
  for (const { name: attribute, parts } of attributes) {
    if (tag.length > maxLength || isOmitted(parts, values)) continue
    tag += ` ${attribute}='`
    for (const part of parts) {
      if (tag.length > maxLength) break
      tag += escapeText(part.kind === "text" ? part.text : textOf(values[part.index])).replaceAll("'", "&apos;")
    }
    tag += "'"
  }
  return tag
}

function escapeText(text: string): string {
  return /[&<>]/.test(text) ? text.replace(/[&<>]/g, character => escapes[character] ?? character) : text
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }
