import type { Expr } from "./expr.ts"
import type { Predicate } from "./predicate.ts"
import { unreachable } from "./unreachable.ts"

/** Names of the fields an expression reads, without duplicates, in order of appearance. */
export function fieldsOf(expr: Expr): string[] {
  const names = new Set<string>()
  const visit = (node: Expr): void => {
    switch (node.kind) {
      case "literal":
      case "macro_call":
        return
      case "field":
        names.add(node.name)
        return
      case "subsearch":
        if (node.of !== undefined) visit(node.of)
        return
      case "unary":
        visit(node.operand)
        return
      case "binary":
        visit(node.left)
        visit(node.right)
        return
      case "call":
        // Its text may ask for any.
        if (node.name === "searchmatch") names.add("*")
        node.args.forEach(visit)
        return
      default:
        unreachable(node)
    }
  }
  visit(expr)
  return [...names]
}

/** Names of the fields a predicate reads, without duplicates; `_raw` stands for keywords. */
export function fieldsOfPredicate(predicate: Predicate): string[] {
  const names = new Set<string>()
  const visit = (node: Predicate): void => {
    switch (node.kind) {
      case "all":
      case "any":
        node.operands.forEach(visit)
        return
      case "not":
        visit(node.operand)
        return
      case "compare":
      case "in":
        names.add(node.field)
        return
      case "keyword":
        names.add("_raw")
        return
      case "time":
        names.add(node.bound.startsWith("_index") ? "_indextime" : "_time")
        return
      case "subsearch":
        if (node.of !== undefined) names.add(node.of.field)
        return
      case "macro_term":
        return
      default:
        unreachable(node)
    }
  }
  visit(predicate)
  return [...names]
}
