import { RuleError } from "../errors/error.ts"
import { Event } from "../event.ts"
import { printExpr } from "../expr/print.ts"
import type { Argument, FunctionContext } from "../functions/function.ts"
import { functions } from "../functions/index.ts"
import type { BinaryOp, Expr, SubsearchOperand } from "../ir/expr.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { Pipeline } from "../ir/stage.ts"
import { unreachable } from "../ir/unreachable.ts"
import { compareText, numberOf, type Scalar, textOf, type Value, valuesOf } from "../ir/value.ts"
import { lazy } from "../lazy.ts"
import type { SubsearchResult } from "../stages/stage.ts"
import { typeOf } from "./expr-type.ts"
import type { Evaluator, Result, Test } from "./operator.ts"
import { withReturned } from "./returned-expr.ts"
import { valuesFound } from "./values-found.ts"

/** What compiling an expression needs of the search that it stands in. */
export interface ExprEnvironment extends Omit<FunctionContext, "range" | "evaluator"> {
  /** Called when the expression reads the clock: the search then needs to know "now". */
  readsClock(): void
  /** Registers a subsearch, the same one once; its rows are there when the events that depend on it are evaluated. */
  subsearch(pipeline: Pipeline): SubsearchResult
  /** The search that rows of a subsearch stand for. */
  readonly formatRows: (rows: readonly Event[]) => Predicate
  warn(message: string): void
}

/**
 * Compiles an expression of the eval language.
 * @throws RuleError "unknown_function", "wrong_argument", "regex"
 */
export const compileExpr = (expr: Expr, env: ExprEnvironment): Evaluator =>
  withReturned(expr, "any", env, written => compileNode(written, env), null)

/**
 * Compiles a condition; null counts as false.
 * @throws RuleError "wrong_type" when the expression can only give a value
 */
export const compileCondition = (expr: Expr, env: ExprEnvironment): Test =>
  withReturned(
    expr,
    "condition",
    env,
    written => {
      if (typeOf(written) === "value")
        throw new RuleError("wrong_type", `condition "${printExpr(written)}" is not boolean`, {
          range: written.range,
          hint: "compare it with something, as in field = value",
        })
      const evaluate = compileNode(written, env)
      return event => evaluate(event) === true
    },
    false,
  )

/**
 * Compiles an expression whose value goes into a field.
 * @throws RuleError "wrong_type" when the expression can only give a boolean, which no field can hold
 */
export const compileValue = (expr: Expr, env: ExprEnvironment): ((event: Event) => Value) =>
  withReturned(
    expr,
    "value",
    env,
    written => {
      if (typeOf(written) === "boolean")
        throw new RuleError("wrong_type", `"${printExpr(written)}" is boolean, which no field can hold`, {
          range: written.range,
          hint: 'give it values, as in if(condition, "yes", "no")',
        })
      const evaluate = compileNode(written, env)
      return event => assignable(evaluate(event))
    },
    null,
  )

function compileNode(expr: Expr, env: ExprEnvironment): Evaluator {
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
      return compileUnary(expr.op, compileOperand(expr.operand, expr.op === "not", env))
    case "binary":
      return compileBinary(expr.op, expr, env)
    case "call": {
      const definition = functions.get(expr.name, expr.range)
      if (definition.readsClock) env.readsClock()
      const args = expr.args.map((argument): Argument => {
        const evaluate = compileNode(argument, env)
        return { expr: argument, evaluate, constant: isConstant(argument) ? evaluate(new Event()) : undefined }
      })
      return definition.compile(args, { ...env, range: expr.range, evaluator: inner => compileNode(inner, env) })
    }
    case "subsearch":
      return compileSubsearch(expr, env)
    case "macro_call":
      throw new Error(`macro "${expr.name}" was not expanded`)
    default:
      return unreachable(expr)
  }
}

/** Only a condition can be an operand of AND, OR, XOR and NOT. */
function compileOperand(expr: Expr, logical: boolean, env: ExprEnvironment): Evaluator {
  if (logical && typeOf(expr) === "value")
    throw new RuleError("wrong_type", `operand ${printExpr(expr)} is not boolean`, {
      range: expr.range,
      hint: "compare it with something, as in field = value",
    })
  return compileNode(expr, env)
}

function compileSubsearch({ pipeline, of }: SubsearchOperand, env: ExprEnvironment): Evaluator {
  const result = env.subsearch(pipeline)
  // What it returns takes its place before the expression is used.
  if (of === undefined) return () => null
  const evaluate = compileNode(of, env)
  const found = lazy(() => new Set(Array.from(result, row => valuesFound(row, env.formatRows)).flat()))
  return event => {
    const value = evaluate(event)
    return value === null ? null : valuesOf(assignable(value)).some(scalar => found().has(textOf(scalar) ?? ""))
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
  if (op === "like") return compileNode({ kind: "call", name: "like", args: [leftExpr, rightExpr], range }, env)
  const logical = op === "and" || op === "or" || op === "xor"
  const left = compileOperand(leftExpr, logical, env)
  const right = compileOperand(rightExpr, logical, env)
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
