import { test } from "uvu"
import * as assert from "uvu/assert"
import { parseXml, type XmlElement } from "../../engine/documents/xml-element.ts"

const leaf = (name: string, text = "", attributes: XmlElement["attributes"] = []): XmlElement => ({ name, attributes, children: [], text })

const table: readonly [title: string, text: string, elements: readonly XmlElement[] | null][] = [
  ["an element", "<a>x</a>", [leaf("a", "x")]],
  ["an empty element", "<a/>", [leaf("a")]],
  ["white space in tags", "<a  b = 'c'\n ></a >", [leaf("a", "", [["b", "c"]])]],
  [
    "both kinds of quotes",
    `<a b='"' c="'"/>`,
    [
      leaf("a", "", [
        ["b", '"'],
        ["c", "'"],
      ]),
    ],
  ],
  ["names with colons, dots and letters of any script", "<é:b.c-d/>", [leaf("é:b.c-d")]],
  [
    "children",
    "<a><b>1</b><b>2</b></a>",
    [{ name: "a", attributes: [], children: [leaf("b", "1"), leaf("b", "2")], text: "<b>1</b><b>2</b>" }],
  ],
  ["entities", "<a>&lt;&#65;&#x42;&amp;&nbsp;&</a>", [leaf("a", "<AB&&nbsp;&")]],
  ["entities in attributes", '<a b="&quot;&apos;"/>', [leaf("a", "", [["b", `"'`]])]],
  ["a reference behind the last code point", "<a>&#x110000;</a>", [leaf("a", "&#x110000;")]],
  ["character data", "<a>1<![CDATA[<&amp;]]>2</a>", [leaf("a", "1<&amp;2")]],
  ["declarations and comments", '\ufeff<?xml version="1.0"?> <!-- <b> --> <a>x<!-- y --></a>', [leaf("a", "x")]],
  ["a comment", "<!-- <b> --><a>x<!-- y -->z</a>", [leaf("a", "xz")]],
  ["a document type expands nothing", '<!DOCTYPE a [<!ENTITY e "boom">]><a>&e;</a>', [leaf("a", "&e;")]],
  ["several roots", "<a/>\n<b/>", [leaf("a"), leaf("b")]],

  ["nothing", "", null],
  ["text", "a", null],
  ["text behind the root", "<a/>x", null],
  ["an element that is not closed", "<a><b></b>", null],
  ["tags that cross", "<a><b></a></b>", null],
  ["an end tag alone", "</a>", null],
  ["an attribute without quotes", "<a b=c/>", null],
  ["a tag that does not end", '<a b="c"', null],
  ["a comment that does not end", "<a><!-- </a>", null],
  ["character data that does not end", "<a><![CDATA[</a>", null],
  ["too many levels", "<a>".repeat(100_000) + "</a>".repeat(100_000), null],
]
for (const [title, text, elements] of table) test(title, () => assert.equal(parseXml(text), elements))

test.run()
