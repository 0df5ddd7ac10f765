import { RuleError } from "../errors/error.ts"
import { lazy } from "../lazy.ts"
import { compileSteps } from "./compile.ts"
import type { SearchEnvironment } from "./environment.ts"
import type { LaterFilter, LaterTest, RowSteps } from "./later-filters.ts"
import type { Test } from "./operator.ts"

/** @param environment where nothing can be read that a search of the run writes: that throws a RuleError */
export function compileLater(filter: LaterFilter, environment: () => SearchEnvironment): LaterTest {
  if (filter.kind !== "rows") return { kind: filter.kind, operands: filter.operands.map(operand => compileLater(operand, environment)) }
  const { steps } = filter
  const test = lazy(() => compileNow(steps, environment()))
  return { kind: "test", key: JSON.stringify(steps), test: event => test()(event) }
}

function compileNow(steps: readonly RowSteps[], env: SearchEnvironment): Test {
  // What is wrong, such as a lookup that cannot be read, the search itself says when it comes to it.
  const orTrue = <T>(run: () => T, otherwise: T): T => {
    try {
      return run()
    } catch (error) {
      if (error instanceof RuleError) return otherwise
      throw error
    }
  }
  const test = orTrue(() => compileSteps(steps, { ...env, warn: () => {} }), always)
  return event => orTrue(() => test(event), true)
}

const always: Test = () => true
