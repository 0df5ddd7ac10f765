import type { Event } from "../event.ts"
import type { Evaluator } from "../exec/operator.ts"
import type { Expr } from "../ir/expr.ts"
import { numberOf, textOf } from "../ir/value.ts"
import { roundTo } from "./rounding.ts"

/** A number with the digits of it that carry meaning. */
export interface Measure {
  readonly value: number
  /** Significant digits. */
  readonly digits: number
  /** Decimals down to the last significant digit; negative when it stands for tens or hundreds. */
  readonly decimals: number
}

/**
 * Evaluates an expression with the precision of its operands: a product has as many significant digits as the operand with the
 * fewest, a sum as many decimals as the operand with the fewest. Intermediate results are not rounded. Null when not a number.
 */
export function compileMeasure(expr: Expr, compile: (expr: Expr) => Evaluator): (event: Event) => Measure | null {
  if (expr.kind === "literal" && typeof expr.value === "number") {
    const measure = measureOf(expr.value, expr.text ?? String(expr.value))
    return () => measure
  }
  if (expr.kind === "unary" && expr.op !== "not") {
    const operand = compileMeasure(expr.operand, compile)
    const sign = expr.op === "-" ? -1 : 1
    return event => {
      const measure = operand(event)
      return measure === null ? null : { ...measure, value: sign * measure.value }
    }
  }
  const combine = expr.kind === "binary" ? combinations[expr.op] : undefined
  if (expr.kind === "binary" && combine !== undefined) {
    const left = compileMeasure(expr.left, compile)
    const right = compileMeasure(expr.right, compile)
    return event => {
      const a = left(event)
      const b = a === null ? null : right(event)
      return a === null || b === null ? null : combine(a, b)
    }
  }
  const evaluate = compile(expr)
  return event => {
    const result = evaluate(event)
    const value = numberOf(result)
    return value === null ? null : measureOf(value, textOf(result) ?? "")
  }
}

const combinations: Readonly<Record<string, (a: Measure, b: Measure) => Measure | null>> = {
  "+": (a, b) => sum(a.value + b.value, a, b),
  "-": (a, b) => sum(a.value - b.value, a, b),
  "*": (a, b) => product(a.value * b.value, a, b),
  "/": (a, b) => (b.value === 0 ? null : product(a.value / b.value, a, b)),
}

function sum(value: number, a: Measure, b: Measure): Measure {
  const decimals = Math.min(a.decimals, b.decimals)
  return { value, decimals, digits: Math.max(1, magnitude(roundTo(value, decimals)) + 1 + decimals) }
}

function product(value: number, a: Measure, b: Measure): Measure {
  const digits = Math.min(a.digits, b.digits)
  return { value, digits, decimals: digits - 1 - magnitude(value) }
}

/** The power of ten of the first digit. */
function magnitude(value: number): number {
  return value === 0 || !Number.isFinite(value) ? 0 : Number(value.toExponential().split("e")[1])
}

function measureOf(value: number, text: string): Measure {
  const [mantissa = "", exponent = "0"] = text.trim().toLowerCase().split("e")
  const fraction = mantissa.split(".")[1] ?? ""
  const digits = mantissa.replace(/[^\d]/g, "").replace(/^0+/, "").length
  return { value, digits: Math.max(1, digits), decimals: fraction.length - Number(exponent) }
}
