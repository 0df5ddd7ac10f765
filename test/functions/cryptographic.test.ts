import { test } from "uvu"
import { testExpressions } from "./expression-table.ts"

// Test vectors of RFC 1321 and FIPS 180.
testExpressions([
  ['md5("")', {}, "d41d8cd98f00b204e9800998ecf8427e"],
  ['md5("message digest")', {}, "f96b697d7cb7938d525a2f31aaf161d0"],
  ['sha1("abc")', {}, "a9993e364706816aba3e25717850c26c9cd0d89d"],
  ['sha256("abc")', {}, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    'sha512("abc")',
    {},
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
  ],
  ["md5(x)", { x: 1 }, "c4ca4238a0b923820dcc509a6f75849b"],
  ['md5(x) = md5("\u00fc")', { x: "ü" }, true],
  ["md5(x)", { x: ["a", "b"] }, null],
])

test.run()
