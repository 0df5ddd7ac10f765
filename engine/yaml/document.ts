import { isAlias, isCollection, isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, Scalar, visit } from "yaml"
import { RuleError } from "../errors/error.ts"
import type { SourceRange, SourceText } from "../ir/source.ts"
import { mapScalar } from "./scalar-map.ts"

type Path = readonly (string | number)[]

/** A YAML file with the place of everything in it. */
export interface YamlDocument {
  readonly source: SourceText
  /** The whole document as plain data. */
  readonly value: unknown
  /** Range of the value at a path; of its nearest ancestor when there is none. */
  range(path: Path): SourceRange
  /** Range of the key at a path; of its value when it is a list item. */
  keyRange(path: Path): SourceRange
  /** Maps offsets in the text of the string at a path to the file. */
  locator(path: Path): (start: number, end: number) => SourceRange
}

/**
 * Continuation lines of a quoted scalar must be indented, says YAML; published files have some that are not, and other parsers take
 * them. Indents such lines by one blank, which folding takes away again.
 */
function indentQuoted(text: string): string {
  let quote: string | null = null
  return text
    .split("\n")
    .map(line => {
      const continues = quote !== null
      const body = continues ? line : (/^[\w-]+:\s+(?=['"])/.exec(line) ?? [""])[0]
      let at = continues ? 0 : body.length
      if (!continues && at === 0) return line
      for (; at < line.length; at++) {
        const c = line[at]
        if (quote === null) {
          if (c === "'" || c === '"') quote = c
          else break
        } else if (quote === '"' && c === "\\") at++
        else if (c === quote) quote = null
      }
      return continues && /^\S/.test(line) ? ` ${line}` : line
    })
    .join("\n")
}

/** Longest file that is accepted, in characters. */
const maxLength = 4_000_000
/** Deepest nesting of lists and maps. */
const maxDepth = 64

/**
 * Parses one YAML document. Duplicate keys, tabs in indentation, aliases and unknown tags are errors: rules need none of them, and
 * aliases can make a small file unboundedly large.
 * @returns every mistake, and the document unless they leave its structure in doubt
 */
export function parseYaml(file: string, text: string): { readonly document: YamlDocument | null; readonly errors: readonly RuleError[] } {
  const strict = parseStrict(file, text)
  if (strict.document !== null) return strict
  const indented = indentQuoted(text)
  const lenient = indented === text ? strict : parseStrict(file, indented)
  return lenient.errors.length === 0 ? lenient : strict
}

function parseStrict(file: string, text: string): { readonly document: YamlDocument | null; readonly errors: readonly RuleError[] } {
  const source: SourceText = { file, text }
  const error = (message: string, start: number, end: number, hint?: string): RuleError =>
    new RuleError("yaml", message, { range: { source, start, end: Math.max(end, start + 1) }, hint })
  if (text.length > maxLength) return { document: null, errors: [error(`file is longer than ${maxLength} characters`, 0, 1)] }
  const lines = new LineCounter()
  const parsed = parseDocument(text, { lineCounter: lines, uniqueKeys: true, version: "1.2", schema: "core", strict: true, prettyErrors: false })
  const { errors, fatal } = mistakesOf(parsed, lines, error)
  const root = parsed.contents
  // A key that stands twice leaves everything else readable, so that the other mistakes of the file are found as well.
  if (fatal) return { document: null, errors }
  if (root === null) return { document: null, errors: [error("file is empty", 0, 1)] }
  const rangeOf = (node: Node): SourceRange => {
    const [start, end] = node.range ?? [0, text.length]
    return { source, start, end }
  }
  const find = (path: Path): { node: Node; key: Node | null; whole: boolean } => {
    let node: Node = root
    let key: Node | null = null
    for (const step of path) {
      if (isMap(node)) {
        const pair = node.items.find(item => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step))
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
  const locators = new Map<string, (start: number, end: number) => SourceRange>()
  const document: YamlDocument = {
    source,
    value: parsed.toJS({ maxAliasCount: 0 }),
    range: path => {
      const { node, key, whole } = find(path)
      // A whole map or list would underline half a file: its key says more.
      return whole && isCollection(node) && !isAlias(node) && key !== null ? rangeOf(key) : rangeOf(node)
    },
    keyRange: path => {
      const { node, key } = find(path)
      return rangeOf(key ?? node)
    },
    locator: path => {
      const id = JSON.stringify(path)
      const known = locators.get(id)
      if (known !== undefined) return known
      const { node, whole } = find(path)
      const range = rangeOf(node)
      let places: Int32Array | undefined
      const locator = (start: number, end: number): SourceRange => {
        if (!whole || !isScalar(node)) return range
        places ??= mapScalar(text, range.start, range.end, String(node.value), styleOf(node))
        const from = places[Math.min(start, places.length - 1)] ?? range.start
        const last = places[Math.min(Math.max(end - 1, start), places.length - 1)] ?? from
        return { source, start: from, end: Math.max(last + 1, from + 1) }
      }
      locators.set(id, locator)
      return locator
    },
  }
  return { document, errors }
}

/** Longest list or map that stands on one line. */
const flowWidth = 100

/** The text of a file with another value under `search`; everything else stays as it is written. */
export function withSearch(text: string, search: unknown): string {
  const parsed = parseDocument(text, { version: "1.2", schema: "core", keepSourceTokens: true })
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

type Report = (message: string, start: number, end: number, hint?: string) => RuleError

/** What is wrong with the syntax, each mistake once and in the order of the file. `fatal`: the structure is in doubt. */
function mistakesOf(parsed: ReturnType<typeof parseDocument>, lines: LineCounter, report: Report): { errors: RuleError[]; fatal: boolean } {
  const found: { readonly start: number; readonly once: string; readonly error: RuleError }[] = []
  let fatal = false
  const add = (once: string, start: number, error: RuleError): void => {
    found.push({ start, once, error })
  }
  const open = openMarks(parsed)
  for (const { code, message, pos } of [...parsed.errors, ...parsed.warnings]) {
    const fault = describeFault({ code, message, start: pos[0], end: pos[1] }, source(parsed), open)
    fatal ||= code !== "DUPLICATE_KEY"
    // Behind the first mistake of a line the parser only gropes about.
    const once = code === "DUPLICATE_KEY" ? `key ${fault.start}` : `line ${lines.linePos(fault.start).line}`
    add(once, fault.start, report(fault.message, fault.start, fault.end, fault.hint))
  }
  if (!fatal)
}

function hintFor(code: string): string | undefined {const clean = (message: string): string => (message.charAt(0).toLowerCase() + message.slice(1)).replace(/\.$/, "").split("\n")[0] ?? message

function hintFor(code: string): string | undefined {
  switch (code) {
    case "DUPLICATE_KEY":
      return "keep one of the two"
    case "TAB_AS_INDENT":
      return "indent with spaces"
    case "BAD_INDENT":
      return "align the line with its siblings"
    default:
      return undefined
  }
}
