import { type Scalar, type Value, valueFrom } from "../ir/value.ts"
import { fieldFrom, isArray, isObject, type JsonValue, parseContainer } from "../json/value.ts"
import { parseXml, type XmlElement } from "./xml-element.ts"

/** One step of a location path such as `a.b{0}.c{}` or `a.b{2}{@id}`. */
export type PathStep =
  | { readonly kind: "key"; readonly name: string }
  /** A position: from 0 in JSON arrays, from 1 among the XML elements of one name. */
  | { readonly kind: "index"; readonly index: number }
  /** `{}`: all elements. */
  | { readonly kind: "each" }
  /** `{@name}`: an XML attribute. */
  | { readonly kind: "attribute"; readonly name: string }
export type Path = readonly PathStep[]

/** Longer paths lead nowhere: they may come from log data. */
const maxPathLength = 4096
const nowhere: Path = [{ kind: "attribute", name: "" }]

/** Reads a location path; every text is one. Braces that are no index belong to the name. */
export function parsePath(text: string): Path {
  if (text.length > maxPathLength) return nowhere
  const steps: PathStep[] = []
  for (const part of text.split(".")) {
    const selectors: PathStep[] = []
    let end = part.length
    while (part[end - 1] === "}") {
      const start = part.lastIndexOf("{", end - 1)
      const selector = start < 0 ? null : parseSelector(part.slice(start + 1, end - 1))
      if (selector === null) break
      selectors.unshift(selector)
      end = start
    }
    // Only a path that begins with braces has a part without a name: it selects in the whole text.
    if (end > 0 || selectors.length === 0 || steps.length > 0) steps.push({ kind: "key", name: part.slice(0, end) })
    steps.push(...selectors)
  }
  return steps
}

function parseSelector(inside: string): PathStep | null {
  if (inside === "") return { kind: "each" }
  if (/^\d{1,15}$/.test(inside)) return { kind: "index", index: Number(inside) }
  return /^@[^{}]+$/.test(inside) ? { kind: "attribute", name: inside.slice(1) } : null
}

export interface JsonMatches {
  readonly values: readonly JsonValue[]
  /** A `{}` went over an array, so that there may be any number of values. */
  readonly many: boolean
}

/** The values that a path leads to. */
export function readJson(root: JsonValue, path: Path): JsonMatches {
  let values: readonly JsonValue[] = [root]
  let many = false
  for (const [position, step] of path.entries()) {
    const next: JsonValue[] = []
    for (const value of values)
      switch (step.kind) {
        case "key": {
          const member = isObject(value) ? value.get(step.name) : undefined
          if (member !== undefined) next.push(member)
          break
        }
        case "index": {
          const element = isArray(value) ? value[step.index] : undefined
          if (element !== undefined) next.push(element)
          break
        }
        case "each":
          if (isArray(value)) {
            many = true
            for (const element of value) next.push(element)
          } else if (position === 0) next.push(value)
          break
        case "attribute":
      }
    values = next
  }
  return { values, many }
}

/** What a path finds in JSON or XML text; null when it finds nothing, or the text is neither. */
export function extractPath(text: string, path: Path): Value {
  if (isXml(text)) {
    const roots = parseXml(text)
    return roots === null ? null : valueFrom(readXml(roots, path))
  }
  const root = parseContainer(text)
  return root === undefined ? null : valueFrom(readJson(root, path).values.map(scalarFrom))
}

/**
 * All fields of JSON or XML text by their paths, in order: `a.b`, `a{}` for the elements of an array, `{}.b` where the text is an
 * array, `a{@id}` for XML attributes. Empty when the text is neither.
 */
export function extractAll(text: string): ReadonlyMap<string, Value> {
  const found = new Map<string, Scalar[]>()
  const add = (name: string, value: Scalar): void => {
    const values = found.get(name)
    if (values === undefined) found.set(name, [value])
    else values.push(value)
  }
  if (isXml(text)) for (const root of parseXml(text) ?? []) collectXml(root, root.name, add)
  else {
    const root = parseContainer(text)
    if (root !== undefined) collectJson(root, "", add)
  }
  return new Map(Array.from(found, ([name, values]) => [name, valueFrom(values)]))
}

const isXml = (text: string): boolean => /^\s*</.test(text)

/** A JSON null in an event is the text `null`, as extracted fields have it. */
const scalarFrom = (value: JsonValue): Scalar => fieldFrom(value) ?? "null"

function collectJson(value: JsonValue, name: string, add: (name: string, value: Scalar) => void): void {
  if (isArray(value)) for (const element of value) collectJson(element, `${name}{}`, add)
  else if (isObject(value)) for (const [key, member] of value) collectJson(member, name === "" ? key : `${name}.${key}`, add)
  else add(name, scalarFrom(value))
}

function collectXml(element: XmlElement, name: string, add: (name: string, value: Scalar) => void): void {
  for (const [attribute, value] of element.attributes) add(`${name}{@${attribute}}`, value)
  if (element.children.length > 0) for (const child of element.children) collectXml(child, `${name}.${child.name}`, add)
  else if (element.text !== "") add(name, element.text)
}

function readXml(roots: readonly XmlElement[], path: Path): Scalar[] {
  // Elements of one name under one parent stand together, so that an index counts among them.
  let groups: readonly (readonly XmlElement[])[] = [roots]
  for (const [position, step] of path.entries()) {
    switch (step.kind) {
      case "key":
        // The roots are no children: the first name picks among them.
        groups = (position === 0 ? [roots] : groups.flat().map(element => element.children)).map(elements =>
          elements.filter(element => element.name === step.name),
        )
        break
      case "index":
        groups = groups.map(group => group.slice(step.index - 1, Math.max(step.index, 0)))
        break
      case "each":
        break
      case "attribute":
        return groups.flat().flatMap(element => element.attributes.filter(([name]) => name === step.name).map(([, value]) => value))
    }
  }
  return groups
    .flat()
    .map(element => element.text)
    .filter(text => text !== "")
}
