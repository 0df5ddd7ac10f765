import { test } from "uvu"
import * as assert from "uvu/assert"
import { vpcflow } from "../../engine/readers/vpcflow.ts"
import { plainData } from "./plain-data.ts"
import { problemsOf, readAll, textOf } from "./reading.ts"

const accepted = "2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK"
const acceptedData = {
  version: 2,
  account_id: "123456789010",
  interface_id: "eni-1235b8ca123456789",
  srcaddr: "172.31.16.139",
  dstaddr: "172.31.16.21",
  srcport: 20641,
  dstport: 22,
  protocol: 6,
  packets: 20,
  bytes: 4249,
  start: 1418530010,
  end: 1418530070,
  action: "ACCEPT",
  log_status: "OK",
}
const defaultHeader = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"

const cases: readonly [string, readonly string[], readonly unknown[], readonly string[]][] = [
  ["the default format", [accepted], [acceptedData], []],
  ["its header", [defaultHeader, accepted], [acceptedData], []],
  ["the time that CloudWatch puts before it", [`2014-12-14T04:07:50.000Z ${accepted}`], [acceptedData], []],
  [
    "no data",
    ["2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA"],
    [
      {
        version: 2,
        account_id: "123456789010",
        interface_id: "eni-1235b8ca123456789",
        start: 1431280876,
        end: 1431280934,
        log_status: "NODATA",
      },
    ],
    [],
  ],
  [
    "a custom format",
    ["vpc-id pkt-srcaddr tcp-flags start flow-direction", "vpc-1 ::1 3 1418530010 egress", "vpc-1 - - 1418530011 -"],
    [
      { vpc_id: "vpc-1", pkt_srcaddr: "::1", tcp_flags: 3, start: 1418530010, flow_direction: "egress" },
      { vpc_id: "vpc-1", start: 1418530011 },
    ],
    [],
  ],
  ["another number of values", ["1 2 3", accepted], [acceptedData], ["1: the line has 3 values where its format has 14"]],
]
for (const [title, lines, data, problems] of cases)
  test(`vpcflow: ${title}`, async () => {
    const reading = await readAll(vpcflow, `${lines.join("\n")}\n`)
    assert.equal(plainData(reading), data)
    assert.equal(problemsOf(reading), problems)
  })

test("vpcflow: text, line and time of a record", async () => {
  const reading = await readAll(vpcflow, `${defaultHeader}\n${accepted}\n`)
  assert.equal(textOf(reading), [accepted])
  assert.equal(
    reading.records.map(({ position, hints }) => [position, hints]),
    [[{ line: 2 }, { time: 1418530010 }]],
  )
})

test.run()
