import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { membersAmong, stepsOf } from "../../engine/scan/line-steps.ts"
import { LineTrie, noPath } from "../../engine/scan/line-trie.ts"
import { pathOf } from "../../engine/scan/probe.ts"
import { LinePass, readModule, stops } from "../../engine/scan/wasm/line-pass.ts"

const create = (): LinePass => {
  const module = readModule()
  if (module === null) throw new Error("the module was not built: npm run build")
  return new LinePass(module)
}

/** A pass that knows the given lines, each by the number of its place, and a trie of its own that knows the same. */
function knowing(lines: readonly string[], decides: (path: string) => boolean): { pass: LinePass; shared: LineTrie; own: LineTrie } {
  const pass = create()
  const shared = new LineTrie(pass.storage)
  const own = new LineTrie(null)
  lines.forEach((line, index) => {
    const bytes = Buffer.from(`${line}\n`)
    const steps = stepsOf(bytes, 0, bytes.length - 1, opened)
    if (steps === null) return
    for (const trie of [shared, own]) trie.add(bytes, steps, decides, index)
  })
  return { pass, shared, own }
}

/** Objects whose members are followed like those of the line. */
const opened = (path: string): boolean => path === "a" || path === pathOf("a", "b")

const json = fc.json({ maxDepth: 3 })
const space = fc.constantFrom("", " ", "\t")
const key = fc.constantFrom("a", "b", "Channel", "clé", "weird key")
const objectOf = (value: fc.Arbitrary<string>, minLength: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.uniqueArray(fc.tuple(key, space, value), { selector: ([name]) => name, minLength }), space)
    .map(([members, end]) => `{${end}${members.map(([name, gap, text]) => `"${name}"${gap}:${gap}${text}${gap}`).join(`,${end}`)}}`)
const inner = objectOf(fc.oneof(json, objectOf(json, 0)), 0)
const valid = objectOf(fc.oneof({ weight: 2, arbitrary: json }, { weight: 1, arbitrary: inner }), 1)
/** Lines in which one byte may have been changed, left out or put in. */
const line = fc
  .tuple(valid, fc.nat(), fc.constantFrom("", "", "", '"', "\\", "{", "]", "x", "\t", "\u0001", "é", "\\u0041", "\\/"))
  .map(([text, at, mark]) => {
    const place = at % text.length
    return mark === "" ? text : text.slice(0, place) + mark + text.slice(place + (at % 3 === 0 ? 1 : 0))
  })

test("follows lines as the trie does", () => {
  fc.assert(
    fc.property(fc.array(valid, { minLength: 1, maxLength: 6 }), fc.array(line, { minLength: 1, maxLength: 20 }), (known, others) => {
      const { pass, own } = knowing(known, path => path.endsWith("Channel"))
      for (const text of [...known, ...others]) {
        if (text.includes("\n")) continue
        const bytes = Buffer.from(`${text}\n`)
        const leaf = own.follow(bytes, 0, bytes.length - 1)
        pass.load(bytes)
        pass.pass(0, bytes.length, true, false, 1 << 20)
        assert.is(pass.leaf, leaf, text)
        assert.is(pass.why, leaf === noPath ? stops.unknown : stops.wanted, text)
        if (leaf === noPath) continue
        // Lines of one leaf have as many members as the one that made it.
        const made = Buffer.from(`${known[leaf]}\n`)
        const members = membersAmong(stepsOf(made, 0, made.length - 1, opened) ?? [])
        const spans = Array.from(pass.storage.spans.subarray(0, 2 * members.length), place => place - pass.origin)
        assert.equal(spans, Array.from(own.spans.subarray(0, 2 * members.length)), text)
      }
    }),
    { numRuns: 150 },
  )
})

test("stops at bytes that may not be UTF-8, unless they are known to be", () => {
  const { pass } = knowing(['{"a":"x"}'], () => false)
  const bytes = Buffer.from('{"a":"y"}\n{"a":"é"}\n')
  pass.setProgram(0, { guards: [], literals: 0, clock: 0, timePlace: -1 })
  pass.load(bytes)
  pass.pass(0, bytes.length, false, false, 1 << 20)
  assert.equal([pass.at, pass.passed, pass.why], [10, 1, stops.notAscii])
  pass.pass(10, bytes.length, true, false, 1 << 20)
  assert.equal([pass.at, pass.passed], [bytes.length, 1])
})

test("stops at lines that are too long", () => {
  const { pass } = knowing(['{"a":"x"}'], () => false)
  const bytes = Buffer.from('{"a":"12"}\n{"a":"123"}\n')
  pass.setProgram(0, { guards: [], literals: 0, clock: 0, timePlace: -1 })
  pass.load(bytes)
  pass.pass(0, bytes.length, false, false, 10)
  assert.equal([pass.at, pass.passed, pass.why], [11, 1, stops.unknown])
})

/** How many of some lines a program passes over, each alone. */
const passed = (pass: LinePass, lines: readonly string[], disguised = false): string[] =>
  lines.filter(text => {
    const bytes = Buffer.from(`${text}\n`)
    pass.load(bytes)
    pass.pass(0, bytes.length, true, disguised, 1 << 20)
    return pass.at === bytes.length
  })

const guardCases: readonly [title: string, literals: readonly string[], wanted: readonly string[], boring: readonly string[]][] = [
  [
    "one literal, in any case",
    ["whoami"],
    ['"whoami /all"', '"x WHOAMI"', '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaWhoAmI"'],
    ['"whoam"', '"who ami"'],
  ],
  ["a literal with a backslash", ["\\\\cmd.exe"], ['"C:\\\\CMD.exe"'], ['"cmd.exe"', '"C:/cmd.exe"']],
  ["several literals", ["aa", "bbb"], ['"xaay"', '"BBB"'], ['"a-a"', '"bb"']],
  [
    "many literals",
    ["alpha", "beta", "gamma", "delta", "omega", "sigma"],
    ['"x gamma"', '"SIGMA"', '"the delta"'],
    ['"gamm"', '"alph beta".slice'.slice(0, 6).concat('"')],
  ],
  ["a text whose escapes may hide it", ["whoami"], ['"\\u0077hoami"', '"a\\/b"'], ['"\\u00e9"', '"\\n"']],
  ["an empty string, in whose place another key may stand", ["whoami"], ['""'], ['"x"']],
  ["values that are no text", ["whoami"], ["1", "true", "null", '{"a":"whoami"}'], ['{"a":"x"}', '["y"]']],
]
for (const [title, literals, wanted, boring] of guardCases)
  test(`guards: ${title}`, () => {
    const { pass } = knowing(['{"a":"x"}'], () => false)
    const guard = { id: 1, place: 0, literals: pass.addLiterals(literals), onlyText: true, few: literals.length < 5 }
    pass.setProgram(0, { guards: [guard], literals: 0, clock: 0, timePlace: -1 })
    const lineOf = (value: string): string => `{"a":${value}}`
    assert.equal(passed(pass, [...wanted, ...boring].map(lineOf)), boring.map(lineOf))
  })

test("a value that is known to wake nothing is passed over, by its guard alone", () => {
  const { pass } = knowing(['{"a":"x","b":1}'], () => false)
  const guard = (id: number, place: number) => ({ id, place, literals: 0, onlyText: false, few: false })
  pass.setProgram(0, { guards: [guard(7, 0), guard(8, 1)], literals: 0, clock: 0, timePlace: -1 })
  const line = '{"a":"boring","b":2}'
  assert.equal(passed(pass, [line]), [])
  assert.is(pass.reached, 0)
  const remember = (id: number, value: string): void => {
    const bytes = Buffer.from(`${line}\n`)
    pass.load(bytes)
    const start = bytes.indexOf(value)
    pass.remember(id, start, start + value.length)
  }
  remember(7, '"boring"')
  assert.equal(passed(pass, [line]), [])
  assert.is(pass.reached, 1)
  remember(8, "2")
  assert.equal(passed(pass, [line, '{"a":"boring","b":3}', '{"a":"boring ","b":2}']), [line])
})

test("remembers values until there are too many, and then others", () => {
  const { pass } = knowing(['{"a":"x"}'], () => false)
  pass.setProgram(0, { guards: [{ id: 3, place: 0, literals: 0, onlyText: false, few: false }], literals: 0, clock: 0, timePlace: -1 })
  for (let i = 0; i < 140_000; i++) {
    const bytes = Buffer.from(`{"a":"value ${i}"}\n`)
    pass.load(bytes)
    pass.remember(3, 5, bytes.length - 2)
  }
  assert.equal(passed(pass, ['{"a":"value 139999"}', '{"a":"value 1"}', '{"a":"value 140000"}']), ['{"a":"value 139999"}'])
})

test("literals anywhere in a line", () => {
  const { pass } = knowing(['{"a":"x","b":"y"}'], () => false)
  pass.setProgram(0, { guards: [], literals: pass.addLiterals(["sudoedit"]), clock: 0, timePlace: -1 })
  const boring = ['{"a":"sudo","b":"edit"}', '{"a":"\\u0027","b":"y"}']
  assert.equal(passed(pass, ['{"a":"x","b":"SudoEdit"}', '{"a":"\\u0073udoedit","b":"y"}', ...boring]), boring)
  assert.equal(passed(pass, boring, true), [])
})

test("a clock is moved by newer times of its form, and by nothing else", () => {
  const { pass } = knowing(['{"t":"x"}'], () => false)
  const clock = pass.addClock()
  pass.setProgram(0, { guards: [], literals: 0, clock, timePlace: 0 })
  const at = (time: string): string => `{"t":"${time}"}`
  assert.equal(passed(pass, [at("2020-09-04T03:08:02Z")]), [])
  pass.setClock(clock, Buffer.from('"2020-09-04T03:08:02Z"'))
  const taken = ["2020-09-04T03:08:02Z", "2019-12-31T23:59:60Z", "2020-09-04T03:08:03Z", "2020-10-01T00:00:00Z"].map(at)
  assert.equal(
    passed(pass, [...taken, at("2020-13-01T00:00:00Z"), at("2020-10-31T00:00:00Z"), at("2020-10-01"), at("2020-10-01 00:00:01Z")]),
    taken,
  )
  assert.ok(pass.takeMoved())
  assert.not(pass.takeMoved())
  assert.is(Buffer.from(pass.takeClock(clock) ?? []).toString(), '"2020-10-01T00:00:00Z"')
  assert.is(pass.takeClock(clock), null)
})

test.run()
