import { test } from "uvu"
import * as assert from "uvu/assert"
import { extractAll, extractPath, type Path, parsePath } from "../../engine/documents/spath.ts"
import type { Value } from "../../engine/ir/value.ts"

const paths: readonly [path: string, steps: Path][] = [
  [
    "a.b",
    [
      { kind: "key", name: "a" },
      { kind: "key", name: "b" },
    ],
  ],
  ["{}", [{ kind: "each" }]],
  [
    "{0}.city",
    [
      { kind: "index", index: 0 },
      { kind: "key", name: "city" },
    ],
  ],
  ["a{}{2}{@id}", [{ kind: "key", name: "a" }, { kind: "each" }, { kind: "index", index: 2 }, { kind: "attribute", name: "id" }]],
  ["a{b}", [{ kind: "key", name: "a{b}" }]],
  ["a{1}b", [{ kind: "key", name: "a{1}b" }]],
  [
    "a{b}{1}",
    [
      { kind: "key", name: "a{b}" },
      { kind: "index", index: 1 },
    ],
  ],
  ["", [{ kind: "key", name: "" }]],
]
for (const [path, steps] of paths) test(`path ${path}`, () => assert.equal(parsePath(path), steps))

const people = '[{"name": "John", "city": "New York"}, {"name": "Alice", "city": "Los Angeles"}]'
const peopleXml =
  "<people><person><name>John</name><city>New York</city></person><person><name>Alice</name><city>Los Angeles</city></person></people>"
const product =
  '<?xml version="1.0"?>\n<!-- list --><set>\n<product id="1"><desc lang="en">pen &amp; ink</desc></product>\n<product id="2"/><note>  </note></set>'

const extractions: readonly [title: string, text: string, path: string, value: Value][] = [
  ["one element of an array", people, "{0}.city", "New York"],
  ["all elements of an array", people, "{}.city", ["New York", "Los Angeles"]],
  ["an index behind the end", people, "{2}.city", null],
  ["a key in place of an array", people, "city", null],
  ["an array without braces is JSON text", '{"a": [1, "x"]}', "a", '[1,"x"]'],
  ["an array with braces is a multivalue", '{"a": [1, "x"]}', "a{}", [1, "x"]],
  ["nested arrays", '{"a": [[1, 2], [3]]}', "a{}{}", [1, 2, 3]],
  ["objects are JSON text", '{"a": [{"b": 1}, {"b": 2}]}', "a{}", ['{"b":1}', '{"b":2}']],
  ["null is text", '{"a": null}', "a", "null"],
  ["conditions are text", '{"a": [true, false]}', "a{}", ["true", "false"]],
  ["braces on what is no array", '{"a": 1}', "a{}", null],
  ["an attribute of JSON", '{"a": 1}', "a{@b}", null],
  ["a key that all objects have", "{}", "constructor", null],
  ["an empty array", '{"a": []}', "a{}", null],
  ["no JSON", "not json", "a", null],
  ["a number is no document", "12", "", null],
  ["broken JSON", '{"a": 1', "a", null],

  ["an XML element", peopleXml, "people.person{2}.city", "Los Angeles"],
  ["XML counts from one", peopleXml, "people.person{1}.city", "New York"],
  ["no element has position zero", peopleXml, "people.person{0}.city", null],
  ["all XML elements", peopleXml, "people.person.city", ["New York", "Los Angeles"]],
  ["all XML elements with braces", peopleXml, "people.person{}.city", ["New York", "Los Angeles"]],
  ["an XML path that leads nowhere", peopleXml, "people.person.address.city", null],
  ["the root has to be named", peopleXml, "person.city", null],
  ["elements with children are XML text", peopleXml, "people.person{1}", "<name>John</name><city>New York</city>"],
  ["entities", product, "set.product.desc", "pen & ink"],
  ["XML attributes", product, "set.product{@id}", ["1", "2"]],
  ["one XML attribute", product, "set.product{2}{@id}", "2"],
  ["an attribute that is missing", product, "set.product{@name}", null],
  ["an empty element", product, "set.product{2}", null],
  ["broken XML", "<a><b></a>", "a", null],
]
for (const [title, text, path, value] of extractions) test(title, () => assert.equal(extractPath(text, parsePath(path)), value))

const fields: readonly [title: string, text: string, fields: readonly (readonly [string, Value])[]][] = [
  [
    "fields of JSON",
    '{"user": {"name": "ann", "roles": ["a", "b"]}, "n": 1, "ok": true, "none": null, "no": [], "nothing": {}}',
    [
      ["user.name", "ann"],
      ["user.roles{}", ["a", "b"]],
      ["n", 1],
      ["ok", "true"],
      ["none", "null"],
    ],
  ],
  [
    "fields of objects in arrays",
    '[{"a": {"b": [{"c": 1}, {"c": 2}]}}, {"a": 3}]',
    [
      ["{}.a.b{}.c", [1, 2]],
      ["{}.a", 3],
    ],
  ],
  ["keys that all objects have", '{"__proto__": {"toString": 1}}', [["__proto__.toString", 1]]],
  [
    "fields of XML",
    product,
    [
      ["set.product{@id}", ["1", "2"]],
      ["set.product.desc{@lang}", "en"],
      ["set.product.desc", "pen & ink"],
      ["set.note", "  "],
    ],
  ],
  ["text", "nothing here", []],
  ["broken XML", "<a>", []],
]
for (const [title, text, expected] of fields) test(title, () => assert.equal([...extractAll(text)], expected))

test.run()
