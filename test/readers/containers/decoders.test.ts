import { randomBytes } from "node:crypto"
import { gzipSync } from "node:zlib"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { ByteStream } from "../../../engine/readers/containers/byte-stream.ts"
import { bzip2 } from "../../../engine/readers/containers/bzip2.ts"
import type { Decoder } from "../../../engine/readers/containers/decoder.ts"
import { gzip } from "../../../engine/readers/containers/gzip.ts"
import { zstd } from "../../../engine/readers/containers/zstd.ts"
import { inChunks } from "../reading.ts"

/** What the fixtures below hold: several blocks of either format. */
const log = Buffer.from(Array.from({ length: 30_000 }, (_, index) => `event ${index % 7}\n`).join(""))
/** Made by bzip2 1.0.8 with -1. */
const bzip2Log = Buffer.from(
  "QlpoMTFBWSZTWX6dWmkAYaLZgAAQQAB/AAIBBQAgAJAgGgATVUA0ZMKBOJAnKgTpQJ2oE8UCYUCc5VIqnqpFU1KRVN/lSKpmUiqalIqm0pFU/MUFZJlNZQSb3ngA" +
    "i3tmAABBAAH8AAgEFACAAkCAaABNVQDRk7woE5UCdKBO5AnkgTpQJhQJkkKWtooE+lIqm6pFU+lIqmVSKppUiqbSkVT8xQVkmU1mUQcM8ACW0WYAAEEAAfwACAQU" +
    "AIACQIBoAClSGjQOdUinFIpmkU5pFOqRTKRTVIp7KFR3KFR9AoPMUimChUeyhUfShUYKFR+LuSKcKEh2PKLSgA==",
  "base64",
)
/** Made by zstd 1.5.5 with -19. */
const zstdLog = Buffer.from("KLUv/aSAqQMAFAEAeGV2ZW50IDAKMTIzNDU2CgcgcC0exf87I8ecdOdYnYhFLlUAAAABAH2p4/+5BgImqeKY", "base64")
const zstdEmpty = Buffer.from("KLUv/SQAAQAAmenYUQ==", "base64")
const bzip2Empty = Buffer.from("QlpoORdyRThQkAAAAAA=", "base64")
/** A frame that a decompressor has to skip. */
const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])

async function decode(decoder: Decoder, bytes: Uint8Array, chunkBytes: number) {
  const reports: string[] = []
  const chunks: Uint8Array[] = []
  const stream = new ByteStream(inChunks(bytes, chunkBytes))
  for await (const chunk of decoder.decode(stream, message => reports.push(message))) chunks.push(chunk)
  return { content: Buffer.concat(chunks), reports }
}

const twice = Buffer.concat([log, log])
const behind = (name: string) => [`${name}: what stands behind the compressed data is left out`]
const whole: readonly [string, Decoder, Buffer, Buffer, readonly string[]][] = [
  ["gzip", gzip, gzipSync(log), log, []],
  ["an empty gzip", gzip, gzipSync(""), Buffer.alloc(0), []],
  ["gzip members one behind the other", gzip, Buffer.concat([gzipSync(log), gzipSync(log)]), twice, []],
  ["gzip and zero bytes", gzip, Buffer.concat([gzipSync(log), Buffer.alloc(700)]), log, []],
  ["gzip and something else", gzip, Buffer.concat([gzipSync(log), Buffer.from("trailer")]), log, behind("gzip")],
  [
    "gzip with every header field",
    gzip,
    Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 31, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9]),
      Buffer.from("name\0comment\0hc"),
      gzipSync(log).subarray(10),
    ]),
    log,
    [],
  ],
  ["bzip2", bzip2, bzip2Log, log, []],
  ["an empty bzip2", bzip2, bzip2Empty, Buffer.alloc(0), []],
  ["bzip2 streams one behind the other", bzip2, Buffer.concat([bzip2Log, bzip2Empty, bzip2Log]), twice, []],
  ["bzip2 and something else", bzip2, Buffer.concat([bzip2Log, Buffer.from("trailer")]), log, behind("bzip2")],
  ["zstd", zstd, zstdLog, log, []],
  ["an empty zstd", zstd, zstdEmpty, Buffer.alloc(0), []],
  ["zstd frames one behind the other", zstd, Buffer.concat([skippable, zstdLog, zstdEmpty, skippable, zstdLog]), twice, []],
  ["zstd and something else", zstd, Buffer.concat([zstdLog, Buffer.from("trailer")]), log, behind("zstd")],
]
for (const [title, decoder, bytes, content, reports] of whole)
  for (const chunkBytes of [1 << 20, 1]) {
    if (chunkBytes === 1 && bytes.length > 5000) continue
    test(`decompresses ${title}, ${chunkBytes} bytes a chunk`, async () => {
      assert.ok(decoder.recognises(bytes.subarray(0, 16)))
      const decoded = await decode(decoder, bytes, chunkBytes)
      assert.ok(decoded.content.equals(content))
      assert.equal(decoded.reports, reports)
    })
  }

for (const [decoder, bytes] of [
  [gzip, gzipSync(log)],
  [bzip2, bzip2Log],
  [zstd, zstdLog],
] as const)
  test(`${decoder.name}: wherever the data are cut off, what came before is read`, async () => {
    for (let length = 10; length < bytes.length; length++) {
      const { content, reports } = await decode(decoder, bytes.subarray(0, length), 1 << 20)
      assert.ok(log.subarray(0, content.length).equals(content))
      assert.equal(reports, [`${decoder.name}: the compressed data are cut off; what came before was read`], `cut at ${length}`)
    }
  })

test("gzip: a cut off log gives all that its bytes hold", async () => {
  const lines = Array.from({ length: 5000 }, () => randomBytes(30).toString("hex")).join("\n")
  const compressed = gzipSync(lines)
  const { content } = await decode(gzip, compressed.subarray(0, compressed.length / 2), 1 << 20)
  // Random data do not depend on what follows them, so that half of the bytes hold about half of the log.
  assert.ok(content.length > lines.length * 0.45)
})

for (const [decoder, bytes] of [
  [gzip, gzipSync(log)],
  [bzip2, bzip2Log],
  [zstd, zstdLog],
] as const)
  test(`${decoder.name}: damaged data end with a report`, async () => {
    // Behind the header; a content checksum of zstd is not verified.
    const end = decoder === zstd ? bytes.length - 4 : bytes.length
    for (let at = 16; at < end; at++)
      for (const bit of [1, 0x40]) {
        const damaged = Buffer.from(bytes)
        damaged[at] = (damaged[at] ?? 0) ^ bit
        const { content, reports } = await decode(decoder, damaged, 1 << 20)
        assert.ok(content.equals(log) || reports.length > 0 || decoder === zstd, `byte ${at}`)
      }
  })

const refused: readonly [string, readonly number[], string][] = [
  [
    "a window of 2 GiB",
    [0, 21 << 3],
    "zstd: the data need a window of 2147483648 bytes, more than the limit of 134217728; what came before was read",
  ],
  ["a dictionary", [1, 0, 7, 0, 0], "zstd: the data need a dictionary, which is not supported; what came before was read"],
  ["a block that is too long", [0, 0, 0xff, 0xff, 0xff, 0xff], "zstd: the compressed data are damaged; what came before was read"],
]
for (const [title, header, message] of refused)
  test(`zstd: ${title} is refused`, async () => {
    const { reports } = await decode(zstd, Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...header, 0, 0, 0]), 1 << 20)
    assert.equal(reports, [message])
  })

test.run()
