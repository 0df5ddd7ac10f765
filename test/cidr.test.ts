import { test } from "uvu"
import * as assert from "uvu/assert"
import { parseCidr, parseIpv4, parseIpv6 } from "../engine/cidr.ts"

const members: readonly [network: string, ip: string, expected: boolean][] = [
  ["10.0.0.0/8", "10.255.255.255", true],
  ["10.0.0.0/8", "11.0.0.0", false],
  ["10.1.2.3/8", "10.9.9.9", true],
  ["192.168.1.0/24", "192.168.1.77", true],
  ["192.168.1.0/24", "192.168.2.77", false],
  ["192.168.1.128/25", "192.168.1.127", false],
  ["192.168.1.128/25", "192.168.1.128", true],
  ["1.2.3.4/32", "1.2.3.4", true],
  ["1.2.3.4/32", "1.2.3.5", false],
  ["0.0.0.0/0", "255.255.255.255", true],
  ["0.0.0.0/0", "::1", false],
  ["224.0.0.0/4", "239.255.255.250", true],
  ["128.0.0.0/1", "128.0.0.1", true],
  ["128.0.0.0/1", "127.255.255.255", false],
  ["10.0.0.0/8", "::ffff:10.1.2.3", true],
  ["10.0.0.0/8", "::FFFF:0a01:0203", true],
  ["10.0.0.0/8", "::ffff:11.1.2.3", false],
  ["10.0.0.0/8", "10.1.2", false],
  ["10.0.0.0/8", "10.1.2.3.4", false],
  ["10.0.0.0/8", "10.1.2.256", false],
  ["10.0.0.0/8", "10.01.2.3", false],
  ["10.0.0.0/8", "10.1.2.3 ", false],
  ["10.0.0.0/8", "", false],
  ["10.0.0.0/8", "host", false],
  ["2001:db8::/32", "2001:0DB8:1234::1", true],
  ["2001:db8::/32", "2001:db9::1", false],
  ["2001:db8::/33", "2001:db8:7fff::1", true],
  ["2001:db8::/33", "2001:db8:8000::1", false],
  ["fe80::/10", "fe80::1", true],
  ["fe80::/10", "febf::1", true],
  ["fe80::/10", "fec0::1", false],
  ["::1/128", "::1", true],
  ["::1/128", "0:0:0:0:0:0:0:1", true],
  ["::1/128", "::2", false],
  ["::/0", "abcd::", true],
  ["::/0", "10.0.0.1", false],
  ["::ffff:10.0.0.0/104", "10.200.0.1", true],
  ["::ffff:10.0.0.0/104", "11.200.0.1", false],
  ["2001:db8::/32", "2001:db8:::1", false],
]
for (const [network, ip, expected] of members)
  test(`${ip} is ${expected ? "" : "not "}in ${network}`, () => {
    assert.is(parseCidr(network)?.(ip), expected)
  })

for (const text of [
  "10.0.0.0",
  "10.0.0.0/33",
  "10.0.0.0/",
  "10.0.0.0/-1",
  "10.0.0.0/08",
  "10.0.0/8",
  "a/b",
  "/8",
  "::1/129",
  "::g/64",
  "10.0.0.0/8/8",
])
  test(`"${text}" is no network`, () => {
    assert.is(parseCidr(text), null)
  })

test("IPv4 addresses as numbers", () => {
  assert.is(parseIpv4("0.0.0.0"), 0)
  assert.is(parseIpv4("255.255.255.255"), 4_294_967_295)
  assert.is(parseIpv4("1.2.3."), -1)
  assert.is(parseIpv4(".1.2.3"), -1)
  assert.is(parseIpv4("1..2.3"), -1)
  assert.is(parseIpv4("00.0.0.0"), -1)
})

const v6: readonly [text: string, groups: number[] | null][] = [
  ["::", [0, 0, 0, 0, 0, 0, 0, 0]],
  ["1::", [1, 0, 0, 0, 0, 0, 0, 0]],
  ["::1:2", [0, 0, 0, 0, 0, 0, 1, 2]],
  ["1:2::3", [1, 2, 0, 0, 0, 0, 0, 3]],
  ["1:2:3:4:5:6:7:8", [1, 2, 3, 4, 5, 6, 7, 8]],
  ["::1.2.3.4", [0, 0, 0, 0, 0, 0, 0x102, 0x304]],
  ["1:2:3:4:5:6:1.2.3.4", [1, 2, 3, 4, 5, 6, 0x102, 0x304]],
  ["1:2:3:4:5:6:7::", [1, 2, 3, 4, 5, 6, 7, 0]],
  ["1:2:3:4:5:6:7:8:9", null],
  ["1:2:3:4:5:6:7", null],
  ["1:2:3:4:5:6:7:1.2.3.4", null],
  ["1::2::3", null],
  [":1::2", null],
  ["1:2:3:4:5:6:7:", null],
  ["12345::", null],
  [":::", null],
  [":", null],
  ["fe80::1%eth0", null],
  ["1:2:3:4::5:6:7:8", null],
]
for (const [text, groups] of v6)
  test(`IPv6 "${text}"`, () => {
    const parsed = parseIpv6(text)
    assert.equal(parsed === null ? null : [...parsed], groups)
  })

test.run()
