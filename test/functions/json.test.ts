import { test } from "uvu"
import * as assert from "uvu/assert"
import { evaluate } from "./evaluate.ts"
import { testExpressions, testRejected } from "./expression-table.ts"

const cities = JSON.stringify([
  {
    name: "London",
    Bridges: [
      { name: "Tower Bridge", length: 801 },
      { name: "Millennium Bridge", length: 1066 },
    ],
  },
  { name: "Venice", Bridges: [{ name: "Rialto Bridge", length: 157 }, { name: "Ponte della Paglia" }] },
])
const games = '{"category": {"boardgames": {"cooperative": [{"name": "Pandemic"}, {"name": "Castle Panic"}]}}}'

testExpressions([
  ["json_object(k, v)", { k: "a b", v: 'say "hi"' }, '{"a b":"say \\"hi\\""}'],
  ['json_object("a", 1, "a", 2)', {}, '{"a":2}'],
  ['json_object(missing, 1, "b", 2)', {}, '{"b":2}'],
  ['json_object("n", "12", "m", 12)', {}, '{"n":"12","m":12}'],
  ['json_object("x", 0.1 + 0.2)', {}, '{"x":0.3}'],
  ['json_object("s", "{broken")', {}, '{"s":"{broken"}'],
  ['json_object("__proto__", 1, "constructor", 2)', {}, '{"__proto__":1,"constructor":2}'],
  ['json_array(1 == 2, null(), "x", m)', { m: ["a", 1] }, '[false,null,"x",["a",1]]'],

  ["json(s)", { s: " [1, 2] " }, " [1, 2] "],
  ["json(s)", { s: "true" }, "true"],
  ["json(s)", { s: "tru" }, null],
  ["json(1 == 1)", {}, "true"],
  ["json(s)", { s: ["1", "2"] }, null],
  ['json_valid("")', {}, false],
  ['json_valid("1 2")', {}, false],
  ["json_valid(12)", {}, true],
  ['if(json_valid(s), "yes", "no")', { s: '{"a": [1, 2, {}]}' }, "yes"],

  ['json_extract(s, "{}")', { s: '{"cities": [1]}' }, '{"cities":[1]}'],
  [
    'json_extract(s, "{0}")',
    { s: cities },
    '{"name":"London","Bridges":[{"name":"Tower Bridge","length":801},{"name":"Millennium Bridge","length":1066}]}',
  ],
  ['json_extract(s, "{}.name")', { s: cities }, '["London","Venice"]'],
  ['json_extract(s, "{}.Bridges{}.length")', { s: cities }, "[801,1066,157]"],
  ['json_extract(s, "{1}.Bridges{0}")', { s: cities }, '{"name":"Rialto Bridge","length":157}'],
  ['json_extract(s, "{0}.Bridges{1}.length")', { s: cities }, 1066],
  ['json_extract(s, "{5}")', { s: cities }, null],
  ['json_extract(s, "name")', { s: cities }, null],
  ['json_extract(s, "a{}")', { s: '{"a": [7]}' }, "[7]"],
  ['json_extract(s, "a{}")', { s: '{"a": 7}' }, null],
  ['json_extract(s, "a")', { s: '{"a": null}' }, null],
  ['json_extract(s, "a")', { s: '{"a": false}' }, "false"],
  ['json_extract(s, "a", "b")', { s: '{"a": [1], "b": "x"}' }, '[[1],"x"]'],
  ["json_extract(s, p)", { s: '{"a": {"b": 1}}', p: "a.b" }, 1],
  ['json_extract(s, "id")', { s: '{"id": 12345678901234567890}' }, "12345678901234567890"],
  ['json_extract(s, "__proto__")', { s: '{"__proto__": 5}' }, 5],
  ['json_extract(s, "__proto__")', { s: "{}" }, null],
  ["json_extract(s)", { s: "null" }, null],
  ["json_extract(s)", { s: " 12.50 " }, 12.5],
  ['json_array_to_mv(json_extract(s, "{}.name"))', { s: cities }, ["London", "Venice"]],
  ['json_extract_exact(s, "a.b", "a")', { s: '{"a.b": 1, "a": {"b": 2}}' }, '[1,{"b":2}]'],
  ['json_extract_exact(s, "{0}")', { s: "[1]" }, null],

  ['json_has_key_exact(s, "a.b")', { s: '{"a": {"b": 1}}' }, false],
  ['json_has_key_exact(s, "toString")', { s: "{}" }, false],
  ['json_has_key_exact(s, "a")', { s: "text" }, false],
  ["json_keys(s)", { s: '{"b": 1, "10": 2, "9": 3}' }, '["b","10","9"]'],
  ["json_keys(s)", { s: "{}" }, "[]"],
  ["json_entries(s)", { s: '{"a": {"b": [1]}}' }, '[{"key":"a","value":{"b":[1]}}]'],

  ['json_array_to_mv("[true, null, 1.5, [2]]")', {}, ["true", "null", 1.5, "[2]"]],
  ['json_array_to_mv("[\\"a\\"]", true())', {}, '"a"'],
  ['json_array_to_mv("{}")', {}, null],
  ["json_array_to_mv(missing)", {}, null],

  ['json_append(s, "a.b", 3, "a.c", 4)', { s: '{"a": {"b": [1, 2], "c": {"d": 1}}}' }, '{"a":{"b":[1,2,3],"c":[{"d":1},4]}}'],
  ['json_append(s, "a", 1, "a", 2)', { s: '{"a": []}' }, '{"a":[1,2]}'],
  ['json_append(s, "{}.a", 2)', { s: '[{"a": [1]}, {"b": 1}]' }, '[{"a":[1,2]},{"b":1}]'],
  ['json_append(s, "a{1}", 9)', { s: '{"a": [[1], [2]]}' }, '{"a":[[1],[2,9]]}'],
  ["json_append(s, p, 1)", { s: '{"a": []}' }, '{"a":[]}'],
  ['json_extend(s, "a", m)', { s: '{"a": ["x"]}', m: ["y", "z"] }, '{"a":["x","y","z"]}'],
  ['json_extend(s, "a", json_array(json_object("k", 1)))', { s: '{"a": {"j": 0}}' }, '{"a":[{"j":0},{"k":1}]}'],

  [
    'json_set(s, "category.boardgames.cooperative{1}", json_object("name", "Sherlock"))',
    { s: games },
    '{"category":{"boardgames":{"cooperative":[{"name":"Pandemic"},{"name":"Sherlock"}]}}}',
  ],
  [
    'json_set(s, "category.boardgames.cooperative{}.available", true())',
    { s: games },
    '{"category":{"boardgames":{"cooperative":[{"name":"Pandemic","available":true},{"name":"Castle Panic","available":true}]}}}',
  ],
  ['json_set(json_object(), "system.path", "/opt", "system.n", 1)', {}, '{"system":{"path":"/opt","n":1}}'],
  ['json_set(s, "a", null())', { s: '{"a": 1}' }, '{"a":null}'],
  ['json_set(s, "a{5}", 1)', { s: '{"a": [0]}' }, '{"a":[0]}'],
  ['json_set(s, "b{0}", 1)', { s: "{}" }, "{}"],
  ['json_set(s, "a.b.c", 1)', { s: '{"a": [0]}' }, '{"a":[0]}'],
  ['json_set_exact(s, "a.b", json_array())', { s: "{}" }, '{"a.b":[]}'],
  ['json_set_exact(s, "a", 1)', { s: "[1]" }, "[1]"],

  ["json_delete(s, k)", { s: '{"a": 1, "b": 2, "c": 3}', k: ["a", "c"] }, '{"b":2}'],
  ['json_delete(s, "a{0}", "x.y")', { s: '{"a": [1], "x": 1}' }, '{"a":[1],"x":1}'],
  ["json_delete(s, missing)", { s: '{"a": 1}' }, '{"a":1}'],
  ['json_delete("[1]", "a")', {}, null],
])

testRejected([
  ['json_object("a")', "wrong_arity", /come in pairs/],
  ['json_set("{}", "a", 1, "b")', "wrong_arity", /come in pairs/],
])

test("deep nesting and long paths end instead of exhausting the stack", () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000)
  assert.is(evaluate("json_valid(s)", { s: deep }), false)
  assert.is(evaluate("json_set(s, p, 1)", { s: "{}", p: "a.".repeat(100_000) }), "{}")
  assert.is(evaluate("json_extract(s, p)", { s: "[1]", p: "{}".repeat(100_000) }), null)
})

test.run()
