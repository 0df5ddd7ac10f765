import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import { parseExpr } from "../expr/parse.ts"
import { printExpr, printField } from "../expr/print.ts"
import { functions } from "../functions/index.ts"
import { call, chain, type Expr, type Field, field, type Literal, literal, type SubsearchOperand } from "../ir/expr.ts"
import { positionOf, type SourceRange } from "../ir/source.ts"
import { unreachable } from "../ir/unreachable.ts"
import { textOf, valuesOf } from "../ir/value.ts"
import { lazy } from "../lazy.ts"
import { isInternal } from "../rows/field-patterns.ts"
import { isBareTerm, isSearchText } from "../rows/search-text.ts"
import type { ExprEnvironment } from "./expr.ts"
import { typeOf } from "./expr-type.ts"

type Returned = Pick<ExprEnvironment, "subsearch" | "warn">
/** What stands in a place of an expression; nothing is known of the arguments of functions. */
type Place = "condition" | "value" | "any"

/**
 * What subsearches return takes their places before the expression is compiled to be used, which is when the first event comes: then
 * they have ended. What cannot be compiled with it gives `otherwise` for all events, with a note.
 */
export function withReturned<R>(
  expr: Expr,
  place: Place,
  env: ExprEnvironment,
  compile: (expr: Expr) => (event: Event) => R,
  otherwise: R,
): (event: Event) => R {
  // What is wrong whatever is returned shows now.
  const written = compile(expr)
  if (!holdsReturned(expr)) return written
  // The text may ask for the time.
  env.readsClock()
  const use = lazy(() => {
    try {
      return compile(putReturned(expr, place, env))
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      env.warn(leftOut(expr, error))
      return () => otherwise
    }
  })
  return event => use()(event)
}

function leftOut(expr: Expr, { message, hint }: RuleError): string {
  const { range } = expr
  const at = range === undefined ? null : positionOf(range.source, range.start)
  const where = range === undefined || at === null ? "" : `${range.source.file}:${at.line}:${at.column}: `
  return `${where}"${printExpr(expr)}" has no value: ${message}${hint === undefined ? "" : `; ${hint}`}`
}

/** Whether a subsearch stands in the expression whose text is to take its place. */
function holdsReturned(expr: Expr): boolean {
  switch (expr.kind) {
    case "literal":
    case "field":
    case "macro_call":
      return false
    case "subsearch":
      return expr.of === undefined || holdsReturned(expr.of)
    case "unary":
      return holdsReturned(expr.operand)
    case "binary":
      return holdsReturned(expr.left) || holdsReturned(expr.right)
    case "call":
      return expr.args.some(holdsReturned)
    default:
      return unreachable(expr)
  }
}

/**
 * The expression with what its subsearches returned in their places. Each stands there as if in parentheses, and one that returned
 * nothing is false or null.
 * @throws RuleError "syntax" and others for a text that is no expression, "wrong_type" for one that does not fit
 */
function putReturned(expr: Expr, place: Place, returned: Returned): Expr {
  switch (expr.kind) {
    case "literal":
    case "field":
    case "macro_call":
      return expr
    case "subsearch":
      return expr.of === undefined ? fitting(expr, place, returned) : { ...expr, of: putReturned(expr.of, "value", returned) }
    case "unary":
      return { ...expr, operand: putReturned(expr.operand, expr.op === "not" ? "condition" : "value", returned) }
    case "binary": {
      const inner = expr.op === "and" || expr.op === "or" || expr.op === "xor" ? "condition" : "value"
      return { ...expr, left: putReturned(expr.left, inner, returned), right: putReturned(expr.right, inner, returned) }
    }
    case "call":
      return { ...expr, args: expr.args.map(argument => putReturned(argument, "any", returned)) }
    default:
      return unreachable(expr)
  }
}

function fitting(operand: SubsearchOperand, place: Place, env: Returned): Expr {
  const { range, pipeline } = operand
  const found = returnedExpr(env.subsearch(pipeline).rows(), operand, message => env.warn(message))
  if (found === null) return literal(place === "condition" ? false : null, range)
  const type = typeOf(found)
  if (place === "condition" && type === "value")
    throw new RuleError("wrong_type", `a subsearch returned the value ${shown(found)} in the place of a condition`, {
      range,
      hint: "end it with return field, which gives field=value",
    })
  if (place === "value" && type === "boolean")
    throw new RuleError("wrong_type", `a subsearch returned the condition ${shown(found)} in the place of a value`, {
      range,
      hint: "end it with return $field, which gives the value of one result alone",
    })
  return found
}

function shown(expr: Expr): string {
  const text = printExpr(expr)
  return text.length > maxShown ? `${text.slice(0, maxShown)}...` : text
}
const maxShown = 60

/**
 * What the rows of a subsearch stand for: `field = value` for each field, ANDed within a row, and the rows ORed. A field called
 * `search` or `query` holds the text of an expression instead. Null when there is nothing.
 */
function returnedExpr(rows: readonly Event[], { pipeline, range }: SubsearchOperand, warn: (message: string) => void): Expr | null {
  const values = pipeline.stages.at(-1)?.kind === "return"
  const alternatives = rows.flatMap((row): readonly Expr[] => {
    const terms = row
      .names()
      .filter(name => !isInternal(name))
      .flatMap(name => {
        const texts = valuesOf(row.get(name)).map(value => textOf(value) ?? "")
        if (!isSearchText(name)) return fieldEquals(field(name, range), texts, range)
        return joined(
          "or",
          texts.map(text => (values ? oneValue(text, range, warn) : null) ?? parseReturned(text, range)),
          range,
        )
      })
    return joined("and", terms, range)
  })
  const [only] = joinedByField(alternatives, range) ?? joined("or", alternatives, range)
  return only ?? null
}

const joined = (op: "and" | "or", [first, ...others]: readonly Expr[], range: SourceRange | undefined): readonly Expr[] =>
  first === undefined ? [] : [chain(op, [first, ...others], range)]

const fieldEquals = (name: Field, texts: readonly string[], range: SourceRange | undefined): readonly Expr[] =>
  joined(
    "or",
    texts.map((text): Expr => ({ kind: "binary", op: "=", left: name, right: literal(text, range), range })),
    range,
  )

/** Many values of one field as a list, which is looked up at once. */
function joinedByField(alternatives: readonly Expr[], range: SourceRange | undefined): readonly Expr[] | null {
  const [first] = alternatives
  if (alternatives.length < 2 || first?.kind !== "binary" || first.left.kind !== "field") return null
  const { name } = first.left
  const list: Literal[] = []
  for (const each of alternatives) {
    if (each.kind !== "binary" || each.op !== "=" || each.left.kind !== "field" || each.left.name !== name) return null
    if (each.right.kind !== "literal") return null
    list.push(each.right)
  }
  return [call("in", [first.left, ...list], range)]
}

const number = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/

/** A value that `return` gives alone: one that is neither a number nor the name of a field can only be a text. */
function oneValue(text: string, range: SourceRange | undefined, warn: (message: string) => void): Expr | null {
  if (!isBareTerm(text) || number.test(text)) return null
  if (printField(text) !== text || text.startsWith("$")) return literal(text, range)
  warn(
    `a subsearch returned ${text.slice(0, maxShown)}, which is read as the name of a field: ` +
      'a text needs quotes, as in eval user="\\"".user."\\"" before return $user',
  )
  return field(text, range)
}

/** Text that comes from log data. It may compute, and do nothing else. */
const parseReturned = (text: string, range: SourceRange | undefined): Expr => plain(parseExpr(text, () => range, { returned: true }))

function plain(expr: Expr): Expr {
  switch (expr.kind) {
    case "literal":
    case "field":
    case "macro_call":
    case "subsearch":
      return expr
    case "unary":
      return { ...expr, operand: plain(expr.operand) }
    case "binary": {
      const { op, left, right } = expr
      // Search text has a name in such quotes where it would not be read as one otherwise.
      if (op === "=" && left.kind === "literal" && typeof left.value === "string" && right.kind === "literal")
        return { ...expr, left: field(left.value, left.range) }
      return { ...expr, left: plain(left), right: plain(right) }
    }
    case "call":
      if (functions.get(expr.name, expr.range).name === "searchmatch")
        throw new RuleError("unsupported", 'function "searchmatch" cannot stand in what a subsearch returns', { range: expr.range })
      return { ...expr, args: expr.args.map(plain) }
    default:
      return unreachable(expr)
  }
}
