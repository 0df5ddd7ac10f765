import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row, Value } from "../../engine/ir/value.ts"
import { parseSplStages, runPipeline } from "../harness.ts"

/** Values of expressions, `eval x = ...` on a row; null for none. */
const values: Readonly<Record<string, readonly (readonly [expression: string, value: Value, row?: Row])[]>> = {
  "strength of operators": [
    ["2 + 3 * 4", 14],
    ["(2 + 3) * 4", 20],
    ["2 - 3 - 4", -5],
    ["2 - (3 - 4)", 3],
    ["16 / 4 / 2", 2],
    ["7 % 4 * 2", 6],
    ["-2 * -3", 6],
    ["2 - -3", 5],
    ["1 + 2 . 3", "33"],
    ['"n=" . 2 * 3', "n=6"],
    ["-n . n", "-55", { n: 5 }],
    ['if(1 + 1 = 2 AND "a" . "b" = "ab", "yes", "no")', "yes"],
    // NOT binds before AND, that before OR, and XOR comes last.
    ['if(true() XOR true() OR false(), "yes", "no")', "no"],
    ['if(true() OR false() AND false(), "yes", "no")', "yes"],
    ['if(NOT false() AND false(), "yes", "no")', "no"],
    ['if(NOT (false() AND false()), "yes", "no")', "yes"],
    ['if(NOT n = 5, "yes", "no")', "no", { n: 5 }],
    ['if(n IN (4, 5) AND NOT n IN (6), "yes", "no")', "yes", { n: 5 }],
    ['if(n NOT IN (4, 5) OR n == 5, "yes", "no")', "yes", { n: 5 }],
    ['if("abc" LIKE "a%" AND NOT "abc" LIKE "b%", "yes", "no")', "yes"],
    ['if("x" . "%" LIKE "x\\%", "yes", "no")', "no"],
  ],
  "arithmetic takes numbers and text that looks like one": [
    ["n * 2", 10, { n: "5" }],
    ["n + 1", 6, { n: " 5 " }],
    ["n - 1", null, { n: "five" }],
    ["n * 2", null, {}],
    ["1 / 0", null],
    ["1 % 0", null],
    ["7 / 2", 3.5],
    ["-7 % 3", -1],
    ["1e3 + .5", 1000.5],
    ['"a" + "b"', "ab"],
    ['"a" + 1', null],
    ["+n", 5, { n: "5" }],
    ["-n", null, { n: "x" }],
  ],
  "concatenation reads everything as text": [
    ["5 . 6", "56"],
    ['a . "-" . b', "x-1.5", { a: "x", b: 1.5 }],
    ['a . "x"', null, {}],
    ["a.b", "xy", { a: "x", b: "y", "a.b": "z" }],
    ["'a.b'", "z", { a: "x", b: "y", "a.b": "z" }],
    ["'first name' . \"!\"", "Ann!", { "first name": "Ann" }],
  ],
  "names of fields": [
    ["__proto__", "own", { ["__proto__"]: "own" }],
    ["constructor", null, {}],
    ["'5minutes'", "late", { "5minutes": "late" }],
    ["größe", 3, { größe: 3 }],
    ["items{}", "x", { "items{}": "x" }],
    ["'and'", 1, { and: 1 }],
    ["true", null, {}],
  ],
}
for (const [title, cases] of Object.entries(values))
  for (const [expression, value, row = {}] of cases)
    test(`${title}: ${expression}`, () => {
      const [result = {}] = runPipeline(parseSplStages(`eval x = ${expression}`), [row])
      assert.equal(result.x ?? null, value)
    })

/** Conditions: true, false, or null where they are neither. */
const conditions: Readonly<Record<string, readonly (readonly [condition: string, value: boolean | null, row?: Row])[]>> = {
  "text compares case-sensitively, numbers as numbers": [
    ['a = "b"', true, { a: "b" }],
    ['a = "B"', false, { a: "b" }],
    ['a == "b"', true, { a: "b" }],
    ['a = "b*"', false, { a: "bc" }],
    ["a = b", true, { a: "x", b: "x" }],
    ["a = 7", true, { a: "007" }],
    ['a = "7"', true, { a: 7 }],
    ['a = "7.0"', true, { a: 7 }],
    ["a = 7", false, { a: "7x" }],
    ["a = 0", false, { a: "" }],
    ["a < 9", false, { a: "10" }],
    ['"10" < "9"', false],
    ['"10" < "9a"', true],
    ['"B" < "a"', true],
    ['"abc" < "abd"', true],
    ["a > b", true, { a: 10, b: "9" }],
    ["a != b", true, { a: "x", b: "X" }],
    ["a >= 1.5", true, { a: "1.50" }],
    ['a = ""', true, { a: "" }],
  ],
  "a missing field makes a comparison neither true nor false": [
    ["a = 1", null],
    ["a != 1", null],
    ["NOT a = 1", null],
    ["a < 1", null],
    ["a = a", null],
    ['a LIKE "%"', null],
    ["a IN (1, 2)", null],
    ["NOT a IN (1, 2)", null],
    ["NOT NOT a = 1", null],
    ["isnull(a)", true],
    ["NOT isnull(a)", false],
    ["isnotnull(a) AND a = 1", false],
    ["a = 1 AND false()", false],
    ["a = 1 AND true()", null],
    ["a = 1 OR true()", true],
    ["a = 1 OR false()", null],
    ["a = 1 XOR true()", null],
    ["NOT (a = 1 AND false())", true],
  ],
  "multivalues: any value counts": [
    ["a = 2", true, { a: [1, 2] }],
    ["a != 2", true, { a: [1, 2] }],
    ["NOT a = 2", false, { a: [1, 2] }],
    ["a > 5", true, { a: [1, 9] }],
    ["a = b", true, { a: ["x", "y"], b: ["y", "z"] }],
    ['a IN ("y", "z")', true, { a: ["x", "y"] }],
  ],
  lists: [
    ['a IN ("x", 7)', true, { a: "7" }],
    ['in(a, "x", "y")', true, { a: "y" }],
    ['a IN ("X")', false, { a: "x" }],
    ['a IN ("x*")', false, { a: "xy" }],
    ["a IN (b, c)", true, { a: "x", b: "y", c: "x" }],
    ["a IN (b, c)", true, { a: "x", c: "x" }],
  ],
}
for (const [title, cases] of Object.entries(conditions))
  for (const [condition, value, row = {}] of cases)
    test(`${title}: ${condition} on ${JSON.stringify(row)}`, () => {
      const ask = (text: string): boolean => runPipeline(parseSplStages(`where ${text}`), [{ always: 1, ...row }]).length === 1
      assert.is(ask(condition), value === true)
      assert.is(ask(`NOT (${condition})`), value === false)
      assert.equal(
        runPipeline(parseSplStages(`eval x = if(${condition}, "then", "else"), y = case(${condition}, "first", true(), "second")`), [
          row,
        ]).map(({ x, y }) => [x, y]),
        [value === true ? ["then", "first"] : ["else", "second"]],
      )
    })

const refused: readonly (readonly [spl: string, message: RegExp])[] = [
  ["eval x = a = 1", /boolean/],
  ["eval x = NOT a", /boolean/],
  ["eval x = isnull(a)", /boolean/],
  ["eval x = true()", /boolean/],
  ['where "text"', /not boolean/],
  ["where a + 1", /not boolean/],
  ["where a . b", /not boolean/],
  ["where 1", /not boolean/],
]
for (const [spl, message] of refused)
  test(`types: ${spl}`, () => assert.throws(() => runPipeline(parseSplStages(spl), [{ a: 1 }]), message))

test.run()
