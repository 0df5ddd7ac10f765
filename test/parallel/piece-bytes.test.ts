import { closeSync, openSync } from "node:fs"
import { join } from "node:path"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { piecesOf } from "../../engine/parallel/piece.ts"
import { PieceBytes } from "../../engine/parallel/piece-bytes.ts"
import { temporaryFolder } from "../temporary-folder.ts"

interface Read {
  readonly texts: readonly string[]
  readonly bytes: number
  readonly problems: readonly string[]
}

/** What each piece of a file gives. @param size of the file when it was cut into pieces */
async function read(content: string, pieceBytes: number, size = content.length, isOpen = true): Promise<Read> {
  const descriptor = openSync(join(temporaryFolder({ log: content }), "log"), "r")
  if (!isOpen) closeSync(descriptor)
  const texts: string[] = []
  const problems: string[] = []
  let bytes = 0
  for (const part of piecesOf(size, pieceBytes)) {
    const piece = { ...part, facts: { name: "log" }, format: "ndjson", descriptor, maxRecordBytes: 1_000 }
    const reading = new PieceBytes(piece, Buffer.alloc(piece.chunkBytes), message => problems.push(message))
    let text = ""
    for await (const chunk of reading) text += Buffer.from(chunk).toString("latin1")
    texts.push(text)
    bytes += reading.read
  }
  if (isOpen) closeSync(descriptor)
  return { texts, bytes, problems }
}

const cases: readonly (readonly [string, string, number, readonly string[]])[] = [
  ["a line belongs to the piece in which it ends", "ab\ncdef\ng", 4, ["ab\n", "cdef\n", "g"]],
  ["a line end at the end of a piece", "abc\ndef\n", 4, ["abc\n", "def\n"]],
  ["a line end at the beginning of a piece", "abcd\ne\n", 4, ["", "abcd\ne\n"]],
  ["a line that is longer than a piece", "abcdefghijkl\nm", 4, ["", "", "", "abcdefghijkl\nm"]],
  ["a line that is longer than a piece, without an end", "a\nbcdefghijkl", 4, ["a\n", "", "", "bcdefghijkl"]],
  ["empty lines", "\n\n\n\n\n", 2, ["\n\n", "\n\n", "\n"]],
  ["CRLF", "ab\r\ncd\r\n", 3, ["", "ab\r\n", "cd\r\n"]],
  ["one piece", "ab\ncd", 100, ["ab\ncd"]],
]
for (const [title, content, pieceBytes, expected] of cases)
  test(title, async () => {
    assert.equal(await read(content, pieceBytes), { texts: expected, bytes: content.length, problems: [] })
  })

test("a file that has grown since it was cut is read to its end", async () => {
  assert.equal((await read("ab\ncd\nef\ngh", 4, 6)).texts, ["ab\n", "cd\nef\ngh"])
})

test("a file that has been cut short since is read to its end", async () => {
  assert.equal((await read("ab\ncd\ne", 4, 14)).texts, ["ab\n", "cd\ne", "", ""])
})

test("a file that cannot be read is reported", async () => {
  const { texts, problems } = await read("ab\ncd\n", 100, 6, false)
  assert.equal(texts, [""])
  assert.equal(problems, ["cannot be read: EBADF; what came before was read"])
})

test.run()
