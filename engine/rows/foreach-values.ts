import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import type { Operator } from "../exec/operator.ts"
import type { SourceRange } from "../ir/source.ts"
import { type Scalar, valuesOf } from "../ir/value.ts"
import { fieldFrom, isArray, parseContainer } from "../json/value.ts"
import type { ExecContext } from "../stages/stage.ts"
import { bindTemplate } from "./foreach-template.ts"
import { scalarFrom } from "./scalar-text.ts"

/** Kinds of fields with several values in them. */
export const collectionModes = ["multivalue", "json_array", "auto_collections"] as const
export type CollectionMode = (typeof collectionModes)[number]

/**
 * Runs the template, which is a single eval, for each value of one field, in every event.
 * @throws RuleError "wrong_argument" for a template that is something else
 */
export function overValues(
  field: string,
  template: string,
  mode: CollectionMode,
  range: SourceRange | undefined,
  ctx: ExecContext,
): Operator {
  const text = bindTemplate(template)
  if (text === null)
    throw new RuleError("wrong_argument", "a placeholder stands in the name of a field", {
      range,
      hint: "write <<ITEM>> outside quotes for the value",
    })
  const pipeline = ctx.parse(text, range)
  if (pipeline.stages.length !== 1 || pipeline.stages[0]?.kind !== "eval")
    throw new RuleError("wrong_argument", `mode ${mode} runs a single eval`, {
      range,
      hint: "give it several assignments, or use mode=multifield",
    })
  const inner = ctx.operator(pipeline)
  const values = { multivalue: itemsOf, json_array: elementsOf, auto_collections: anyItemsOf }[mode]
  return next => {
    const sink = inner({ push: () => true, end() {} })
    return {
      push(event) {
        values(event, field).forEach((item, position) => {
          event.set("<<ITEM>>", item)
          event.set("<<ITER>>", position)
          sink.push(event)
        })
        event.set("<<ITEM>>", null)
        event.set("<<ITER>>", null)
        return next.push(event)
      },
      end() {
        sink.end()
        next.end()
      },
    }
  }
}

/** Text that is a number counts as one, as it does when its text is put in place. */
const itemsOf = (event: Event, field: string): readonly Scalar[] =>
  valuesOf(event.get(field)).map(value => (typeof value === "string" ? scalarFrom(value) : value))

const elementsOf = (event: Event, field: string): readonly (Scalar | null)[] => {
  const value = event.get(field)
  const array = typeof value === "string" ? parseContainer(value) : undefined
  return isArray(array) ? array.map(fieldFrom) : []
}

const anyItemsOf = (event: Event, field: string): readonly (Scalar | null)[] => {
  const elements = elementsOf(event, field)
  const value = event.get(field)
  return elements.length > 0 || (typeof value === "string" && /^\s*\[\s*\]\s*$/.test(value)) ? elements : itemsOf(event, field)
}
