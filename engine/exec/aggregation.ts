import { getAggregate } from "../aggregates/index.ts"
import { RuleError } from "../errors/error.ts"
import type { Expr } from "../ir/expr.ts"
import type { ParsedAggregation } from "../spl/syntax.ts"
import type { CompiledAggregation } from "../stages/stage.ts"
import { assignable, compileExpr, type ExprEnvironment } from "./expr.ts"

/**
 * An aggregation of stats and its kin, ready to take events.
 * @throws RuleError "unknown_aggregate", "wrong_arity", "wrong_argument", and what compiling the argument throws
 */
export function compileAggregation(
  { function: name, parameter: number, argument, as, range }: ParsedAggregation,
  env: ExprEnvironment,
): CompiledAggregation {
  const { definition, parameter } = getAggregate(name, range, number)
  if (definition.argument === "none" && argument !== undefined)
    throw new RuleError("wrong_arity", `aggregate "${name}" takes no argument`, { range })
  if (definition.argument === "required" && argument === undefined)
    throw new RuleError("wrong_arity", `aggregate "${name}" takes an argument`, { range, hint: `write ${definition.docs.syntax}` })
  return {
    definition,
    as,
    create: (bucketSeconds = Number.NaN) => definition.create({ parameter, timeZone: env.timeZone, bucketSeconds }),
    argument: argument === undefined ? () => 1 : compileArgument(argument, env),
  }
}

/** A bare field reads the field; `eval(...)` evaluates, and its false and null count as missing. */
function compileArgument(argument: Expr, env: ExprEnvironment): CompiledAggregation["argument"] {
  if (argument.kind === "field") return event => event.get(argument.name)
  const evaluate = compileExpr(argument, env)
  return event => {
    const value = evaluate(event)
    return value === false ? null : value === true ? 1 : assignable(value)
  }
}
