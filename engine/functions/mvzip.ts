import { valueFrom, valuesOf } from "../ir/value.ts"
import { scalarText, singleText } from "../values/text-argument.ts"
import { type FunctionDefinition, fieldValue, pure } from "./function.ts"

export const mvzip: FunctionDefinition = {
  name: "mvzip",
  arity: [2, 3],
  returns: "value",
  docs: {
    category: "multivalue",
    syntax: "mvzip(left, right, delimiter)",
    summary:
      "The first values of both fields joined, then the second ones, and so on as far as the shorter field goes. The delimiter is a comma when left out.",
    examples: [
      { expr: "mvzip(hosts, ports)", event: { hosts: ["a", "b"], ports: [80, 443] }, result: ["a,80", "b,443"] },
      { expr: 'mvzip(hosts, ports, ":")', event: { hosts: ["a", "b"], ports: 80 }, result: "a:80" },
      { expr: "mvzip(hosts, missing)", event: { hosts: ["a", "b"] }, result: null },
    ],
  },
  compile: pure((left = null, right = null, delimiter = ",") => {
    const between = singleText(delimiter)
    if (between === null) return null
    const partners = valuesOf(fieldValue(right))
    return valueFrom(
      valuesOf(fieldValue(left))
        .slice(0, partners.length)
        .map((value, i) => `${scalarText(value)}${between}${scalarText(partners[i] ?? "")}`),
    )
  }),
}
