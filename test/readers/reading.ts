import type { RawRecord, ReaderDefinition, ReadProblem } from "../../engine/readers/reader.ts"

export interface Reading {
  readonly records: readonly RawRecord[]
  readonly problems: readonly ReadProblem[]
}

/** Bytes in chunks of a size. */
export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** Everything that a reader makes of a log. */
export async function readAll(
  reader: ReaderDefinition,
  log: string | Uint8Array,
  { chunkBytes = 1 << 20, maxRecordBytes = 1 << 20 } = {},
): Promise<Reading> {
  const records: RawRecord[] = []
  const problems: ReadProblem[] = []
  const bytes = typeof log === "string" ? Buffer.from(log) : log
  const ctx = { name: "log", report: (problem: ReadProblem) => void problems.push(problem), maxRecordBytes }
  for await (const batch of reader.read(inChunks(bytes, chunkBytes), ctx)) records.push(...batch)
  return { records, problems }
}

export const dataOf = (reading: Reading) => reading.records.map(record => record.data)
export const textOf = (reading: Reading) => reading.records.map(record => record.text())

/** Problems as `line: message`. */
export const problemsOf = (reading: Reading) => reading.problems.map(({ position, message }) => `${position.line}: ${message}`)

/** JSON as the readers give it: an integer that a double cannot hold is its digits. */
export const parsedExactly = (text: string): unknown =>
  JSON.parse(text, (_, value) =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(String(value)) ? String(value) : value,
  )
