import type { FunctionDefinition } from "./function.ts"

export const coalesce: FunctionDefinition = {
  name: "coalesce",
  arity: [1, Number.POSITIVE_INFINITY],
  returns: "any",
  docs: {
    category: "comparison",
    syntax: "coalesce(value, ...)",
    summary: "The first value that is not null.",
    examples: [
      { expr: 'coalesce(src_ip, src, "unknown")', event: { src: "10.0.0.1" }, result: "10.0.0.1" },
      { expr: 'coalesce(src_ip, src, "unknown")', result: "unknown" },
    ],
  },
  compile: args => {
    const values = args.map(({ evaluate }) => evaluate)
    return event => {
      for (const value of values) {
        const result = value(event)
        if (result !== null) return result
      }
      return null
    }
  },
}
