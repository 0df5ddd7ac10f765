import { test } from "uvu"
import * as assert from "uvu/assert"
import { parseXml } from "../../engine/documents/xml-element.ts"
import { parseXmlPath, readXmlPath } from "../../engine/documents/xml-path.ts"
import { RuleError } from "../../engine/errors/error.ts"

const xml = `<catalog>
  <book id="b1" lang="en"><title>One</title><author>Ann</author></book>
  <book id="b2"><title>Two</title><author>Bob</author><author>Cat</author></book>
  <shelf><book id="b3" lang="de"><title>Three</title></book></shelf>
</catalog>`

const paths: [path: string, expected: readonly string[]][] = [
  ["/catalog/book/title", ["One", "Two"]],
  ["catalog/book/title", ["One", "Two"]],
  ["//title", ["One", "Two", "Three"]],
  ["//book/@id", ["b1", "b2", "b3"]],
  ["/catalog//@id", ["b1", "b2", "b3"]],
  ["//book[@lang]/title", ["One", "Three"]],
  ["//book[@lang='de']/title", ["Three"]],
  ['//book[@id="b2"]/author', ["Bob", "Cat"]],
  ["//book[author='Cat']/title", ["Two"]],
  ["//book[author]/@id", ["b1", "b2"]],
  ["/catalog/book[2]/title", ["Two"]],
  ["/catalog/book[last()]/author[last()]", ["Cat"]],
  ["//author[.='Bob']", ["Bob"]],
  ["//book[@lang][author]/@id", ["b1"]],
  ["/catalog/*/book/title/text()", ["Three"]],
  ["//*[@lang='en']/@*", ["b1", "en"]],
  [".//title", ["One", "Two", "Three"]],
  ["//nothing", []],
  ["/book", []],
]
for (const [path, expected] of paths) test(path, () => assert.equal(readXmlPath(parseXml(xml) ?? [], parseXmlPath(path)), expected))

test("several roots", () => assert.equal(readXmlPath(parseXml("<a><b>1</b></a><a><b>2</b></a>") ?? [], parseXmlPath("//a/b")), ["1", "2"]))

test("many steps of any depth over deep XML take bounded time", () => {
  const depth = 400
  const roots = parseXml(`${"<a>".repeat(depth)}<b id="7"/>${"</a>".repeat(depth)}`) ?? []
  assert.equal(readXmlPath(roots, parseXmlPath("//a//a//a//a//a//a//@id")), ["7"])
})

const mistakes = [
  "",
  "//book/..",
  "//book[position()<2]",
  "count(//book)",
  "//book/ancestor::catalog",
  "//@id/title",
  "//book | //shelf",
  "//book[",
  "a//text()",
]
for (const path of mistakes)
  test(`not supported: ${path}`, () =>
    assert.throws(
      () => parseXmlPath(path),
      (error: unknown) => error instanceof RuleError && error.code === "wrong_argument",
    ))

test.run()
