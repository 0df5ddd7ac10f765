import type { AccumulatorState } from "../aggregates/aggregate.ts"
import type { Scalar } from "../ir/value.ts"

/** JSON has no infinities and no negative zero: such a number is saved as a list with its name. */
export const saveScalar = (value: Scalar): AccumulatorState => {
  if (typeof value !== "number" || (Number.isFinite(value) && !Object.is(value, -0))) return value
  return [value === 0 ? "-0" : String(value)]
}

export function loadScalar(state: AccumulatorState | undefined): Scalar {
  if (typeof state === "string" || typeof state === "number") return state
  if (typeof state === "object" && state !== null && typeof state[0] === "string") return Number(state[0])
  throw new Error("saved aggregate state holds no value where one is expected")
}

export function loadNumber(state: AccumulatorState | undefined): number {
  const value = loadScalar(state)
  if (typeof value !== "number") throw new Error("saved aggregate state holds a text where a number is expected")
  return value
}

export function loadList(state: AccumulatorState | undefined): readonly AccumulatorState[] {
  if (typeof state !== "object" || state === null) throw new Error("saved aggregate state holds no list where one is expected")
  return state
}
