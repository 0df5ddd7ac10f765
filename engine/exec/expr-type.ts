import { functions } from "../functions/index.ts"
import type { Expr } from "../ir/expr.ts"
import { unreachable } from "../ir/unreachable.ts"

/** Whether an expression gives a boolean, a value that a field can hold, or either. */
export function typeOf(expr: Expr): "boolean" | "value" | "any" {
  switch (expr.kind) {
    case "literal":
      return typeof expr.value === "boolean" ? "boolean" : expr.value === null ? "any" : "value"
    case "field":
    case "macro_call":
      return "any"
    case "subsearch":
      return expr.of === undefined ? "any" : "boolean"
    case "unary":
      return expr.op === "not" ? "boolean" : "value"
    case "binary":
      switch (expr.op) {
        case "+":
        case "-":
        case "*":
        case "/":
        case "%":
        case ".":
          return "value"
        default:
          return "boolean"
      }
    case "call":
      return functions.find(expr.name)?.returns ?? "any"
    default:
      return unreachable(expr)
  }
}
