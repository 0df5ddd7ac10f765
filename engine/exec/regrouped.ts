import { Event } from "../event.ts"
import { numberOf, printNumber, type Scalar } from "../ir/value.ts"
import type { Sink } from "./operator.ts"

/**
 * The row of the group that an event falls into, as far as its keys tell.
 * @param unclear told where they do not: the event falls into several groups, or into none
 */
export const regrouped = (keys: readonly (readonly [name: string, as: string])[], next: Sink, unclear: () => void): Sink => ({
  push(event) {
    const values: Scalar[] = []
    for (const [name] of keys) {
      const value = event.get(name)
      if (value === null || typeof value === "object") {
        unclear()
        return true
      }
      values.push(value)
    }
    const rowOf = (form: (value: Scalar) => Scalar): Event =>
      new Event(null, new Map(keys.map(([, as], index) => [as, form(values[index] ?? "")])))
    // A group goes by texts: its row has the number or the text, whichever came first.
    const isNumeric = values.some(value => otherForm(value) !== value)
    next.push(rowOf(value => value))
    if (isNumeric) next.push(rowOf(otherForm))
    return true
  },
  end: () => next.end(),
})

/** The text of a number, and the number that a text is the canonical form of. */
function otherForm(value: Scalar): Scalar {
  if (typeof value === "number") return printNumber(value)
  const number = numberOf(value)
  return number !== null && printNumber(number) === value ? number : value
}
