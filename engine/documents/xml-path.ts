import { RuleError } from "../errors/error.ts"
import type { SourceRange } from "../ir/source.ts"
import type { XmlElement } from "./xml-element.ts"

/** A test in brackets. Positions count from 1. */
type PathTest =
  | { readonly kind: "attribute"; readonly name: string; readonly value: string | null }
  | { readonly kind: "child"; readonly name: string; readonly value: string | null }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "position"; readonly position: number | "last" }

interface PathStep {
  /** Looks among all descendants rather than children. */
  readonly deep: boolean
  /** `*` for any name. */
  readonly name: string
  readonly tests: readonly PathTest[]
}

/** A path as ElementTree reads it, with attributes and text() at its end. */
export interface XmlPath {
  readonly steps: readonly PathStep[]
  /** The attribute that is asked for, or the text of the elements. */
  readonly attribute: string | null
}

/** Longest path; paths are written by people. */
const maxSteps = 100

/**
 * Reads a path of names, `*`, `.`, `//`, tests such as `[@id='7']`, `[name='x']`, `[.='x']`, `[2]` and `[last()]`, and `@attribute` or
 * `text()` at the end. This is what Python's ElementTree supports, and with it Splunk's xpath.
 * @throws RuleError "wrong_argument" for anything else of XPath
 */
export function parseXmlPath(text: string, range?: SourceRange): XmlPath {
  const refuse = (part: string): RuleError =>
    new RuleError("wrong_argument", `"${part}" of the path "${text}" is not supported`, {
      range,
      hint: "paths are made of names, *, //, tests such as [@id='7'] and @attribute",
    })
  const steps: PathStep[] = []
  let attribute: string | null = null
  const step = /(\/{0,2})\s*(?:@([^\s/[\]@=]+)|(text\(\))|([^\s/[\]@='"]+))((?:\[[^[\]]*\])*)\s*/y
  while (step.lastIndex < text.length) {
    const at = step.lastIndex
    const match = step.exec(text)
    const [, slashes = "", attributeName, isText, name = "", tests = ""] = match ?? []
    const isFirst = at === 0
    if (match === null || attribute !== null || steps.length > maxSteps || (!isFirst && slashes === "")) throw refuse(text.slice(at))
    const isLast = step.lastIndex >= text.length
    if (attributeName !== undefined || isText !== undefined) {
      if (!isLast || tests !== "" || (slashes === "//" && attributeName === undefined)) throw refuse(match[0])
      if (slashes === "//") steps.push({ deep: true, name: "*", tests: [] })
      attribute = attributeName ?? null
      break
    }
    if (name === "..") throw refuse("..")
    if (name === "." && tests === "") continue
    if (/[()|:]{2}|[()|]/.test(name)) throw refuse(name)
    steps.push({
      deep: slashes === "//",
      name,
      tests: [...tests.matchAll(/\[([^[\]]*)\]/g)].map(([whole, inner = ""]) => parseTest(inner.trim(), () => refuse(whole))),
    })
  }
  if (steps.length === 0) throw refuse(text)
  return { steps, attribute }
}

function parseTest(text: string, refuse: () => RuleError): PathTest {
  if (/^[1-9]\d{0,8}$/.test(text)) return { kind: "position", position: Number(text) }
  if (text === "last()") return { kind: "position", position: "last" }
  const match = /^(?:@([^\s='"]+)|(\.|text\(\))|([^\s='"@().]+))(?:\s*=\s*(?:'([^']*)'|"([^"]*)"))?$/.exec(text)
  if (match === null) throw refuse()
  const [, attribute, isText, child] = match
  const value = match[4] ?? match[5] ?? null
  if (attribute !== undefined) return { kind: "attribute", name: attribute, value }
  if (isText !== undefined) {
    if (value === null) throw refuse()
    return { kind: "text", value }
  }
  return { kind: "child", name: child ?? "", value }
}

/** The texts or attributes that a path leads to, in the order of the document. An absolute path begins at the roots. */
export function readXmlPath(roots: readonly XmlElement[], { steps, attribute }: XmlPath): string[] {
  let groups: readonly (readonly XmlElement[])[] = [roots]
  for (const [position, { deep, name, tests }] of steps.entries()) {
    const found: XmlElement[][] = []
    // Under `//` the same elements are reached on many ways.
    const seen = new Set<readonly XmlElement[]>()
    for (const elements of groups) {
      // The roots are no children: the first name picks among them.
      const families = position === 0 ? [elements] : elements.map(element => element.children)
      for (const family of families)
        for (const siblings of deep ? descend(family, seen) : [family]) {
          if (seen.has(siblings)) continue
          seen.add(siblings)
          found.push(filter(siblings, name, tests))
        }
    }
    groups = found.filter(group => group.length > 0)
  }
  const elements = new Set(groups.flat())
  if (attribute === null) return [...elements].map(element => element.text.trim()).filter(text => text !== "")
  return [...elements].flatMap(element =>
    element.attributes.filter(([name]) => attribute === "*" || name === attribute).map(([, value]) => value),
  )
}

/** The family and the families of all descendants, but for those that were seen. */
function descend(family: readonly XmlElement[], seen: ReadonlySet<readonly XmlElement[]>): (readonly XmlElement[])[] {
  const families: (readonly XmlElement[])[] = []
  const visit = (siblings: readonly XmlElement[]): void => {
    if (seen.has(siblings)) return
    families.push(siblings)
    for (const element of siblings) if (element.children.length > 0) visit(element.children)
  }
  visit(family)
  return families
}

function filter(siblings: readonly XmlElement[], name: string, tests: readonly PathTest[]): XmlElement[] {
  let elements = name === "*" ? [...siblings] : siblings.filter(element => element.name === name)
  for (const test of tests) {
    const count = elements.length
    elements = elements.filter((element, index) => passes(element, index, count, test))
  }
  return elements
}

function passes(element: XmlElement, index: number, count: number, test: PathTest): boolean {
  switch (test.kind) {
    case "position":
      return index + 1 === (test.position === "last" ? count : test.position)
    case "text":
      return element.text.trim() === test.value
    case "attribute":
      return element.attributes.some(([name, value]) => name === test.name && (test.value === null || value === test.value))
    case "child":
      return element.children.some(child => child.name === test.name && (test.value === null || child.text.trim() === test.value))
  }
}
