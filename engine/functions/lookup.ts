import { argumentAt } from "../calls/argument-at.ts"
import { prepared } from "../calls/prepared.ts"
import { RuleError } from "../errors/error.ts"
import { fieldFrom, isArray, isObject, type JsonValue, jsonFrom, parseContainer, printJson, valuesFrom } from "../json/value.ts"
import type { FunctionDefinition } from "./function.ts"

export const lookup: FunctionDefinition = {
  name: "lookup",
  arity: [3, 3],
  returns: "value",
  docs: {
    category: "comparison",
    syntax: "lookup(table, json_object(field, value, ...), json_array(field, ...))",
    summary: "Looks values up in a lookup table: the output fields of the row that matches, as a JSON object; null when no row does.",
    examples: [{ expr: 'lookup("assets.csv", json_object("ip", src), json_array("owner"))', event: {}, result: null }],
  },
  compile: (args, ctx) => {
    const table = argumentAt(args, 0)
    const keys = argumentAt(args, 1).evaluate
    if (typeof table.constant !== "string")
      throw new RuleError("wrong_argument", 'function "lookup" takes the name of a lookup as text in quotes', {
        range: table.expr.range ?? ctx.range,
        hint: 'write it as in lookup("assets.csv", json_object("ip", src), json_array("owner"))',
      })
    const find = ctx.lookup(table.constant, table.expr.range ?? ctx.range)
    const outputs = prepared(argumentAt(args, 2), names => {
      const list = parseContainer(names)
      return isArray(list) ? list.filter(name => typeof name === "string") : []
    })
    return event => {
      const fields = outputs(event)
      const key = jsonFrom(keys(event))
      if (find === null || fields === null || !isObject(key)) return null
      const row = find(
        Object.fromEntries(Array.from(key, ([field, value]) => [field, isArray(value) ? valuesFrom(value) : fieldFrom(value)])),
      )
      if (row === null) return null
      const output = new Map<string, JsonValue>()
      for (const field of fields) {
        const value = Object.hasOwn(row, field) ? row[field] : null
        if (value !== undefined && value !== null) output.set(field, value)
      }
      return printJson(output)
    }
  },
}
