import { argumentAt } from "../calls/argument-at.ts"
import { RuleError } from "../errors/error.ts"
import { Event } from "../event.ts"
import { valueFrom, valuesOf } from "../ir/value.ts"
import { fieldsOf } from "../ir/visit.ts"
import { type FunctionDefinition, isTrue } from "./function.ts"

export const mvfilter: FunctionDefinition = {
  name: "mvfilter",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "multivalue",
    syntax: "mvfilter(condition)",
    summary: "The values of a field for which a condition is true. The condition names that field and no other.",
    examples: [
      {
        expr: 'mvfilter(match(email, "\\.net$") OR match(email, "\\.org$"))',
        event: { email: ["a@x.com", "b@x.net", "c@x.org"] },
        result: ["b@x.net", "c@x.org"],
      },
      { expr: 'mvfilter(tag != "a")', event: { tag: ["a", "b"] }, result: "b" },
      { expr: 'mvfilter(tag = "z")', event: { tag: ["a", "b"] }, result: null },
      { expr: 'mvfilter(missing = "a")', result: null },
    ],
  },
  compile(args, { range, evaluator }) {
    const { expr } = argumentAt(args, 0)
    const [field, ...others] = fieldsOf(expr)
    if (field === undefined || others.length > 0)
      throw new RuleError(
        "wrong_argument",
        field === undefined
          ? "condition of mvfilter names no field"
          : `condition of mvfilter names the fields "${[field, ...others].join('", "')}"`,
        { range: expr.range ?? range, hint: "name one field; mvmap with if() takes more" },
      )
    const condition = evaluator(expr)
    return event => {
      const scope = new Event()
      return valueFrom(
        valuesOf(event.get(field)).filter(value => {
          scope.set(field, value)
          return isTrue(condition(scope))
        }),
      )
    }
  },
}
