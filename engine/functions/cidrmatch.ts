import { argumentAt } from "../calls/argument-at.ts"
import { prepared } from "../calls/prepared.ts"
import { parseCidr } from "../cidr.ts"
import { RuleError } from "../errors/error.ts"
import { textOf } from "../ir/value.ts"
import { scalarText } from "../values/text-argument.ts"
import type { FunctionDefinition } from "./function.ts"

export const cidrmatch: FunctionDefinition = {
  name: "cidrmatch",
  arity: [2, 2],
  returns: "boolean",
  docs: {
    category: "comparison",
    syntax: "cidrmatch(network, address)",
    summary: "Whether an IPv4 or IPv6 address lies in a network in CIDR notation. Any value of a multivalue counts.",
    examples: [
      { expr: 'cidrmatch("10.0.0.0/8", src)', event: { src: "10.4.1.7" }, result: true },
      { expr: 'cidrmatch("10.0.0.0/8", src)', event: { src: "192.168.0.1" }, result: false },
      { expr: 'cidrmatch("2001:db8::/32", src)', event: { src: "2001:db8::17" }, result: true },
    ],
  },
  compile: (args, { range }) => {
    const network = argumentAt(args, 0)
    const address = argumentAt(args, 1).evaluate
    const test = prepared(network, text => {
      const contains = parseCidr(text)
      if (contains !== null) return contains
      throw new RuleError("wrong_argument", `"${text}" is no network in CIDR notation`, {
        range: network.expr.range ?? range,
        hint: "write an address and a prefix length, as in 10.0.0.0/8",
      })
    })
    return event => {
      const contains = test(event)
      const value = address(event)
      if (contains === null || value === null) return null
      return typeof value === "object" ? value.some(each => contains(scalarText(each))) : contains(textOf(value) ?? "")
    }
  },
}
