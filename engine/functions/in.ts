import { argumentAt } from "../calls/argument-at.ts"
import { equal, membership } from "../values/equality.ts"
import type { FunctionDefinition } from "./function.ts"

export const inFunction: FunctionDefinition = {
  name: "in",
  arity: [2, Number.POSITIVE_INFINITY],
  returns: "boolean",
  docs: {
    category: "comparison",
    syntax: "in(value, candidate, ...)",
    summary: "Whether a value equals one of the candidates. The operator IN means the same: status IN (404, 500).",
    examples: [
      { expr: "in(status, 404, 500)", event: { status: "404" }, result: true },
      { expr: 'user IN ("root", "admin")', event: { user: "Root" }, result: false },
    ],
  },
  compile: args => {
    const value = argumentAt(args, 0).evaluate
    const candidates = args.slice(1)
    const constants = candidates.flatMap(({ constant }) => (constant === undefined ? [] : [constant]))
    const isConstant = membership(constants)
    const others = candidates.flatMap(({ constant, evaluate }) => (constant === undefined ? [evaluate] : []))
    return event => {
      const result = value(event)
      if (result === null) return null
      if (isConstant(result)) return true
      for (const other of others) {
        const candidate = other(event)
        if (candidate !== null && equal(result, candidate)) return true
      }
      return false
    }
  },
}
