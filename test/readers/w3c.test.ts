import { test } from "uvu"
import * as assert from "uvu/assert"
import { w3c } from "../../engine/readers/w3c.ts"
import { plainData } from "./plain-data.ts"
import { problemsOf, readAll } from "./reading.ts"

const cases: readonly [string, readonly string[], readonly unknown[], readonly string[]][] = [
  [
    "IIS",
    [
      "#Software: Microsoft Internet Information Services 10.0",
      "#Version: 1.0",
      "#Date: 2020-09-04 03:08:02",
      "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query cs-username c-ip cs(User-Agent) cs(Referer) sc-status",
      "2020-09-04 03:08:02 10.0.0.1 GET /a+b q=x+y D\\J+Doe 10.0.0.2 Mozilla/5.0+(Windows+NT) http://h/?q=a+b 200",
      "2020-09-04 03:08:03 10.0.0.1 POST / - - 10.0.0.2 - - 404",
    ],
    [
      {
        date: "2020-09-04",
        time: "03:08:02",
        s_ip: "10.0.0.1",
        cs_method: "GET",
        cs_uri_stem: "/a+b",
        cs_uri_query: "q=x+y",
        cs_username: "D\\J Doe",
        c_ip: "10.0.0.2",
        cs_User_Agent: "Mozilla/5.0 (Windows NT)",
        cs_Referer: "http://h/?q=a+b",
        sc_status: "200",
      },
      { date: "2020-09-04", time: "03:08:03", s_ip: "10.0.0.1", cs_method: "POST", cs_uri_stem: "/", c_ip: "10.0.0.2", sc_status: "404" },
    ],
    [],
  ],
  [
    "columns that change",
    ["#Fields: date c-ip", "2020-09-04 10.0.0.1", "#Fields: c-ip date", "10.0.0.1 2020-09-04"],
    [
      { date: "2020-09-04", c_ip: "10.0.0.1" },
      { c_ip: "10.0.0.1", date: "2020-09-04" },
    ],
    [],
  ],
  [
    "the log of Exchange, whose columns are separated by commas",
    [
      "#Software: Microsoft Exchange Server",
      "#Fields: date-time,client-ip,source-context,message-subject,total-bytes,custom-data",
      '2023-10-05T10:11:12.500Z,10.0.0.5,"a, ""b""",a+b,12,',
      "2023-10-05T10:11:13.500Z,,,x,,y",
    ],
    [
      {
        date_time: "2023-10-05T10:11:12.500Z",
        client_ip: "10.0.0.5",
        source_context: 'a, "b"',
        message_subject: "a+b",
        total_bytes: "12",
      },
      { date_time: "2023-10-05T10:11:13.500Z", message_subject: "x", custom_data: "y" },
    ],
    [],
  ],
  [
    "lines of IIS without their header",
    [
      "2022-10-01 10:11:12 10.0.0.5 GET /a b=c 443 - 203.0.113.9 Mozilla/5.0+(X) - 200 0 0 15",
      "2022-10-01 10:11:13 10.0.0.5 POST /b - 443 D\\ann 203.0.113.9 - http://h/ 500 0 64 16",
    ],
    [
      {
        date: "2022-10-01",
        time: "10:11:12",
        s_ip: "10.0.0.5",
        cs_method: "GET",
        cs_uri_stem: "/a",
        cs_uri_query: "b=c",
        s_port: "443",
        c_ip: "203.0.113.9",
        cs_User_Agent: "Mozilla/5.0 (X)",
        sc_status: "200",
        sc_substatus: "0",
        sc_win32_status: "0",
        time_taken: "15",
      },
      {
        date: "2022-10-01",
        time: "10:11:13",
        s_ip: "10.0.0.5",
        cs_method: "POST",
        cs_uri_stem: "/b",
        s_port: "443",
        cs_username: "D\\ann",
        c_ip: "203.0.113.9",
        cs_Referer: "http://h/",
        sc_status: "500",
        sc_substatus: "0",
        sc_win32_status: "64",
        time_taken: "16",
      },
    ],
    [],
  ],
  [
    "lines of IIS with all columns that it knows",
    ["2022-10-01 10:11:12 W3SVC1 WEB1 10.0.0.5 GET /a - 80 - 203.0.113.9 HTTP/1.1 UA C=1 http://r/ h.x.org 304 0 0 10 20 15"],
    [
      {
        date: "2022-10-01",
        time: "10:11:12",
        s_sitename: "W3SVC1",
        s_computername: "WEB1",
        s_ip: "10.0.0.5",
        cs_method: "GET",
        cs_uri_stem: "/a",
        s_port: "80",
        c_ip: "203.0.113.9",
        cs_version: "HTTP/1.1",
        cs_User_Agent: "UA",
        cs_Cookie: "C=1",
        cs_Referer: "http://r/",
        cs_host: "h.x.org",
        sc_status: "304",
        sc_substatus: "0",
        sc_win32_status: "0",
        sc_bytes: "10",
        cs_bytes: "20",
        time_taken: "15",
      },
    ],
    [],
  ],
  ["quoted values", ["#Fields: a b c", 'x "y ""z"" w"  1'], [{ a: "x", b: 'y "z" w', c: "1" }], []],
  [
    "tabs, where a plus sign is itself",
    ["#Version: 1.0", "#Fields: date time cs(User-Agent) x-edge-location", "2023-11-07\t16:58:21\tbot%20(+http://x)\tIAD55-P5"],
    [{ date: "2023-11-07", time: "16:58:21", cs_User_Agent: "bot%20(+http://x)", x_edge_location: "IAD55-P5" }],
    [],
  ],
  [
    "another number of values",
    ["#Fields: a b c", "1 2", "1 2 3 4", "1 2 3"],
    [
      { a: "1", b: "2" },
      { a: "1", b: "2", c: "3" },
      { a: "1", b: "2", c: "3" },
    ],
    ["2: the line has 2 values where the #Fields line has 3", "3: the line has 4 values where the #Fields line has 3"],
  ],
  ["lines before the #Fields line", ["1 2", "#Fields: a b", "1 2"], [{ a: "1", b: "2" }], ["1: no #Fields line says what the line holds"]],
  ["members of a prototype", ["#Fields: constructor __proto__", "1 2"], [{ constructor: "1", proto: "2" }], []],
]
for (const [title, lines, data, problems] of cases)
  for (const chunkBytes of [1 << 20, 1])
    test(`w3c: ${title}, ${chunkBytes} bytes a chunk`, async () => {
      const reading = await readAll(w3c, `${lines.join("\r\n")}\r\n`, { chunkBytes })
      assert.equal(plainData(reading), data)
      assert.equal(problemsOf(reading), problems)
    })

test("w3c: a line of CloudFront needs no header", async () => {
  const line =
    "2023-11-07\t16:58:21\tIAD55-P5\t921\t192.0.2.1\tGET\tx.cloudfront.net\t/a\t200\t-\tbot%201.0\t-\t-\tHit\tid==\thost\thttps\t232\t0.276\t-\t" +
    "TLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\tHTTP/1.1\t-\t-\t57232\t0.2\tHit\ttext/html\t527\t-\t-"
  assert.is(w3c.recognise(Buffer.from(line), "log"), 0.9)
  const reading = await readAll(w3c, line)
  assert.equal(plainData(reading), [
    {
      date: "2023-11-07",
      time: "16:58:21",
      x_edge_location: "IAD55-P5",
      sc_bytes: "921",
      c_ip: "192.0.2.1",
      cs_method: "GET",
      cs_Host: "x.cloudfront.net",
      cs_uri_stem: "/a",
      sc_status: "200",
      cs_User_Agent: "bot%201.0",
      x_edge_result_type: "Hit",
      x_edge_request_id: "id==",
      x_host_header: "host",
      cs_protocol: "https",
      cs_bytes: "232",
      time_taken: "0.276",
      ssl_protocol: "TLSv1.3",
      ssl_cipher: "TLS_AES_128_GCM_SHA256",
      x_edge_response_result_type: "Hit",
      cs_protocol_version: "HTTP/1.1",
      c_port: "57232",
      time_to_first_byte: "0.2",
      x_edge_detailed_result_type: "Hit",
      sc_content_type: "text/html",
      sc_content_len: "527",
    },
  ])
  assert.equal(reading.records[0]?.hints, { time: 1699376301 })
})

const times: readonly [string, readonly string[], number | undefined][] = [
  ["a date and a time", ["#Fields: date time", "2020-09-04 03:08:02"], 1599188882],
  ["a time, the date in the header", ["#Date: 2020-09-04 00:00:00", "#Fields: time c-ip", "03:08:02 x"], 1599188882],
  ["a time and no date", ["#Fields: time c-ip", "03:08:02 x"], undefined],
  ["no time", ["#Fields: a b", "1 2"], undefined],
]
for (const [title, lines, expected] of times)
  test(`w3c: the time of a line that has ${title}`, async () => {
    const { records } = await readAll(w3c, lines.join("\n"))
    assert.equal(
      records.map(record => record.hints?.time),
      [expected],
    )
  })

test.run()
