import { test } from "uvu"
import * as assert from "uvu/assert"
import { json } from "../../engine/readers/json.ts"
import { ndjson } from "../../engine/readers/ndjson.ts"
import { problemsOf, readAll } from "./reading.ts"

const raw = "10/09/2020 06:27:49 PM LogName=Security"
const row = {
  _raw: raw,
  _time: "2020-10-09T18:27:49.500+00:00",
  host: "dc1",
  sourcetype: "WinEventLog",
  index: "win",
  source: "WinEventLog:Security",
  EventCode: "4688",
}
const rowHints = { host: "dc1", source: "WinEventLog:Security", sourcetype: "WinEventLog", index: "win", time: 1602268069.5 }

/** Title, document, and for each record its data, text and hints. */
const cases: readonly [string, unknown, readonly (readonly [unknown, string, unknown])[]][] = [
  ["a plain record", { EventID: 1 }, [[{ EventID: 1 }, '{"EventID":1}', undefined]]],
  ["a row of Splunk", row, [[row, raw, rowHints]]],
  ["a Splunk result", { result: row }, [[row, raw, rowHints]]],
  ["a Splunk export line", { preview: false, offset: 0, lastrow: true, result: row }, [[row, raw, rowHints]]],
  ["a Splunk result that has no event's text", { preview: false, result: { count: "3" } }, [[{ count: "3" }, '{"count":"3"}', undefined]]],
  ["the end of a Splunk export", { preview: false, lastrow: true }, []],
  ["Splunk's messages", { preview: false, init_offset: 0, messages: [{ type: "INFO" }] }, []],
  [
    "Splunk results",
    { preview: false, init_offset: 0, messages: [], fields: [{ name: "_raw" }], results: [row, { n: "1" }], highlighted: {} },
    [
      [row, raw, rowHints],
      [{ n: "1" }, '{"n":"1"}', undefined],
    ],
  ],
  [
    "an event of the HTTP event collector",
    { time: "1602268069.500", host: "dc1", sourcetype: "json", event: { a: 1 }, fields: { x: "y" } },
    [[{ x: "y", a: 1 }, '{"a":1}', { host: "dc1", sourcetype: "json", time: 1602268069.5 }]],
  ],
  [
    "a time to the microsecond",
    { time: "2020-10-09T18:27:49.123456Z", index: "main", event: { a: 1 } },
    [[{ a: 1 }, '{"a":1}', { index: "main", time: 1602268069.123456 }]],
  ],
  [
    "data points",
    { time: 1602268069, host: "h", index: "m", event: "metric", fields: { "metric_name:cpu": 1 } },
    [[{ event: "metric", "metric_name:cpu": 1 }, '{"event":"metric","metric_name:cpu":1}', { host: "h", index: "m", time: 1602268069 }]],
  ],
  [
    "text with fields beside it",
    { index: "main", event: "hello", fields: { x: "y" } },
    [[{ x: "y", _raw: "hello" }, "hello", { index: "main" }]],
  ],
  [
    "lines of CloudWatch Logs",
    {
      messageType: "DATA_MESSAGE",
      owner: "1",
      logGroup: "g",
      logStream: "s",
      subscriptionFilters: [],
      logEvents: [{ id: "1", timestamp: 1602268069500, message: "hello" }],
    },
    [[null, "hello", { time: 1602268069.5 }]],
  ],
  ["a control message of CloudWatch Logs", { messageType: "CONTROL_MESSAGE", logGroup: "", logStream: "", logEvents: [{ id: "" }] }, []],
  [
    "what filter-log-events gives",
    {
      events: [{ logStreamName: "s", timestamp: 1602268069500, message: "hello", ingestionTime: 1602268070000, eventId: "1" }],
      searchedLogStreams: [],
    },
    [[null, "hello", { time: 1602268069.5 }]],
  ],
  ["a message of an Event Hub", { body: { a: 1 }, "x-opt-offset": "1" }, [[{ a: 1 }, '{"a":1}', undefined]]],
  [
    "one that lists records",
    { body: { records: [{ a: 1 }, { a: 2 }] }, "x-opt-offset": "1" },
    [
      [{ a: 1 }, '{"a":1}', undefined],
      [{ a: 2 }, '{"a":2}', undefined],
    ],
  ],
  ["a body of something else", { body: { a: 1 }, id: "1" }, [[{ body: { a: 1 }, id: "1" }, '{"body":{"a":1},"id":"1"}', undefined]]],
  [
    "a line of a container",
    { log: "hello\n", stream: "stdout", time: "2020-10-09T18:27:49.5Z" },
    [[null, "hello", { time: 1602268069.5 }]],
  ],
  [
    "activities of Google",
    { kind: "admin#reports#activity", id: { time: "t" }, events: [{ name: "a" }, { name: "b" }] },
    [
      [
        { kind: "admin#reports#activity", id: { time: "t" }, event: { name: "a" } },
        '{"kind":"admin#reports#activity","id":{"time":"t"},"event":{"name":"a"}}',
        undefined,
      ],
      [
        { kind: "admin#reports#activity", id: { time: "t" }, event: { name: "b" } },
        '{"kind":"admin#reports#activity","id":{"time":"t"},"event":{"name":"b"}}',
        undefined,
      ],
    ],
  ],
  ["one that is text", { index: "main", event: "hello" }, [[null, "hello", { index: "main" }]]],
  [
    "an application's own event",
    { time: 1, host: "h", event: "login" },
    [[{ time: 1, host: "h", event: "login" }, '{"time":1,"host":"h","event":"login"}', undefined]],
  ],
  [
    "an application's own result",
    { result: { ok: true }, user: "x" },
    [[{ result: { ok: true }, user: "x" }, '{"result":{"ok":true},"user":"x"}', undefined]],
  ],
  [
    "an Elasticsearch hit",
    { _index: "logs-1", _id: "x", _score: 1, _source: { a: 1 }, sort: [1] },
    [[{ a: 1 }, '{"a":1}', { index: "logs-1" }]],
  ],
  [
    "an Elasticsearch response",
    {
      took: 1,
      timed_out: false,
      _shards: { total: 1, failures: [{ shard: 0 }] },
      hits: {
        total: { value: 2 },
        hits: [
          { _index: "i", _id: "1", _source: { a: 1 } },
          { _index: "i", _id: "2", _source: { a: 2 } },
        ],
      },
    },
    [
      [{ a: 1 }, '{"a":1}', { index: "i" }],
      [{ a: 2 }, '{"a":2}', { index: "i" }],
    ],
  ],
  [
    "CloudTrail",
    { Records: [{ eventName: "x" }, { eventName: "y" }] },
    [
      [{ eventName: "x" }, '{"eventName":"x"}', undefined],
      [{ eventName: "y" }, '{"eventName":"y"}', undefined],
    ],
  ],
  ["CloudTrail without records", { Records: [] }, []],
  [
    "OData",
    { "@odata.context": "https://graph", value: [{ id: "1" }], "@odata.nextLink": "https://graph/2" },
    [[{ id: "1" }, '{"id":"1"}', undefined]],
  ],
  [
    "a Kubernetes list",
    { kind: "EventList", apiVersion: "audit.k8s.io/v1", metadata: {}, items: [{ verb: "get" }] },
    [[{ verb: "get" }, '{"verb":"get"}', undefined]],
  ],
  ["a list of scalars is a field", { value: ["a", "b"] }, [[{ value: ["a", "b"] }, '{"value":["a","b"]}', undefined]]],
  [
    "a list beside a record's fields is a field",
    { user: "u", value: [{ id: 1 }] },
    [[{ user: "u", value: [{ id: 1 }] }, '{"user":"u","value":[{"id":1}]}', undefined]],
  ],
  [
    "a list inside a record is a field",
    { requestParameters: { Records: [{ a: 1 }] } },
    [[{ requestParameters: { Records: [{ a: 1 }] } }, '{"requestParameters":{"Records":[{"a":1}]}}', undefined]],
  ],
]
for (const [title, document, expected] of cases)
  for (const [reader, log] of [
    [ndjson, JSON.stringify(document)],
    [json, JSON.stringify(document)],
    [json, JSON.stringify(document, null, 2)],
  ] as const)
    for (const chunkBytes of [1 << 20, 5])
      test(`${reader.name}: ${title}${log.includes("\n") ? ", over several lines" : ""}, ${chunkBytes} bytes a chunk`, async () => {
        const reading = await readAll(reader, log, { chunkBytes })
        assert.equal(problemsOf(reading), [])
        assert.equal(
          reading.records.map(record => [
            record.data,
            record.text().startsWith("{") ? JSON.stringify(JSON.parse(record.text())) : record.text(),
            record.hints,
          ]),
          expected,
        )
      })

test("what a list holds besides objects is reported", async () => {
  const log = '{"Records":[{"a":1},2,"x",null,[3],{"b":1}]}'
  const lines = await readAll(ndjson, log)
  assert.equal(
    lines.records.map(record => record.data),
    [{ a: 1 }, { b: 1 }],
  )
  assert.equal(
    problemsOf(lines),
    ["a number", "a string", "null", "an array"].map(kind => `1: an element of the list is ${kind}, not an object, and is left out`),
  )
  const streamed = await readAll(json, log)
  assert.equal(
    streamed.records.map(record => record.data),
    [{ a: 1 }, { b: 1 }],
  )
  assert.is(streamed.problems.length, 4)
})

test("preview results of Splunk are reported and left out", async () => {
  const reading = await readAll(ndjson, '{"preview":true,"offset":0,"result":{"n":"1"}}\n{"preview":false,"offset":0,"result":{"n":"2"}}\n')
  assert.equal(
    reading.records.map(record => record.data),
    [{ n: "2" }],
  )
  assert.equal(problemsOf(reading), ["1: a preview result is left out: the final results repeat it"])
})

const times: readonly [string, unknown, number | undefined][] = [
  ["a number", 1602268069.25, 1602268069.25],
  ["a number as text", "1602268069", 1602268069],
  ["ISO 8601", "2020-10-09T18:27:49Z", 1602268069],
  ["an offset without colon", "2020-10-09T20:27:49.000+0200", 1602268069],
  ["as Splunk's REST interface writes it", "2020-10-09 18:27:49.000 UTC", 1602268069],
  ["a zone that is only a name", "2020-10-09 18:27:49.000 CEST", undefined],
  ["no zone", "2020-10-09 18:27:49", undefined],
  ["no such day", "2020-13-45T18:27:49Z", undefined],
]
for (const [title, time, expected] of times)
  test(`the time of a Splunk row: ${title}`, async () => {
    const { records } = await readAll(ndjson, JSON.stringify({ _raw: "x", _time: time }))
    assert.is(records[0]?.hints?.time, expected)
  })

test.run()
