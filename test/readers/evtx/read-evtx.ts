import { evtx } from "../../../engine/readers/evtx/index.ts"
import type { JsonObject, JsonValue, RawRecord, ReadProblem } from "../../../engine/readers/reader.ts"

export interface Reading {
  readonly records: RawRecord[]
  readonly problems: ReadProblem[]
}

/** Reads a whole log that arrives in pieces of a size. */
export async function readLog(bytes: Uint8Array, pieceSize = 0x1_0000, maxRecordBytes = 0x1_0000): Promise<Reading> {
  const records: RawRecord[] = []
  const problems: ReadProblem[] = []
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.slice(at, at + pieceSize)
  }
  const ctx = { name: "test.evtx", report: (problem: ReadProblem) => problems.push(problem), maxRecordBytes }
  for await (const batch of evtx.read(pieces(), ctx)) records.push(...batch)
  return { records, problems }
}

/** Data as objects that compare equal to literals. */
export function plain(value: JsonValue | undefined): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

export function eventData(record: RawRecord | undefined): unknown {
  return plain(objectOf(record?.data?.EventData))
}

export function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}
