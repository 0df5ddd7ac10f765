import { RuleError } from "../errors/error.ts"
import { Event } from "../event.ts"
import { printExpr } from "../expr/print.ts"
import type { Argument, FunctionContext } from "../functions/function.ts"
import { functions } from "../functions/index.ts"
import type { BinaryOp, Expr, SubsearchCondition } from "../ir/expr.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { Pipeline } from "../ir/stage.ts"
import { unreachable } from "../ir/unreachable.ts"
import { compareText, numberOf, type Scalar, textOf, type Value, valuesOf } from "../ir/value.ts"
import type { SubsearchResult } from "../stages/stage.ts"
import type { Evaluator, Result, Test } from "./operator.ts"

/** What compiling an expression needs of the search that it stands in. */
export interface ExprEnvironment extends Omit<FunctionContext, "range" | "evaluator"> {
  /** Called when the expression reads the clock: the search then needs to know "now". */
  readsClock(): void
  /** Registers a subsearch; its rows are there when the events that depend on it are evaluated. */
  subsearch(pipeline: Pipeline): SubsearchResult
  formatRows(result: SubsearchResult): Predicate
  test(predicate: Predicate): Test
}

/**
 * Compiles an expression of the eval language.
 * @throws RuleError "unknown_function", "wrong_argument", "regex"
 */
export function compileExpr(expr: Expr, env: ExprEnvironment): Evaluator {
  switch (expr.kind) {
    case "literal": {
      const { value } = expr
      return () => value
    }
    case "field": {
      const { name } = expr
      return event => event.get(name)
    }
    case "unary":
      return compileUnary(expr.op, compileExpr(expr.operand, env))
    case "binary":
      return compileBinary(expr.op, expr, env)
    case "call": {
      const definition = functions.get(expr.name, expr.range)
      if (definition.readsClock) env.readsClock()
      const args = expr.args.map((argument): Argument => {
        const evaluate = compileExpr(argument, env)
        return { expr: argument, evaluate, constant: isConstant(argument) ? evaluate(new Event()) : undefined }
      })
      return definition.compile(args, { ...env, range: expr.range, evaluator: inner => compileExpr(inner, env) })
    }
    case "subsearch":
      return compileSubsearch(expr, env)
    case "macro_call":
      throw new Error(`macro "${expr.name}" was not expanded`)
    default:
      return unreachable(expr)
  }
}

function compileSubsearch({ pipeline, of }: SubsearchCondition, env: ExprEnvironment): Evaluator {
  const result = env.subsearch(pipeline)
  if (of === undefined) {
    let test: Test | null = null
    return event => {
      test ??= env.test(env.formatRows(result))
      return test(event)
    }
  }
  const evaluate = compileExpr(of, env)
  let found: Set<string> | null = null
  return event => {
    found ??= new Set(
      result.rows().flatMap(row =>
        row
          .names()
          .slice(0, 1)
          .flatMap(name => valuesOf(row.get(name)).map(value => textOf(value) ?? "")),
      ),
    )
    const value = evaluate(event)
    if (value === null) return null
    return valuesOf(assignable(value)).some(scalar => found?.has(textOf(scalar) ?? "") === true)
  }
}

/**
 * Compiles a condition; null counts as false.
 * @throws RuleError "wrong_type" when the expression can only give a value
 */
export function compileCondition(expr: Expr, env: ExprEnvironment): Test {
  if (typeOf(expr) === "value")
    throw new RuleError("wrong_type", `condition "${printExpr(expr)}" is not boolean`, {
      range: expr.range,
      hint: "compare it with something, as in field = value",
    })
  const evaluate = compileExpr(expr, env)
  return event => evaluate(event) === true
}

/**
 * Compiles an expression whose value goes into a field.
 * @throws RuleError "wrong_type" when the expression can only give a boolean, which no field can hold
 */
export function compileValue(expr: Expr, env: ExprEnvironment): (event: Event) => Value {
  if (typeOf(expr) === "boolean")
    throw new RuleError("wrong_type", `"${printExpr(expr)}" is boolean, which no field can hold`, {
      range: expr.range,
      hint: 'give it values, as in if(condition, "yes", "no")',
    })
  const evaluate = compileExpr(expr, env)
  return event => assignable(evaluate(event))
}

/** Whether an expression gives a boolean, a value that a field can hold, or either. */
export function typeOf(expr: Expr): "boolean" | "value" | "any" {
  switch (expr.kind) {
    case "literal":
      return typeof expr.value === "boolean" ? "boolean" : expr.value === null ? "any" : "value"
    case "field":
    case "macro_call":
      return "any"
    case "subsearch":
      return "boolean"
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

/** The same for every event: no field, no clock, no chance. */
function isConstant(expr: Expr): boolean {
  switch (expr.kind) {
    case "literal":
      return true
    case "field":
    case "macro_call":
    case "subsearch":
      return false
    case "unary":
      return isConstant(expr.operand)
    case "binary":
      return isConstant(expr.left) && isConstant(expr.right)
    case "call": {
      const definition = functions.find(expr.name)
      return definition !== undefined && !definition.readsClock && !definition.volatile && expr.args.every(isConstant)
    }
    default:
      return unreachable(expr)
  }
}

function compileUnary(op: "not" | "-" | "+", operand: Evaluator): Evaluator {
  switch (op) {
    case "not":
      return event => {
        const value = operand(event)
        return value === null ? null : value !== true
      }
    case "-":
      return event => {
        const value = numberOf(operand(event))
        return value === null ? null : -value
      }
    case "+":
      return event => numberOf(operand(event))
    default:
      return unreachable(op)
  }
}

function compileBinary(
  op: BinaryOp,
  { left: leftExpr, right: rightExpr, range }: Extract<Expr, { kind: "binary" }>,
  env: ExprEnvironment,
): Evaluator {
  if (op === "like") return compileExpr({ kind: "call", name: "like", args: [leftExpr, rightExpr], range }, env)
  const left = compileExpr(leftExpr, env)
  const right = compileExpr(rightExpr, env)
  switch (op) {
    case "and":
      return event => {
        const a = left(event)
        if (a !== true && a !== null) return false
        const b = right(event)
        return b === true ? a : b === null ? null : false
      }
    case "or":
      return event => {
        const a = left(event)
        if (a === true) return true
        const b = right(event)
        return b === true ? true : a === null || b === null ? null : false
      }
    case "xor":
      return event => {
        const a = left(event)
        const b = right(event)
        return a === null || b === null ? null : (a === true) !== (b === true)
      }
    case "=":
      return comparison(left, right, order => order === 0)
    case "!=":
      return comparison(left, right, order => order !== 0)
    case "<":
      return comparison(left, right, order => order < 0)
    case "<=":
      return comparison(left, right, order => order <= 0)
    case ">":
      return comparison(left, right, order => order > 0)
    case ">=":
      return comparison(left, right, order => order >= 0)
    case ".":
      return event => {
        const a = textOf(left(event))
        if (a === null) return null
        const b = textOf(right(event))
        return b === null ? null : a + b
      }
    case "+":
      return event => {
        const a = left(event)
        const b = right(event)
        const x = numberOf(a)
        const y = numberOf(b)
        if (x !== null && y !== null) return x + y
        return typeof a === "string" && typeof b === "string" ? a + b : null
      }
    case "-":
      return arithmetic(left, right, (a, b) => a - b)
    case "*":
      return arithmetic(left, right, (a, b) => a * b)
    case "/":
      return arithmetic(left, right, (a, b) => (b === 0 ? null : a / b))
    case "%":
      return arithmetic(left, right, (a, b) => (b === 0 ? null : a % b))
    default:
      return unreachable(op)
  }
}

function arithmetic(left: Evaluator, right: Evaluator, apply: (a: number, b: number) => number | null): Evaluator {
  return event => {
    const a = numberOf(left(event))
    if (a === null) return null
    const b = numberOf(right(event))
    return b === null ? null : apply(a, b)
  }
}

function comparison(left: Evaluator, right: Evaluator, holds: (order: number) => boolean): Evaluator {
  return event => {
    const a = left(event)
    if (a === null) return null
    const b = right(event)
    if (b === null) return null
    if (typeof a !== "object" && typeof b !== "object") return holds(orderOf(a, b))
    // A multivalue compares true when any of its values does.
    for (const x of scalarsOf(a)) for (const y of scalarsOf(b)) if (holds(orderOf(x, y))) return true
    return false
  }
}

const scalarsOf = (value: Exclude<Result, null>): readonly (Scalar | boolean)[] => (typeof value === "object" ? value : [value])

/** Numbers when both look like numbers, otherwise text, case-sensitively. */
function orderOf(a: Scalar | boolean, b: Scalar | boolean): number {
  if (typeof a === "number" && typeof b === "number") return a - b
  const x = numberOf(a)
  if (x !== null) {
    const y = numberOf(b)
    if (y !== null) return x - y
  }
  return compareText(textOf(a) ?? "", textOf(b) ?? "")
}

/** The value that `eval` puts into a field: a boolean prints as text, which only if() and its kin can let through. */
export const assignable = (result: Result): Value => (typeof result === "boolean" ? textOf(result) : result)
