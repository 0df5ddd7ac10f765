import { test } from "uvu"
import * as assert from "uvu/assert"
import { eventData, plain, readLog } from "./read-evtx.ts"
import {
  ChunkWriter,
  data,
  type ElementMarkup,
  eventTemplate,
  file,
  hex,
  type Markup,
  noValue,
  type Template,
  type TypedValue,
  text,
  utf16,
} from "./write-evtx.ts"

const namespace = "http://schemas.microsoft.com/win/2004/08/events/event"

const systemTemplate: Template = {
  id: 0x11,
  markup: [
    {
      name: "Event",
      attributes: { xmlns: [namespace] },
      children: [
        {
          name: "System",
          children: [
            {
              name: "Provider",
              attributes: {
                Name: [{ value: 0, optional: true }],
                Guid: [{ value: 1, optional: true }],
                EventSourceName: [{ value: 15, optional: true }],
              },
            },
            { name: "EventID", attributes: { Qualifiers: [{ value: 2, optional: true }] }, children: [{ value: 3, optional: true }] },
            { name: "Version", children: [{ value: 4, optional: true }] },
            { name: "Level", children: ["4"] },
            { name: "Keywords", children: [{ value: 5, optional: true }] },
            { name: "TimeCreated", attributes: { SystemTime: [{ value: 6, optional: true }] } },
            { name: "EventRecordID", children: [{ value: 7, optional: true }] },
            {
              name: "Correlation",
              attributes: { ActivityID: [{ value: 8, optional: true }], RelatedActivityID: [{ value: 9, optional: true }] },
            },
            { name: "Execution", attributes: { ProcessID: [{ value: 10, optional: true }], ThreadID: [{ value: 11, optional: true }] } },
            { name: "Channel", children: [{ value: 12, optional: true }] },
            { name: "Computer", children: ["host.example"] },
            { name: "Security", attributes: { UserID: [{ value: 13, optional: true }] } },
          ],
        },
        { value: 14, optional: true },
      ],
    },
  ],
}

const guid: TypedValue = { type: 0x0f, bytes: hex("5f3870572ac2e043bf4c06f5698ffbd9") }
const eventDataTemplate: Template = {
  id: 0x12,
  markup: [
    {
      name: "EventData",
      attributes: { Name: ["Started"] },
      children: [data("RuleName", { value: 0 }), data("ProcessId", { value: 1 }), data("Empty", { value: 2 })],
    },
  ],
}

function systemValues(qualifiers: TypedValue, activity: TypedValue, user: TypedValue, body: TypedValue): TypedValue[] {
  return [
    text("Microsoft-Windows-Sysmon"),
    guid,
    qualifiers,
    { type: 0x06, bytes: hex("0100") },
    { type: 0x04, bytes: hex("05") },
    { type: 0x15, bytes: hex("0000000000000080") },
    { type: 0x11, bytes: hex("00803ed5deb19d01") },
    { type: 0x0a, bytes: hex("a564020000000000") },
    activity,
    noValue,
    { type: 0x08, bytes: hex("7c0a0000") },
    { type: 0x08, bytes: hex("64050000") },
    text("Microsoft-Windows-Sysmon/Operational"),
    user,
    body,
    noValue,
  ]
}

const started: TypedValue = {
  type: 0x21,
  markup: [{ instance: eventDataTemplate, values: [text("-"), { type: 0x08, bytes: hex("0a000000") }, noValue] }],
}

test("System is flat, EventData has its fields by name", async () => {
  const chunk = new ChunkWriter()
    .event(1, systemTemplate, systemValues(noValue, noValue, { type: 0x13, bytes: hex("010100000000000512000000") }, started))
    .event(2, systemTemplate, systemValues({ type: 0x06, bytes: hex("0040") }, guid, noValue, noValue))
    .finish()
  const { records, problems } = await readLog(file([chunk]))
  assert.equal(problems, [])
  assert.equal(
    records.map(record => plain(record.data ?? undefined)),
    [
      {
        System: {
          Provider: "Microsoft-Windows-Sysmon",
          Guid: "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}",
          EventID: 1,
          Version: 5,
          Level: 4,
          Keywords: "0x8000000000000000",
          TimeCreated: "1970-01-01T00:00:00.0000000Z",
          EventRecordID: 156837,
          ProcessID: 2684,
          ThreadID: 1380,
          Channel: "Microsoft-Windows-Sysmon/Operational",
          Computer: "host.example",
          UserID: "S-1-5-18",
        },
        EventData: { EventDataName: "Started", RuleName: "-", ProcessId: 10, Empty: "" },
      },
      {
        System: {
          Provider: "Microsoft-Windows-Sysmon",
          Guid: "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}",
          EventID: 1,
          Qualifiers: 16384,
          Version: 5,
          Level: 4,
          Keywords: "0x8000000000000000",
          TimeCreated: "1970-01-01T00:00:00.0000000Z",
          EventRecordID: 156837,
          ActivityID: "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}",
          ProcessID: 2684,
          ThreadID: 1380,
          Channel: "Microsoft-Windows-Sysmon/Operational",
          Computer: "host.example",
        },
      },
    ],
  )
  assert.is(
    records[0]?.text(),
    `<Event xmlns='${namespace}'><System><Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385F-C22A-43E0-BF4C-06F5698FFBD9}'/>` +
      "<EventID>1</EventID><Version>5</Version><Level>4</Level><Keywords>0x8000000000000000</Keywords>" +
      "<TimeCreated SystemTime='1970-01-01T00:00:00.0000000Z'/><EventRecordID>156837</EventRecordID><Correlation/>" +
      "<Execution ProcessID='2684' ThreadID='1380'/><Channel>Microsoft-Windows-Sysmon/Operational</Channel>" +
      "<Computer>host.example</Computer><Security UserID='S-1-5-18'/></System>" +
      "<EventData Name='Started'><Data Name='RuleName'>-</Data><Data Name='ProcessId'>10</Data><Data Name='Empty'></Data></EventData></Event>",
  )
  assert.equal(
    records.map(record => record.position),
    [
      { record: 156837, offset: 4096 + 512 },
      { record: 156837, offset: 4096 + chunk.indexOf("**\0\0", 600, "latin1") },
    ],
  )
})

/** [title, EventData's children, values, EventData in the data, in the XML] */
const eventDataCases: readonly (readonly [string, readonly Markup[], readonly TypedValue[], unknown, string])[] = [
  ["unnamed data is the field Data", [{ name: "Data", children: [{ value: 0 }] }], [text("a")], { Data: "a" }, "<Data>a</Data>"],
  [
    "unnamed data more than once is an array",
    [
      { name: "Data", children: ["a"] },
      { name: "Data", children: [{ value: 0 }] },
    ],
    [text("b")],
    { Data: ["a", "b"] },
    "<Data>a</Data><Data>b</Data>",
  ],
  [
    "a name more than once is an array",
    [data("X", { value: 0 }), data("Y", "-"), data("X", { value: 1 })],
    [text("a"), noValue],
    { X: ["a", ""], Y: "-" },
    "<Data Name='X'>a</Data><Data Name='Y'>-</Data><Data Name='X'></Data>",
  ],
  [
    "binary data",
    [{ name: "Binary", children: [{ value: 0 }] }],
    [{ type: 0x0e, bytes: hex("00ff") }],
    { Binary: "00FF" },
    "<Binary>00FF</Binary>",
  ],
  [
    "an optional value that is null leaves the element out of the XML only",
    [data("X", { value: 0, optional: true }), data("Y", "b", { value: 0, optional: true })],
    [noValue],
    { X: "", Y: "b" },
    "",
  ],
  ["a value that the instance does not have", [data("X", { value: 9 })], [], { X: "" }, "<Data Name='X'></Data>"],
  [
    "text and values mixed",
    [data("X", "a", { value: 0 }, { entity: "amp" }, { entity: "unknown" }, { char: 0xe9 }, { cdata: "<c>" }, { value: 1 })],
    [text("<"), { type: 0x08, bytes: hex("05000000") }],
    { X: "a<&&unknown;é<c>5" },
    "<Data Name='X'>a&lt;&amp;&amp;unknown;é<![CDATA[<c>]]>5</Data>",
  ],
  [
    "all entities of XML",
    [data("X", { entity: "lt" }, { entity: "gt" }, { entity: "amp" }, { entity: "quot" }, { entity: "apos" })],
    [],
    { X: `<>&"'` },
    `<Data Name='X'>&lt;&gt;&amp;"'</Data>`,
  ],
  [
    "an array between text is joined",
    [data("X", "a", { value: 0 })],
    [{ type: 0x84, bytes: hex("0102") }],
    { X: "a1,2" },
    "<Data Name='X'>a1,2</Data>",
  ],
  [
    "a processing instruction is no data",
    [{ target: "go", data: "on" }, data("X", "a")],
    [],
    { X: "a" },
    "<?go on?><Data Name='X'>a</Data>",
  ],
  [
    "a name that is a value",
    [{ name: "Data", attributes: { Name: ["k", { value: 0 }] }, children: [{ value: 1 }] }],
    [text("1'"), text("v")],
    { "k1'": "v" },
    "<Data Name='k1&apos;'>v</Data>",
  ],
  [
    "names of members of objects",
    [data("__proto__", "a"), data("constructor", { value: 0 }), data("toString", "c")],
    [text("b")],
    JSON.parse('{"__proto__": "a", "constructor": "b", "toString": "c"}'),
    "<Data Name='__proto__'>a</Data><Data Name='constructor'>b</Data><Data Name='toString'>c</Data>",
  ],
  [
    "data inside binary XML inside EventData",
    [data("X", "a"), { value: 0 }],
    [{ type: 0x21, markup: [data("Y", "b"), data("X", "c")] }],
    { X: ["a", "c"], Y: "b" },
    "<Data Name='X'>a</Data><Data Name='Y'>b</Data><Data Name='X'>c</Data>",
  ],
  [
    "complex data",
    [{ name: "ComplexData", attributes: { Name: ["S"] }, children: [{ name: "A", children: ["1"] }, { name: "B" }] }],
    [],
    { S: { A: "1", B: "" } },
    "<ComplexData Name='S'><A>1</A><B/></ComplexData>",
  ],
  ["text without element", ["loose", data("X", "a")], [], { "#text": "loose", X: "a" }, "loose<Data Name='X'>a</Data>"],
]

for (const [title, markup, values, expected, xml] of eventDataCases)
  test(`EventData: ${title}`, async () => {
    const chunk = new ChunkWriter().event(1, eventTemplate(1, ...markup), values).finish()
    const { records, problems } = await readLog(file([chunk]))
    assert.equal(problems, [])
    assert.equal(eventData(records[0]), expected)
    assert.is(records[0]?.text(), `<Event><System><EventID>7</EventID></System><EventData>${xml}</EventData></Event>`)
  })

/** [title, children of Event behind System, values, data without System, XML] */
const eventCases: readonly (readonly [string, readonly Markup[], readonly TypedValue[], unknown, string])[] = [
  [
    "UserData nests by element names; namespaces are no data",
    [
      {
        name: "UserData",
        children: [
          {
            name: "Cleared",
            attributes: { xmlns: ["urn:a"], "xmlns:b": ["urn:b"], Reason: ["r"] },
            children: [
              { name: "User", children: [{ value: 0 }] },
              { name: "Count", children: [{ value: 1 }] },
              { name: "None", children: [{ value: 2, optional: true }] },
            ],
          },
        ],
      },
    ],
    [text("u"), { type: 0x08, bytes: hex("02000000") }, noValue],
    { UserData: { Cleared: { Reason: "r", User: "u", Count: 2, None: "" } } },
    "<UserData><Cleared xmlns='urn:a' xmlns:b='urn:b' Reason='r'><User>u</User><Count>2</Count></Cleared></UserData>",
  ],
  [
    "repeated elements are arrays; text beside attributes is #text",
    [
      {
        name: "UserData",
        children: [
          { name: "E", attributes: { a: ["1"] } },
          { name: "E", attributes: { a: [{ value: 0 }] }, children: ["t"] },
          { name: "E", children: ["u"] },
        ],
      },
    ],
    [{ type: 0x08, bytes: hex("02000000") }],
    { UserData: { E: [{ a: "1" }, { a: 2, "#text": "t" }, "u"] } },
    "<UserData><E a='1'/><E a='2'>t</E><E>u</E></UserData>",
  ],
  [
    "an element around an array repeats with its attributes",
    [{ name: "UserData", children: [{ name: "E", attributes: { a: ["1"] }, children: [{ value: 0 }] }] }],
    [{ type: 0x81, bytes: utf16("x\0y\0") }],
    {
      UserData: {
        E: [
          { a: "1", "#text": "x" },
          { a: "1", "#text": "y" },
        ],
      },
    },
    "<UserData><E a='1'>x</E><E a='1'>y</E></UserData>",
  ],
  [
    "UserData whose content is a template instance in binary XML",
    [{ name: "UserData", children: [{ value: 0 }] }],
    [
      {
        type: 0x21,
        markup: [
          { instance: { id: 2, markup: [{ name: "P", children: [{ name: "Q", children: [{ value: 0 }] }] }] }, values: [text("v")] },
        ],
      },
    ],
    { UserData: { P: { Q: "v" } } },
    "<UserData><P><Q>v</Q></P></UserData>",
  ],
  [
    "a template instance in the markup",
    [{ instance: { id: 3, markup: [{ name: "EventData", children: [data("X", { value: 0 })] }] }, values: [text("v")] }],
    [],
    { EventData: { X: "v" } },
    "<EventData><Data Name='X'>v</Data></EventData>",
  ],
  [
    "RenderingInfo of a forwarded event",
    [
      {
        name: "RenderingInfo",
        attributes: { Culture: ["en-US"] },
        children: [
          { name: "Message", children: ["Started."] },
          { name: "Keywords", children: [{ name: "Keyword", children: ["Audit Success"] }] },
        ],
      },
    ],
    [],
    { RenderingInfo: { Culture: "en-US", Message: "Started.", Keywords: { Keyword: "Audit Success" } } },
    "<RenderingInfo Culture='en-US'><Message>Started.</Message><Keywords><Keyword>Audit Success</Keyword></Keywords></RenderingInfo>",
  ],
]

for (const [title, markup, values, expected, xml] of eventCases)
  test(`event: ${title}`, async () => {
    const template = { id: 1, markup: [{ name: "Event", children: [...markup] }] }
    const { records, problems } = await readLog(file([new ChunkWriter().event(1, template, values).finish()]))
    assert.equal(problems, [])
    assert.equal(plain(records[0]?.data ?? undefined), expected)
    assert.is(records[0]?.text(), `<Event>${xml}</Event>`)
  })

test("a record without template", async () => {
  const event: ElementMarkup = { name: "Event", children: [{ name: "EventData", children: [data("X", "a")] }] }
  const chunk = new ChunkWriter()
  chunk.record(1, () => chunk.markup([event, { raw: "00" }]))
  const { records, problems } = await readLog(file([chunk.finish()]))
  assert.equal(problems, [])
  assert.equal(eventData(records[0]), { X: "a" })
})

test("later records refer to the template and the names of the first", async () => {
  const template = eventTemplate(1, data("X", { value: 0 }))
  const chunk = new ChunkWriter().event(1, template, [text("a")]).event(2, template, [text("b")])
  const { records } = await readLog(file([chunk.finish()]))
  assert.equal(records.map(eventData), [{ X: "a" }, { X: "b" }])
  const [first = 0, second = 0] = chunk.starts
  assert.ok(chunk.at - second < second - first)
})

test.run()
