import type { Expr } from "../ir/expr.ts"
import type { Pipeline } from "../ir/stage.ts"
import { unreachable } from "../ir/unreachable.ts"
import { printNumber } from "../ir/value.ts"
import { printMacroCall } from "../macro-call.ts"
import { bareField, notStrength, signStrength, strength, words } from "./syntax.ts"

const comparison = strength["="]

/** The expression as SPL text: the inverse of `parseExpr`, with no parentheses that are not needed. */
export function printExpr(expr: Expr, printPipeline: PipelinePrinter = noPipelines): string {
  return print(expr, 0, printPipeline)
}
type PipelinePrinter = (pipeline: Pipeline) => string
const noPipelines: PipelinePrinter = () => "[...]"

/** `outer`: the strength of the operator that holds this operand; an equal or weaker one needs parentheses. */
function print(expr: Expr, outer: number, nested: PipelinePrinter): string {
  switch (expr.kind) {
    case "literal":
      if (expr.text !== undefined) return signed(expr.text, outer)
      if (typeof expr.value === "string") return quote(expr.value, '"')
      if (typeof expr.value === "number") return signed(printNumber(expr.value), outer)
      return expr.value === null ? "null()" : expr.value ? "true()" : "false()"
    case "field":
      return printField(expr.name)
    case "macro_call":
      return printMacroCall(expr.name, expr.args)
    case "unary":
      if (expr.op === "not") return parenthesize(`NOT ${print(expr.operand, notStrength, nested)}`, notStrength <= outer)
      return parenthesize(`${expr.op}${print(expr.operand, signStrength, nested)}`, signStrength <= outer)
    case "binary": {
      const own = strength[expr.op]
      const op = /[a-z]/.test(expr.op) ? expr.op.toUpperCase() : expr.op
      return parenthesize(`${print(expr.left, own - 1, nested)} ${op} ${print(expr.right, own, nested)}`, own <= outer)
    }
    case "call": {
      const [first, ...rest] = expr.args
      if (expr.name === "in" && first !== undefined && rest.length > 0)
        return parenthesize(
          `${print(first, comparison, nested)} IN (${rest.map(argument => print(argument, 0, nested)).join(", ")})`,
          comparison <= outer,
        )
      return `${expr.name}(${expr.args.map(argument => print(argument, 0, nested)).join(", ")})`
    }
    case "subsearch":
      return expr.of === undefined
        ? nested(expr.pipeline)
        : parenthesize(`${print(expr.of, comparison, nested)} IN ${nested(expr.pipeline)}`, comparison <= outer)
    default:
      return unreachable(expr)
  }
}

const parenthesize = (text: string, needed: boolean): string => (needed ? `(${text})` : text)
const signed = (text: string, outer: number): string => parenthesize(text, text.startsWith("-") && outer >= signStrength)

/** A field name as the eval language reads it. */
export function printField(name: string): string {
  bareField.lastIndex = 0
  const bare = bareField.exec(name)
  const reserved = words.has(name.toLowerCase()) || /^(?:not|in|as|by)$/i.test(name)
  if ((bare !== null && bare[0] === name && !reserved) || /^\$[^\s$]+\$$/.test(name)) return name
  return quote(name, "'")
}

/** Escapes the quote, and a backslash only where the reader would otherwise take it for an escape. */
function quote(text: string, mark: string): string {
  let result = ""
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? ""
    const next = text[i + 1]
    if (c === mark) result += `\\${mark}`
    else if (c === "\\" && (next === undefined || next === "\\" || next === mark)) result += "\\\\"
    else result += c
  }
  return mark + result + mark
}
