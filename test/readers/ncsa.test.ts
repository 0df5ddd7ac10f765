import { test } from "uvu"
import * as assert from "uvu/assert"
import { ncsa } from "../../engine/readers/ncsa.ts"
import { plainData } from "./plain-data.ts"
import { problemsOf, readAll, textOf } from "./reading.ts"

const time = "10/Oct/2000:13:55:36 -0700"
const get = { req_time: time, method: "GET", uri: "/a.gif?x=1", uri_path: "/a.gif", uri_query: "x=1", version: "HTTP/1.0" }
const request = `[${time}] "GET /a.gif?x=1 HTTP/1.0"`

const cases: readonly [string, string, Record<string, unknown>][] = [
  [
    "the common format",
    `127.0.0.1 - frank ${request} 200 2326`,
    { clientip: "127.0.0.1", user: "frank", ...get, status: "200", bytes: "2326" },
  ],
  [
    "the combined format",
    `2001:db8::1 - - ${request} 304 - "http://example.com/start" "Mozilla/4.08 [en] (Win98; I)"`,
    { clientip: "2001:db8::1", ...get, status: "304", referer: "http://example.com/start", useragent: "Mozilla/4.08 [en] (Win98; I)" },
  ],
  [
    "further values",
    `h - - ${request} 200 1 "-" "curl \\"x\\"" "sid=1" 12 "x y"`,
    { clientip: "h", ...get, status: "200", bytes: "1", useragent: 'curl \\"x\\"', cookie: "sid=1", other: '12 "x y"' },
  ],
  [
    "a virtual host with its port",
    `www.example.com:443 10.0.0.1 - - ${request} 200 1`,
    { vhost: "www.example.com:443", clientip: "10.0.0.1", ...get, status: "200", bytes: "1" },
  ],
  [
    "a virtual host without a port",
    `www.example.com 10.0.0.1 - bob ${request} 200 1`,
    { vhost: "www.example.com", clientip: "10.0.0.1", user: "bob", ...get, status: "200", bytes: "1" },
  ],
  [
    "a name with spaces",
    `10.0.0.1 - John Q Doe ${request} 200 1`,
    { clientip: "10.0.0.1", user: "John Q Doe", ...get, status: "200", bytes: "1" },
  ],
  [
    "no version, a space in the path",
    `10.0.0.1 - - [${time}] "GET /a b" 400 0`,
    { clientip: "10.0.0.1", req_time: time, method: "GET", uri: "/a b", uri_path: "/a b", status: "400", bytes: "0" },
  ],
  [
    "a request that is no HTTP",
    `10.0.0.1 - - [${time}] "\\x16\\x03\\x01" 400 226 "-" "-"`,
    { clientip: "10.0.0.1", req_time: time, request: "\\x16\\x03\\x01", status: "400", bytes: "226" },
  ],
  ["no request", `10.0.0.1 - - [${time}] "-" 408 -`, { clientip: "10.0.0.1", req_time: time, status: "408" }],
  ["no number of bytes", `10.0.0.1 - - ${request} 200`, { clientip: "10.0.0.1", ...get, status: "200" }],
]
for (const [title, line, data] of cases)
  test(`ncsa: ${title}`, async () => {
    const reading = await readAll(ncsa, `${line}\r\n`)
    assert.equal(plainData(reading), [data])
    assert.equal(
      reading.records.map(record => record.hints),
      [{ time: 971211336 }],
    )
    assert.equal(textOf(reading), [line])
    assert.equal(problemsOf(reading), [])
  })

test("ncsa: anything else is reported", async () => {
  const log = [
    `10.0.0.1 - - ${request} 200 1`,
    "hello",
    `10.0.0.1 - - [${time}] "GET / HTTP/1.0 200 1`,
    `10.0.0.1 - - ${request} ok`,
    `10.0.0.1 ${request} 200 1`,
  ]
  const reading = await readAll(ncsa, log.join("\n"))
  assert.is(reading.records.length, 1)
  assert.equal(
    problemsOf(reading),
    [2, 3, 4, 5].map(line => `${line}: the line is not in the common or combined log format`),
  )
})

test.run()
