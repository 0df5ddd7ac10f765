import { type Element, Instance, isOmitted, type Node, type Piece, type Scalar, type Template, textOf, type Value } from "./template.ts"

/** Length where the text of a record is cut: repeated arrays and templates in templates could make any length of a few bytes. */
const maxLength = 0x40_0000

/** A record as XML on one line, in the form that Windows renders and XmlWinEventLog holds. */
export function renderXml({ template, values }: Instance): string {
  return render("", piecesOf(template), values)
}

function piecesOf(template: Template): readonly Piece[] {
  template.pieces ??= compilePieces(template.nodes)
  return template.pieces
}

/** Puts text that is the same in all instances together. */
function compilePieces(nodes: readonly Node[]): Piece[] {
  const pieces: Piece[] = []
  for (const node of nodes)
    switch (node.kind) {
      case "text":
        add(pieces, escapeText(node.text))
        break
      case "cdata":
        add(pieces, `<![CDATA[${node.text}]]>`)
        break
      case "instruction":
        add(pieces, `<?${node.target} ${node.text}?>`)
        break
      case "substitution":
        pieces.push({ kind: "value", index: node.index, inAttribute: false })
        break
      case "element":
        addElement(pieces, node)
        break
      case "embedded":
        pieces.push({ kind: "instance", instance: node.instance })
        break
    }
  return pieces
}

function add(pieces: Piece[], text: string): void {
  const last = pieces.at(-1)
  if (typeof last === "string") pieces[pieces.length - 1] = last + text
  else pieces.push(text)
}

function addElement(pieces: Piece[], { name, attributes, children, empty }: Element): void {
  const start: Piece[] = [`<${name}`]
  for (const attribute of attributes) {
    const inner: Piece[] = [` ${attribute.name}='`]
    for (const part of attribute.parts)
      if (part.kind === "text") add(inner, escapeAttribute(part.text))
      else inner.push({ kind: "value", index: part.index, inAttribute: true })
    add(inner, "'")
    if (attribute.parts.some(part => part.kind === "substitution" && part.optional))
      start.push({ kind: "optional", nodes: attribute.parts, pieces: inner })
    else addAll(start, inner)
  }
  const [first] = children
  if (children.length === 1 && first !== undefined && first.kind === "substitution") {
    add(start, ">")
    pieces.push({ kind: "element", start, index: first.index, optional: first.optional, end: `</${name}>` })
    return
  }
  const whole = start
  if (empty) add(whole, "/>")
  else {
    add(whole, ">")
    addAll(whole, compilePieces(children))
    add(whole, `</${name}>`)
  }
  if (children.some(child => child.kind === "substitution" && child.optional))
    pieces.push({ kind: "optional", nodes: children, pieces: whole })
  else addAll(pieces, whole)
}

function addAll(pieces: Piece[], more: readonly Piece[]): void {
  for (const piece of more)
    if (typeof piece === "string") add(pieces, piece)
    else pieces.push(piece)
}

function render(before: string, pieces: readonly Piece[], values: readonly Value[]): string {
  let text = before
  for (const piece of pieces) {
    if (typeof piece === "string") {
      text += piece
      continue
    }
    if (text.length > maxLength) return text
    switch (piece.kind) {
      case "value":
        text = renderValue(text, values[piece.index], piece.inAttribute)
        break
      case "element": {
        const value = values[piece.index]
        if (piece.optional && (value ?? null) === null) break
        const items = arrayOf(value)
        if (items === null) text = `${renderValue(render(text, piece.start, values), value, false)}${piece.end}`
        else {
          // An array as the only content repeats the element, MS-EVEN6 3.1.4.7.5.
          const start = render("", piece.start, values)
          for (const item of items) if (text.length <= maxLength) text += `${start}${escapeText(String(item))}${piece.end}`
        }
        break
      }
      case "optional":
        if (!isOmitted(piece.nodes, values)) text = render(text, piece.pieces, values)
        break
      case "instance":
        text = render(text, piecesOf(piece.instance.template), piece.instance.values)
        break
    }
  }
  return text
}

function renderValue(text: string, value: Value | undefined, inAttribute: boolean): string {
  if (typeof value === "number") return text + value
  if (value instanceof Instance) return inAttribute ? text : render(text, piecesOf(value.template), value.values)
  return text + (inAttribute ? escapeAttribute(textOf(value)) : escapeText(textOf(value)))
}

/** The items of an array; null when there are none. */
function arrayOf(value: Value | undefined): readonly Scalar[] | null {
  return typeof value === "object" && value !== null && !(value instanceof Instance) && value.length > 0 ? value : null
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll("'", "&apos;")
}

function escapeText(text: string): string {
  return /[&<>]/.test(text) ? text.replace(/[&<>]/g, character => escapes[character] ?? character) : text
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }
