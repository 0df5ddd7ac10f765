import { RuleError } from "../errors/error.ts"
import type { Evaluator } from "../exec/operator.ts"
import type { Argument, FunctionContext } from "../functions/function.ts"

export interface ConditionPair {
  readonly condition: Evaluator
  readonly value: Evaluator
}

/**
 * The arguments of case() and validate(): a condition and its value, again and again.
 * @throws RuleError "wrong_arity" when the last condition has no value
 */
export function conditionPairs(name: string, args: readonly Argument[], { range }: FunctionContext): readonly ConditionPair[] {
  const pairs: ConditionPair[] = []
  for (let i = 0; i < args.length; i += 2) {
    const [condition, value] = args.slice(i, i + 2)
    if (condition === undefined || value === undefined)
      throw new RuleError("wrong_arity", `function "${name}" takes pairs of a condition and a value, found ${args.length} arguments`, {
        range: condition?.expr.range ?? range,
        hint: name === "case" ? "write true() before a default value" : "add the value that belongs to the last condition",
      })
    pairs.push({ condition: condition.evaluate, value: value.evaluate })
  }
  return pairs
}
