import { test } from "uvu"
import * as assert from "uvu/assert"
import type { ErrorCode } from "../../engine/errors/codes.ts"
import { RuleError } from "../../engine/errors/error.ts"
import type { Result } from "../../engine/exec/operator.ts"
import type { Row } from "../../engine/ir/value.ts"
import { evaluate } from "./evaluate.ts"

/** One test for each expression of a table. */
export function testExpressions(cases: readonly (readonly [expr: string, row: Row, result: Result])[]): void {
  for (const [expr, row, result] of cases)
    test(`${expr} on ${JSON.stringify(row)}`, () => {
      assert.equal(evaluate(expr, row), result)
    })
}

/** One test for each expression that must not compile. */
export function testRejected(cases: readonly (readonly [expr: string, code: ErrorCode, message: RegExp])[]): void {
  for (const [expr, code, message] of cases)
    test(`${expr} is rejected`, () => {
      assert.throws(
        () => evaluate(expr),
        (error: unknown) => error instanceof RuleError && error.code === code && message.test(error.message),
      )
    })
}
