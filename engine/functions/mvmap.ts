import { argumentAt } from "../calls/argument-at.ts"
import { RuleError } from "../errors/error.ts"
import { valueFrom, valuesOf } from "../ir/value.ts"
import { fieldsOf } from "../ir/visit.ts"
import { type FunctionDefinition, fieldValue } from "./function.ts"

export const mvmap: FunctionDefinition = {
  name: "mvmap",
  arity: [2, 2],
  returns: "value",
  docs: {
    category: "multivalue",
    syntax: "mvmap(field, expression)",
    summary:
      "An expression evaluated once for each value, the field standing for that value. The first argument may be an expression over one field, such as part of its values. Results that are missing are left out.",
    examples: [
      { expr: "mvmap(n, n * 10)", event: { n: [1, 2] }, result: [10, 20] },
      { expr: "mvmap(mvindex(n, 1, 2), n * factor)", event: { n: [1, 2, 3], factor: 5 }, result: [10, 15] },
      { expr: 'mvmap(user, if(user = "root", null(), user))', event: { user: ["ann", "root"] }, result: "ann" },
      { expr: "mvmap(missing, missing * 2)", result: null },
    ],
  },
  compile(args, { range, evaluator }) {
    const source = argumentAt(args, 0)
    const body = argumentAt(args, 1).expr
    const candidates = fieldsOf(source.expr)
    const used = new Set(fieldsOf(body))
    // Where the values come from several fields, the expression says which of them it means.
    const field = candidates.find(name => used.has(name)) ?? candidates[0]
    if (field === undefined)
      throw new RuleError("wrong_argument", "first argument of mvmap names no field", {
        range: source.expr.range ?? range,
        hint: "name the field whose values the expression goes over",
      })
    const apply = evaluator(body)
    return event => {
      const values = valuesOf(fieldValue(source.evaluate(event)))
      if (values.length === 0) return null
      const scope = event.fork()
      return valueFrom(
        values.flatMap(value => {
          scope.set(field, value)
          return valuesOf(fieldValue(apply(scope)))
        }),
      )
    }
  },
}
