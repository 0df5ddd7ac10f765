import type { Provenance } from "../event.ts"
import type { Expr } from "../ir/expr.ts"
import { printNumber } from "../ir/value.ts"
import type { Formula } from "./compiled-source.ts"

export const nowhere: Provenance = { fields: new Set(), texts: new Set(), single: true, ofSingle: false }
export const fromField = (name: string): Provenance => ({ ...nowhere, fields: new Set([name]) })
export const fromTexts = (texts: Iterable<string>): Provenance => ({ ...nowhere, texts: new Set(texts) })
/** Several values of what comes from one place. */
export const several = (place: Provenance | null): Provenance | null => (place === null ? null : { ...place, single: false })

/** Of what may come from any of several places; null when one of them is not known. */
export function either(places: Iterable<Provenance | null>): Provenance | null {
  const fields = new Set<string>()
  const texts = new Set<string>()
  let single = true
  let ofSingle = false
  for (const place of places) {
    if (place === null) return null
    for (const field of place.fields) fields.add(field)
    for (const text of place.texts) texts.add(text)
    single &&= place.single
    ofSingle ||= place.ofSingle
  }
  return { fields, texts, single, ofSingle }
}

/** Functions that give a part of their first argument, or items of it; not `upper`, which makes two letters of some. */
const parts = new Set(["lower", "trim", "ltrim", "rtrim", "substr", "mvdedup", "mvsort", "nullif"])

/** Where what an expression gives comes from; null when it may be anything. */
export function provenanceOf(expr: Expr, ofField: (name: string) => Provenance | null): Provenance | null {
  switch (expr.kind) {
    case "literal":
      return expr.value === null ? nowhere : fromTexts([typeof expr.value === "number" ? printNumber(expr.value) : String(expr.value)])
    case "field":
      return ofField(expr.name)
    case "call": {
      const { name, args } = expr
      const of = (values: readonly Expr[]): Provenance | null => either(values.map(value => provenanceOf(value, ofField)))
      if (name === "coalesce") return of(args)
      if (name === "mvappend") return several(of(args))
      if (name === "null") return nowhere
      if (name === "if") return of(args.slice(1))
      if (name === "case") return of(args.filter((_, index) => index % 2 === 1))
      const first = of(args.slice(0, 1))
      if (name === "mvjoin") return joinsAgain(args) ? joined(args[0], ofField) : null
      if (name === "split" || (name === "mvindex" && args.length > 2)) return several(first)
      if (name === "mvindex" && first !== null) return { ...first, single: true }
      if (parts.has(name) || (name === "replace" && cutsOff(args))) return first
      return null
    }
    default:
      return null
  }
}

/** Whether a replacement takes one piece off an end of the text, so that one piece of it is left. */
function cutsOff([, pattern, replacement]: readonly Expr[]): boolean {
  if (pattern?.kind !== "literal" || replacement?.kind !== "literal" || replacement.value !== "") return false
  const text = String(pattern.value)
  return !text.includes("|") && !text.includes("(?") && (text.startsWith("^") || /[^\\]\$$/.test(text))
}

/** Whether neighbouring items of a text that was split are joined by what it was split at. */
function joinsAgain([list, delimiter]: readonly Expr[]): boolean {
  if (list?.kind !== "call" || delimiter?.kind !== "literal") return false
  const split = list.name === "mvindex" ? list.args[0] : list
  const [, at] = split?.kind === "call" && split.name === "split" ? split.args : []
  return at?.kind === "literal" && at.value === delimiter.value && delimiter.value !== ""
}

/** Where neighbouring items of a text that are joined again come from: items of several texts are no neighbours. */
function joined(list: Expr | undefined, ofField: (name: string) => Provenance | null): Provenance | null {
  const split = list?.kind === "call" && list.name === "mvindex" ? list.args[0] : list
  const text = split?.kind === "call" ? split.args[0] : undefined
  const place = text === undefined ? null : provenanceOf(text, ofField)
  return place?.single === true ? { ...place, ofSingle: true } : null
}

/** Where the values of a calculated field come from. */
export const provenanceOfFormula = ({ table, expr }: Formula, ofField: (name: string) => Provenance | null): Provenance | null =>
  either([
    table === null ? nowhere : fromTexts([...table.values.values()].flatMap(value => (value === null ? [] : [String(value)]))),
    expr === null ? nowhere : provenanceOf(expr, ofField),
  ])
