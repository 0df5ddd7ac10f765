import { unreachable } from "../ir/unreachable.ts"
import { hasCaptures } from "./analyse.ts"
import { type CharSet, complement, digits, everything, notNewline, wordChars } from "./char-set.ts"
import type { Guard, Lead, Program } from "./program.ts"
import { type Node, PatternError, type Repeat } from "./syntax.ts"

/** A group whose text is no part of the match, nor of the groups that it ends. */
export interface Cut {
  /** Its number in the RE2 pattern. */
  readonly group: number
  /** Numbers in the PCRE pattern of the capturing groups around it. */
  readonly within: readonly number[]
}

/** A pattern in RE2's syntax, and how its groups are to be read. */
export interface Re2Pattern {
  readonly pattern: string
  /** The number in the RE2 pattern of each group of the PCRE pattern; the first is group 0, the match. */
  readonly groups: readonly number[]
  readonly cuts: readonly Cut[]
  /** The group that holds the match proper where something is matched before it; else 0. */
  readonly proper: number
}

export interface PrintOptions {
  /** For texts that end in a newline: `$` also stands before it. */
  readonly finalNewline: boolean
  /** For a search that goes on within the text: a lookbehind always has a character to look at. */
  readonly continued?: boolean
}

export function printProgram({ lead, body }: Program, { finalNewline, continued = false }: PrintOptions): Re2Pattern {
  const printer = new Printer(finalNewline)
  if (lead === null) {
    const pattern = printer.print(body)
    return { pattern, groups: printer.groups, cuts: printer.cuts, proper: 0 }
  }
  const before = lead.kind === "notBehind" ? printNotBehind(lead, continued) : `(?:${printer.print(lead.before)})`
  const proper = printer.open()
  const pattern = `${before}(${printer.print(body)})`
  return { pattern, groups: printer.groups, cuts: printer.cuts, proper }
}

/** A guard as a pattern whose matching is all that counts. */
export const printGuard = ({ body }: Guard, finalNewline: boolean): string => new Printer(finalNewline, true).print(body)

const printNotBehind = ({ set }: Extract<Lead, { kind: "notBehind" }>, continued: boolean): string =>
  continued ? printSet(complement(set)) : `(?:\\A|${printSet(complement(set))})`

class Printer {
  readonly groups: number[] = [0]
  readonly cuts: Cut[] = []
  private readonly finalNewline: boolean
  /** Within text that is cut off as a whole, or that is only tested for. */
  private cutOff: boolean
  private count = 0
  private within: readonly number[] = []

  constructor(finalNewline: boolean, cutOff = false) {
    this.finalNewline = finalNewline
    this.cutOff = cutOff
  }

  /** The number of the group that is opened next. */
  open(): number {
    return ++this.count
  }

  print(node: Node): string {
    switch (node.kind) {
      case "char":
        return node.caseless ? `(?i:${printCode(node.code)})` : printCode(node.code)
      case "set":
        if (node.set !== null) return printSet(node.set)
        return node.caseless ? `(?i:[${node.text}])` : `[${node.text}]`
      case "assertion":
        return node.at === "Z" ? this.printEnd(node.last === true) : assertions[node.at]
      case "concat":
        return this.printItems(node.items)
      case "alternation":
        return node.branches.map(branch => this.print(branch)).join("|")
      case "group":
        return node.capture === null ? `(?:${this.print(node.body)})` : this.printCapture(node.capture, node.body)
      case "repeat":
        return this.printRepeat(node)
      case "context":
        return this.printContext(node.body)
      case "look":
      case "keep":
      case "linebreak":
        throw new Error(`${node.kind} is still in a rewritten pattern`)
      default:
        return unreachable(node)
    }
  }

  private printItems(items: readonly Node[]): string {
    let text = ""
    for (let i = 0; i < items.length; i++) {
      const item = items[i]
      if (item === undefined) break
      if (item.kind === "char" && item.caseless) {
        let run = ""
        for (let next = items[i]; next?.kind === "char" && next.caseless; next = items[++i]) run += printCode(next.code)
        i--
        text += `(?i:${run})`
      } else text += item.kind === "alternation" ? `(?:${this.print(item)})` : this.print(item)
    }
    return text
  }

  private printCapture(capture: number, body: Node): string {
    this.groups[capture] = this.open()
    const { within } = this
    this.within = [...within, capture]
    const text = `(${this.print(body)})`
    this.within = within
    return text
  }

  private printRepeat({ body, min, max, mode, place }: Repeat): string {
    const single = body.kind === "char" || body.kind === "set" || body.kind === "group"
    const text = single ? this.print(body) : `(?:${this.print(body)})`
    const suffix = mode === "lazy" ? "?" : ""
    const bounded = max !== Number.POSITIVE_INFINITY
    if (!bounded && min <= 1) return text + (min === 0 ? "*" : "+") + suffix
    if (bounded && max === 1 && min === 0) return `${text}?${suffix}`
    const few = min <= maxRepeat && (!bounded || max <= maxRepeat)
    if (few) return `${text}{${min}${min === max ? "" : bounded ? `,${max}` : ","}}${suffix}`
    if (hasCaptures(body)) throw new PatternError(`RE2 repeats a group at most ${maxRepeat} times`, place)
    // One after the other they count further than RE2 does.
    const pieces = [
      ...chunks(min).map(count => `${text}{${count}}`),
      ...(bounded ? chunks(max - min).map(count => `${text}{0,${count}}${suffix}`) : [`${text}*${suffix}`]),
    ]
    return `(?:${pieces.join("")})`
  }

  private printEnd(last: boolean): string {
    if (!this.finalNewline || !last) return "\\z"
    if (this.cutOff) return "\\n?\\z"
    return `${this.cut("\\n?")}\\z`
  }

  private printContext(body: Node): string {
    if (this.cutOff) return `(?:${this.print(body)})`
    const group = this.open()
    this.cuts.push({ group, within: this.within })
    this.cutOff = true
    const text = `(${this.print(body)})`
    this.cutOff = false
    return text
  }

  private cut(pattern: string): string {
    this.cuts.push({ group: this.open(), within: this.within })
    return `(${pattern})`
  }
}

/** RE2 takes no larger counts. */
const maxRepeat = 1000

const chunks = (count: number): number[] =>
  Array.from({ length: Math.ceil(count / maxRepeat) }, (_, i) => Math.min(maxRepeat, count - i * maxRepeat))

const assertions = { A: "\\A", z: "\\z", linestart: "(?m:^)", lineend: "(?m:$)", b: "\\b", B: "\\B" } as const

/** A code point as RE2 reads it, in and outside of classes. */
export function printCode(code: number): string {
  if ((code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code === 32)
    return String.fromCharCode(code)
  return code > 32 && code < 127 ? `\\${String.fromCharCode(code)}` : `\\x{${code.toString(16)}}`
}

/** The ranges of a set as the body of a RE2 class. */
export const printRanges = (set: CharSet): string =>
  set.map(([low, high]) => (low === high ? printCode(low) : `${printCode(low)}${high === low + 1 ? "" : "-"}${printCode(high)}`)).join("")

const named: readonly (readonly [set: CharSet, text: string])[] = [
  [everything, "(?s:.)"],
  [notNewline, "."],
  [digits, "\\d"],
  [wordChars, "\\w"],
  [complement(digits), "\\D"],
  [complement(wordChars), "\\W"],
  [[], "[^\\x{0}-\\x{10ffff}]"],
]

function printSet(set: CharSet): string {
  const [first, second] = set
  if (first !== undefined && second === undefined && first[0] === first[1]) return printCode(first[0])
  for (const [other, text] of named) if (isEqual(set, other)) return text
  const rest = complement(set)
  return rest.length < set.length ? `[^${printRanges(rest)}]` : `[${printRanges(set)}]`
}

const isEqual = (a: CharSet, b: CharSet): boolean =>
  a.length === b.length && a.every(([low, high], i) => low === b[i]?.[0] && high === b[i]?.[1])
