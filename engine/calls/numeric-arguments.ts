import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import type { Argument } from "../functions/function.ts"
import { numberOf } from "../ir/value.ts"

/**
 * All numbers among the arguments of a call, those of multivalues included. What is missing or no number is left out.
 * @throws RuleError "wrong_argument" for text in quotes, which can be no number
 */
export function numericArguments(name: string, args: readonly Argument[]): (event: Event) => readonly number[] {
  for (const { expr } of args)
    if (expr.kind === "literal" && typeof expr.value === "string")
      throw new RuleError("wrong_argument", `function "${name}" takes numbers, found the text "${expr.value}"`, {
        range: expr.range,
        hint: `convert it with tonumber("${expr.value}")`,
      })
  return event => {
    const numbers: number[] = []
    for (const { evaluate } of args) {
      const result = evaluate(event)
      for (const value of typeof result === "object" && result !== null ? result : [result]) {
        const number = numberOf(value)
        if (number !== null) numbers.push(number)
      }
    }
    return numbers
  }
}
