import type { Program } from "./program.ts"
import { branchesOf, type Char, itemsOf, type Node } from "./syntax.ts"

/** A text that a pattern is, or needs. In lower case when `caseless`. */
export interface Literal {
  readonly text: string
  readonly caseless: boolean
}

/** A text that a whole branch of a pattern is. */
export interface LiteralBranch extends Literal {
  /** Only at the start of the text. */
  readonly start: boolean
  /** Only at its end, or also before a newline that ends it. */
  readonly end: "no" | "end" | "newline"
}

const maxBranches = 16

/** The texts that a pattern is an alternation of; null when it is more than that. */
export function literalBranches({ lead, body, guards }: Program): LiteralBranch[] | null {
  if (lead !== null || guards.length > 0) return null
  const branches = branchesOf(unwrapped(body))
  if (branches.length > maxBranches) return null
  const literals = branches.map(literalBranch)
  return literals.every(literal => literal !== null) ? literals : null
}

function literalBranch(branch: Node): LiteralBranch | null {
  let items = itemsOf(branch)
  const start = items[0]?.kind === "assertion" && items[0].at === "A"
  if (start) items = items.slice(1)
  const last = items.at(-1)
  const end = last?.kind !== "assertion" ? "no" : last.at === "z" ? "end" : last.at === "Z" ? "newline" : null
  if (end === null) return null
  if (end !== "no") items = items.slice(0, -1)
  const chars: Char[] = []
  for (const item of items) {
    if (item.kind !== "char") return null
    chars.push(item)
  }
  const literal = literalOf(chars)
  return literal === null ? null : { ...literal, start, end }
}

/** The longest text that every match contains; null when there is none worth looking for. */
export function requiredLiteral(body: Node): Literal | null {
  let best: Literal | null = null
  const consider = (chars: readonly Char[]): void => {
    const literal = literalOf(chars)
    if (literal !== null && literal.text.length > Math.max(best?.text.length ?? 0, 1)) best = literal
  }
  const visit = (node: Node): void => {
    let run: Char[] = []
    for (const item of itemsOf(node)) {
      if (item.kind === "char") {
        run.push(item)
        continue
      }
      consider(run)
      run = []
      if ((item.kind === "group" || (item.kind === "repeat" && item.min > 0)) && item.body.kind !== "alternation") visit(item.body)
    }
    consider(run)
  }
  visit(unwrapped(body))
  return best
}

/** Surrogates are no characters to RE2: a text that has one is looked for by RE2 itself. */
function literalOf(chars: readonly Char[]): Literal | null {
  const caseless = chars.some(char => char.caseless)
  if (chars.some(({ code }) => code >= 0xd800 && code <= 0xdfff)) return null
  // Beyond ASCII lower-casing is not what RE2 does, and a cased character may be sensitive among others that are not.
  if (caseless && chars.some(char => char.code > 127 || (isCased(char.code) && !char.caseless))) return null
  const text = chars.map(({ code }) => String.fromCodePoint(code)).join("")
  return { text: caseless ? text.toLowerCase() : text, caseless }
}

const isCased = (code: number): boolean => {
  const char = String.fromCodePoint(code)
  return char.toLowerCase() !== char.toUpperCase()
}

/** Without the groups around the whole. */
function unwrapped(node: Node): Node {
  let inner = node
  while (inner.kind === "group") inner = inner.body
  return inner
}
