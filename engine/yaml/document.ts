import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  Scalar,
  visit,
} from "yaml"
import { RuleError } from "../errors/error.ts"
import type { SourceRange, SourceText } from "../ir/source.ts"
import { describeFault } from "./faults.ts"
import { indentQuoted, type ParsedText } from "./indent-quoted.ts"
import { plainDocument } from "./known-document.ts"
import { readPlainYaml } from "./plain/document.ts"
import { scalarLocator } from "./scalar-map.ts"

type Path = readonly (string | number)[]

/** A YAML file with the place of everything in it. */
export interface YamlDocument {
  readonly source: SourceText
  /** The whole document as plain data. */
  readonly value: unknown
  /** The document has been found right before. */
  readonly isKnown: boolean
  /** Range of the value at a path; of its nearest ancestor when there is none. A list or map shows as its key. */
  range(path: Path): SourceRange
  /** Range of the key at a path; of its value when it is a list item. */
  keyRange(path: Path): SourceRange
  /** Maps offsets in the text of the string at a path to the file. */
  locator(path: Path): (start: number, end: number) => SourceRange
  /** Range of a comment on the line where the value at a path ends; what was meant as text may have become one. */
  commentRange(path: Path): SourceRange | null
}

export interface ParsedYaml {
  /** Null when the structure of the file is in doubt. */
  readonly document: YamlDocument | null
  readonly errors: readonly RuleError[]
}

/** Longest file that is accepted, in characters. */
const maxLength = 4_000_000
/** Deepest nesting of lists and maps. */
const maxDepth = 64

/** Characters that YAML forbids; some of them steer the terminal on which the file is shown. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g

const format = { uniqueKeys: true, version: "1.2", schema: "core", strict: true, prettyErrors: false } as const

/**
 * Parses one YAML document. Duplicate keys, tabs in indentation, aliases and unknown tags are errors: rules need none of them, and
 * aliases can make a small file unboundedly large.
 * @returns every mistake, and the document unless they leave its structure in doubt
 */
export function parseYaml(file: string, text: string): ParsedYaml {
  const source: SourceText = { file, text }
  if (text.length > maxLength)
    return {
      document: null,
      errors: [new RuleError("limit", `file is longer than ${maxLength} characters`, { range: { source, start: 0, end: 1 } })],
    }
  const plain = readPlainYaml(text)
  if (plain !== null) {
    const whole = (): YamlDocument => {
      const { document } = parseText(source, { text, original: offset => offset })
      if (document === null) throw new Error(`what was read as plain YAML is none: ${file}`)
      return document
    }
    return { document: plainDocument(source, plain, whole), errors: [] }
  }
  const strict = parseText(source, { text, original: offset => offset })
  if (strict.document !== null) return strict
  const indented = indentQuoted(text)
  const lenient = indented.text === text ? strict : parseText(source, indented)
  return lenient.errors.length === 0 ? lenient : strict
}

function parseText(source: SourceText, { text, original }: ParsedText): ParsedYaml {
  const lines = new LineCounter()
  const parsed = parseDocument(text, { ...format, lineCounter: lines })
  const range = (start: number, end: number): SourceRange => ({ source, start: original(start), end: original(Math.max(end, start + 1)) })
  const { errors, fatal } = mistakesOf(parsed, text, lines, range)
  const root = parsed.contents
  // A key that stands twice leaves everything else readable, so that the other mistakes of the file are found as well.
  if (fatal) return { document: null, errors }
  if (root === null) return { document: null, errors: [new RuleError("yaml", "file is empty", { range: range(0, 1) })] }
  const shown = (node: Node): Node => (isMap(node) && node.flow !== true && isNode(node.items[0]?.key) ? node.items[0].key : node)
  const rangeOf = (node: Node): SourceRange => range(...boundsOf(node))
  const find = (path: Path): Found => findNode(root, path)
  const locators = new Map<string, (start: number, end: number) => SourceRange>()
  const document: YamlDocument = {
    source,
    value: parsed.toJS({ maxAliasCount: 0 }),
    isKnown: false,
    range(path) {
      const { node, key, whole } = find(path)
      const [start, end] = boundsOf(node)
      // A whole map or list would underline half a file, and nothing at all is easily overlooked: the key says more.
      const byKey = key !== null && whole && ((isCollection(node) && !isAlias(node)) || start === end)
      return rangeOf(byKey ? key : shown(node))
    },
    keyRange(path) {
      const { node, key } = find(path)
      return rangeOf(key ?? shown(node))
    },
    locator(path) {
      const id = JSON.stringify(path)
      const known = locators.get(id)
      if (known !== undefined) return known
      const { node, whole } = find(path)
      const [start, end] = boundsOf(node)
      const locator =
        whole && isScalar(node)
          ? scalarLocator(text, { value: String(node.value), start, end, style: styleOf(node) }, range)
          : (): SourceRange => rangeOf(node)
      locators.set(id, locator)
      return locator
    },
    commentRange(path) {
      const { node, whole } = find(path)
      const [, end] = boundsOf(node)
      const comment = whole && isScalar(node) && styleOf(node) === "plain" ? /^[ \t]+(?=(#[^\n]*))/.exec(text.slice(end)) : null
      return comment === null ? null : range(end + comment[0].length, end + comment[0].length + (comment[1]?.trimEnd().length ?? 1))
    },
  }
  return { document, errors }
}

interface Found {
  readonly node: Node
  readonly key: Node | null
  /** The whole path was there. */
  readonly whole: boolean
}

function findNode(root: Node, path: Path): Found {
  let node: Node = root
  let key: Node | null = null
  for (const step of path) {
    if (isMap(node)) {
      // Of a key that stands twice the last value counts.
      const pair = node.items.findLast(item => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step))
      if (pair === undefined || !isNode(pair.key)) return { node, key, whole: false }
      key = pair.key
      if (!isNode(pair.value)) return { node: pair.key, key, whole: false }
      node = pair.value
    } else if (isSeq(node)) {
      const item = node.items[Number(step)]
      if (!isNode(item)) return { node, key, whole: false }
      node = item
      key = null
    } else return { node, key, whole: false }
  }
  return { node, key, whole: true }
}

const boundsOf = (node: Node): [start: number, end: number] => [node.range?.[0] ?? 0, node.range?.[1] ?? 0]

function styleOf(node: Scalar): "plain" | "single" | "double" | "block" {
  switch (node.type) {
    case Scalar.QUOTE_SINGLE:
      return "single"
    case Scalar.QUOTE_DOUBLE:
      return "double"
    case Scalar.BLOCK_FOLDED:
    case Scalar.BLOCK_LITERAL:
      return "block"
    default:
      return "plain"
  }
}

/** What is wrong with the syntax, each mistake once and in the order of the file. `fatal`: the structure is in doubt. */
function mistakesOf(
  parsed: Document.Parsed,
  text: string,
  lines: LineCounter,
  range: (start: number, end: number) => SourceRange,
): { readonly errors: RuleError[]; readonly fatal: boolean } {
  const found = new Map<string, { readonly start: number; readonly error: RuleError }>()
  const add = (once: string, error: RuleError): void => {
    if (!found.has(once)) found.set(once, { start: error.range?.start ?? 0, error })
  }
  const open = openMarks(parsed, text)
  const faults = [...parsed.errors, ...parsed.warnings]
    .map(({ code, message, pos: [start, end] }) => ({ code, ...describeFault({ code, message, start, end }, text, open) }))
    .sort((a, b) => a.start - b.start)
  for (const { code, message, hint, start, end } of faults) {
    const error = new RuleError(code === "RESOURCE_EXHAUSTION" ? "limit" : "yaml", message, { range: range(start, end), hint })
    // Behind the first mistake of a line the parser only gropes about.
    add(code === "DUPLICATE_KEY" ? `key ${start}` : `line ${lines.linePos(start).line}`, error)
  }
  let refused = false
  for (const { index, 0: character } of text.matchAll(controls)) {
    refused = true
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")
    const hint = `write it as "\\x${code.slice(2).toLowerCase()}" in double quotes`
    add(
      `line ${lines.linePos(index).line}`,
      new RuleError("yaml", `control character U+${code} is not allowed`, { range: range(index, index + 1), hint }),
    )
  }
  const anchors = new Set<string>()
  visit(parsed, {
    Node(_, node, path) {
      if (!isAlias(node) && node.anchor !== undefined) anchors.add(node.anchor)
      if (path.filter(isCollection).length <= maxDepth) return undefined
      refused = true
      add("depth", new RuleError("limit", "lists and maps are nested too deeply", { range: range(...boundsOf(node)) }))
      return visit.SKIP
    },
    Pair(_, { key }) {
      if (!isCollection(key)) return
      refused = true
      add(
        `key ${boundsOf(key)[0]}`,
        new RuleError("yaml", "a key cannot be a list or a map", { range: range(...boundsOf(key)), hint: "put the key in quotes" }),
      )
    },
    Alias(_, node) {
      const { source } = node
      refused = true
      // That something stands at a place again and again is one decision of the writer.
      if (found.has(`line ${lines.linePos(boundsOf(node)[0]).line}`)) return
      const hint = anchors.has(source) ? "write the value out" : "put it in quotes where the star is a wildcard"
      add(`alias ${source}`, new RuleError("yaml", `alias "*${source}" is not allowed`, { range: range(...boundsOf(node)), hint }))
    },
  })
  return {
    errors: [...found.values()].sort((a, b) => a.start - b.start).map(({ error }) => error),
    fatal: refused || faults.some(({ code }) => code !== "DUPLICATE_KEY"),
  }
}

/** Quotes and brackets that are not closed, by where their closing was missed. */
function openMarks(
  parsed: Document.Parsed,
  text: string,
): { quote(before: number): number | null; bracket(before: number): number | null } {
  if (parsed.errors.length === 0) return { quote: () => null, bracket: () => null }
  const quotes: number[] = []
  const brackets: number[] = []
  visit(parsed, {
    Scalar(_, node) {
      const [start, end] = boundsOf(node)
      const style = styleOf(node)
      if ((style === "double" || style === "single") && (end - start < 2 || text.charAt(end - 1) !== text.charAt(start))) quotes.push(start)
    },
    Collection(_, node) {
      const [start, end] = boundsOf(node)
      const closing = text.charAt(start) === "{" ? "}" : "]"
      if (node.flow === true && text.charAt(end - 1) !== closing) brackets.push(start)
    },
  })
  const last = (marks: readonly number[], before: number): number | null => marks.filter(mark => mark <= before).at(-1) ?? null
  return { quote: before => last(quotes, before), bracket: before => last(brackets, before) }
}

/** Longest list or map that stands on one line. */
const flowWidth = 100

/** The text of a file with another value under `search`; everything else stays as it is written. */
export function withSearch(text: string, search: unknown): string {
  const options = { ...format, keepSourceTokens: true }
  const asWritten = parseDocument(text, options)
  const parsed = asWritten.errors.length === 0 ? asWritten : parseDocument(indentQuoted(text).text, options)
  const node = parsed.createNode(search)
  if (isScalar(node)) node.type = Scalar.BLOCK_LITERAL
  visit(node, {
    Collection(_, collection, path) {
      // The list of stages and each stage's own map stand as blocks; what is short within them on one line.
      if (path.length >= 2 && JSON.stringify(collection.toJSON()).length <= flowWidth) collection.flow = true
    },
  })
  parsed.set("search", node)
  return parsed.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: false })
}
