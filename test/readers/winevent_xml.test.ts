import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { evtx } from "../../engine/readers/evtx/index.ts"
import { wineventXml } from "../../engine/readers/winevent_xml/index.ts"
import { sharedPath } from "../shared.ts"
import { plainData } from "./plain-data.ts"
import { problemsOf, readAll, textOf } from "./reading.ts"

const namespace = "xmlns='http://schemas.microsoft.com/win/2004/08/events/event'"
const system = (id: number): string =>
  `<System><Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385F}'/><EventID Qualifiers="0">${id}</EventID><Version>5</Version>` +
  `<Level>4</Level><Task>1</Task><Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords>` +
  `<TimeCreated SystemTime='2020-09-04T03:08:02.123456700Z'/><EventRecordID>77</EventRecordID><Correlation/>` +
  `<Execution ProcessID='12' ThreadID='13'/><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>pc1</Computer>` +
  `<Security UserID='S-1-5-18'/></System>`
const systemData = (id: number) => ({
  Provider: "Microsoft-Windows-Sysmon",
  Guid: "{5770385F}",
  EventID: id,
  Qualifiers: 0,
  Version: 5,
  Level: 4,
  Task: 1,
  Opcode: 0,
  Keywords: "0x8000000000000000",
  TimeCreated: "2020-09-04T03:08:02.123456700Z",
  EventRecordID: 77,
  ProcessID: 12,
  ThreadID: 13,
  Channel: "Microsoft-Windows-Sysmon/Operational",
  Computer: "pc1",
  UserID: "S-1-5-18",
})
const event = (id: number, rest: string): string => `<Event ${namespace}>${system(id)}${rest}</Event>`
const one = event(1, "<EventData><Data Name='A'>x</Data></EventData>")
const two = event(2, "")
const oneData = { System: systemData(1), EventData: { A: "x" } }
const twoData = { System: systemData(2) }

/** Title, what stands behind System, and the data besides System. */
const contents: readonly [string, string, Record<string, unknown>][] = [
  [
    "named data",
    `<EventData><Data Name='A'>1</Data><Data Name="B"></Data><Data Name='C'/><Data Name='A'>2</Data></EventData>`,
    { EventData: { A: ["1", "2"], B: "", C: "" } },
  ],
  [
    "data without names, and a binary",
    "<EventData Name='T'><Data>x</Data><Data>y</Data><Binary>0102</Binary></EventData>",
    { EventData: { EventDataName: "T", Data: ["x", "y"], Binary: "0102" } },
  ],
  [
    "entities and character references",
    "<EventData><Data Name='A&quot;'>&lt;a&gt; &amp;amp; &apos;&#65;&#x1F600; &nbsp; & &#0;</Data></EventData>",
    { EventData: { 'A"': "<a> &amp; 'A😀 &nbsp; & \0" } },
  ],
  [
    "CDATA, a comment and an instruction",
    "<EventData><Data Name='A'>a<![CDATA[<b>&amp;</Event><Event >]]>c<!-- no --></Data><?x y?></EventData>",
    { EventData: { A: "a<b>&amp;</Event><Event >c" } },
  ],
  ["white space in a value", "<EventData><Data Name='A'> x\n </Data></EventData>", { EventData: { A: " x\n " } }],
  ["line ends between tags", "\n  <EventData>\r\n <Data Name = 'A' >x</Data >\n</EventData >\n", { EventData: { A: "x" } }],
  ["no data", "<EventData/><EventData></EventData>", { EventData: [{}, {}] }],
  ["members of a prototype", "<EventData><Data Name='__proto__'>x</Data></EventData>", { EventData: JSON.parse('{"__proto__":"x"}') }],
  [
    "nested user data",
    "<UserData><E xmlns='http://x' xmlns:y='z'><ProviderName>P</ProviderName><Q a='1' xmlns='n'>t</Q><Q a='2'/><L><I>1</I><I>2</I></L></E></UserData>",
    { UserData: { E: { ProviderName: "P", Q: [{ a: "1", "#text": "t" }, { a: "2" }], L: { I: ["1", "2"] } } } },
  ],
  [
    "rendering information",
    "<RenderingInfo Culture='en-US'><Message>A\nB</Message><Level>Information</Level><Keywords><Keyword>K1</Keyword><Keyword>K2</Keyword></Keywords></RenderingInfo>",
    { RenderingInfo: { Culture: "en-US", Message: "A\nB", Level: "Information", Keywords: { Keyword: ["K1", "K2"] } } },
  ],
  [
    "nested data, text among elements",
    "<EventData><Data Name='A'>x<B>y</B></Data><C d='e'>f</C>g</EventData>",
    { EventData: { A: { B: "y", "#text": "x" }, C: { d: "e", "#text": "f" }, "#text": "g" } },
  ],
]
for (const [title, rest, expected] of contents)
  for (const chunkBytes of [1 << 20, 1])
    test(`winevent_xml: ${title}, ${chunkBytes} bytes a chunk`, async () => {
      const reading = await readAll(wineventXml, event(1, rest), { chunkBytes })
      assert.equal(problemsOf(reading), [])
      assert.equal(plainData(reading), [{ System: systemData(1), ...expected }])
      assert.equal(textOf(reading), [event(1, rest)])
    })

/** Title, log, data of the records, their lines, problems. */
const layouts: readonly [string, string, readonly unknown[], readonly number[], readonly string[]][] = [
  ["one event a line", `${one}\n${two}\n`, [oneData, twoData], [1, 2], []],
  ["one line of events", one + two + one, [oneData, twoData, oneData], [1, 1, 1], []],
  [
    "a document",
    `\uFEFF<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n<!-- exported -->\r\n<Events>\r\n  ${one}\r\n  ${two.replaceAll("><", ">\r\n<")}\r\n</Events>\r\n`,
    [oneData, twoData],
    [4, 5],
    [],
  ],
  ["an element around events", `<Log a="b">${one}</Log>`, [oneData], [1], []],
  [
    "an event that is cut off by the next one",
    `${one.slice(0, -30)}\n${two}\n${one}`,
    [{ System: systemData(1), EventData: {} }, twoData, oneData],
    [1, 2, 3],
    ["1: the event is cut off, and has only the fields before that"],
  ],
  [
    "an event that is cut off before it is known",
    `${one.slice(0, 80)}\n${two}`,
    [twoData],
    [2],
    ["1: the event is cut off, and is left out"],
  ],
  [
    "an event that is cut off by the end",
    `${two}\n${one.slice(0, -30)}\n`,
    [twoData, { System: systemData(1), EventData: {} }],
    [1, 2],
    ["2: the event is cut off, and has only the fields before that"],
  ],
  ["an end without a start", `x</Data></Event>\n${two}`, [twoData], [2], ["1: the text between events is left out"]],
  ["text between events", `${one}\nhello\nyou\n${two}`, [oneData, twoData], [1, 4], ["2: the text between events is left out"]],
  ["text behind events", `${one}\n\nhello\n`, [oneData], [1], ["3: the text between events is left out"]],
  ["an empty event", `<Event/>\n<Event a='b' />${two}`, [{}, { a: "b" }, twoData], [1, 2, 2], []],
  ["nothing but other elements", "<Events><Eventful/></Events>", [], [], []],
]
for (const [title, log, data, lines, problems] of layouts)
  for (const chunkBytes of [1 << 20, 1, 7])
    test(`winevent_xml: ${title}, ${chunkBytes} bytes a chunk`, async () => {
      const reading = await readAll(wineventXml, log, { chunkBytes })
      assert.equal(plainData(reading), data)
      assert.equal(
        reading.records.map(({ position }) => position.line),
        lines,
      )
      assert.equal(problemsOf(reading), problems)
    })

const malformed: readonly [string, string, string][] = [
  ["an element that another tag ends", "<EventData><Data>x</Dato></EventData>", 'the element "Data" ends with the tag of "Dato"'],
  ["an attribute without quotes", "<EventData><Data Name=x>y</Data></EventData>", 'the start tag of "Data" is not well-formed'],
  ["an attribute without an end", "<EventData><Data Name='x>y</Data></EventData><X y=''/>", 'an attribute of "Data" has no end'],
  ["a declaration", "<!DOCTYPE x>", "it holds a declaration"],
  ["a tag without a name", "<EventData>< x/></EventData>", "there is no name in a start tag"],
  ["elements that are nested too deeply", `<U>${"<a>".repeat(200)}${"</a>".repeat(200)}</U>`, "its elements are nested too deeply"],
]
for (const [title, rest, message] of malformed)
  test(`winevent_xml reports ${title}, and goes on`, async () => {
    const reading = await readAll(wineventXml, `${one}\n${event(3, rest)}\n${two}\n`)
    assert.equal(plainData(reading), [oneData, twoData])
    assert.equal(problemsOf(reading), [`2: the event is not well-formed: ${message}`])
  })

test("winevent_xml: a document type expands nothing", async () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n${event(1, "<EventData><Data Name='A'>&b;</Data></EventData>")}`
  const reading = await readAll(wineventXml, bomb)
  assert.equal(plainData(reading), [{ System: systemData(1), EventData: { A: "&b;" } }])
  assert.equal(problemsOf(reading), ["1: the text between events is left out"])
})

test("winevent_xml: an event that is too long is left out, whether its end is there or not", async () => {
  const long = event(3, `<EventData><Data Name='A'>${"x".repeat(3000)}</Data></EventData>`)
  for (const chunkBytes of [100, 1 << 20]) {
    const reading = await readAll(wineventXml, `${one}\n${long}\n${two}\n${long}`, { chunkBytes, maxRecordBytes: 2000 })
    assert.equal(plainData(reading), [oneData, twoData])
    assert.equal(
      problemsOf(reading),
      [2, 4].map(line => `${line}: the event is longer than the limit of 2000 bytes, and is left out`),
    )
  }
})

test("winevent_xml: a syslog header before an event is part of its text, and has the host", async () => {
  const header = "Aug  9 10:42:47 ar-linux sysmon: "
  const log = `${header}${one}\n${header}${one.slice(0, -40)}\n${header}${two}\n`
  const reading = await readAll(wineventXml, log)
  assert.equal(textOf(reading), [header + one, header + one.slice(0, -40), header + two])
  assert.equal(
    reading.records.map(({ hints, position }) => [hints, position.line]),
    [1, 2, 3].map(line => [{ host: "ar-linux", time: 1599188882.123456 }, line]),
  )
  assert.equal(problemsOf(reading), ["2: the event is cut off, and has only the fields before that"])
  assert.is(wineventXml.recognise(Buffer.from(log), "syslog"), 0.96)
})

test("winevent_xml: invalid UTF-8 is reported and replaced", async () => {
  const reading = await readAll(wineventXml, Buffer.from(event(1, "<EventData><Data Name='A'>\xff</Data></EventData>"), "latin1"))
  assert.equal(plainData(reading), [{ System: systemData(1), EventData: { A: "\uFFFD" } }])
  assert.equal(problemsOf(reading), ["1: the event is not valid UTF-8: what could not be decoded is replaced by U+FFFD"])
})

test("winevent_xml: however the bytes arrive, the records are the same", async () => {
  const piece = fc.constantFrom(
    one,
    two,
    "\n",
    "<Event ",
    "<Event",
    "</Event>",
    "<![CDATA[",
    "]]>",
    "<Events>",
    "x",
    ">",
    "/>",
    "<a>",
    "&#1;",
    "é",
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.integer({ min: 1, max: 60 }), async (pieces, chunkBytes) => {
      const whole = await readAll(wineventXml, pieces.join(""))
      const parts = await readAll(wineventXml, pieces.join(""), { chunkBytes })
      assert.equal(plainData(parts), plainData(whole))
      assert.equal(textOf(parts), textOf(whole))
      assert.equal(problemsOf(parts), problemsOf(whole))
    }),
    { numRuns: 500 },
  )
})

const corpus = sharedPath("corpus", "evtx")
if (corpus !== null)
  test("winevent_xml: the XML of an EVTX file gives the data of the EVTX file", async () => {
    const files = readdirSync(corpus, { recursive: true, encoding: "utf8" }).filter(name => name.endsWith(".evtx"))
    let count = 0
    for (const name of files.sort().filter((_, index) => index % 4 === 0)) {
      const binary = await readAll(evtx, readFileSync(join(corpus, name)))
      const textual = await readAll(wineventXml, textOf(binary).join("\n"))
      assert.equal(problemsOf(textual), [], name)
      assert.equal(textual.records.map(asText), binary.records.map(asText), name)
      count += binary.records.length
    }
    assert.ok(count > 100)
  })

/** Data with all values as text, since XML has no types, and without what Windows leaves out of the XML because it is empty. */
function asText({ data }: { data: unknown }): unknown {
  return JSON.parse(
    JSON.stringify(data, (key, value) =>
      key === "Binary" && value === "" ? undefined : typeof value === "number" ? String(value) : value,
    ),
  )
}

test.run()
