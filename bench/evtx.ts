/**
 * How fast the evtx reader is: `node --import tsx bench/evtx.ts <folder> [seconds]` reads every .evtx file of the folder again and
 * again from memory, on one core, with the data of every record built. "used" leaves out the space in a file that holds no
 * records, of which a short log has much.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { evtx } from "../engine/readers/evtx/index.ts"

interface Log {
  readonly name: string
  readonly bytes: Buffer
  /** Bytes up to the end of the records of each chunk. */
  readonly used: number
}

const headerSize = 4096
const chunkSize = 0x1_0000

function load(folder: string): Log[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(name => name.toLowerCase().endsWith(".evtx"))
    .sort()
    .map(name => {
      const bytes = readFileSync(join(folder, name))
      let used = headerSize
      for (let at = headerSize; at + chunkSize <= bytes.length; at += chunkSize) used += Math.min(bytes.readUInt32LE(at + 48), chunkSize)
      return { name, bytes, used }
    })
}

async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize)
}

async function readAll(log: Log, isTextRead: boolean): Promise<{ records: number; problems: number }> {
  let records = 0
  let problems = 0
  const ctx = { name: log.name, report: () => problems++, maxRecordBytes: chunkSize }
  for await (const batch of evtx.read(pieces(log.bytes), ctx)) {
    records += batch.length
    if (isTextRead) for (const record of batch) record.text()
  }
  return { records, problems }
}

async function measure(title: string, logs: readonly Log[], seconds: number, isTextRead: boolean): Promise<void> {
  const total = { records: 0, problems: 0, bytes: 0, used: 0 }
  for (const log of logs) await readAll(log, isTextRead)
  const start = process.hrtime.bigint()
  let elapsed = 0
  while (elapsed < seconds) {
    for (const log of logs) {
      const { records, problems } = await readAll(log, isTextRead)
      total.records += records
      total.problems += problems
      total.bytes += log.bytes.length
      total.used += log.used
    }
    elapsed = Number(process.hrtime.bigint() - start) / 1e9
  }
  const perSecond = (amount: number): string => Math.round(amount / elapsed).toLocaleString("en")
  const columns = [perSecond(total.bytes / 1e6), perSecond(total.used / 1e6), perSecond(total.records), String(total.problems)]
  console.log(title.padEnd(28) + columns.map(column => column.padStart(12)).join(""))
}

const folder = process.argv[2]
const seconds = Number(process.argv[3] ?? 3)
if (folder === undefined) {
  console.error("usage: bench/evtx.ts <folder> [seconds]")
  process.exitCode = 2
} else {
  const logs = load(folder)
  const large = logs.filter(log => log.bytes.length >= 8 * chunkSize)
  console.log(`${logs.length} files, ${(logs.reduce((sum, log) => sum + log.bytes.length, 0) / 1e6).toFixed(1)} MB`)
  console.log("".padEnd(28) + ["MB/s", "used MB/s", "records/s", "problems"].map(title => title.padStart(12)).join(""))
  for (const isTextRead of [false, true]) {
    const what = isTextRead ? "data and text" : "data"
    await measure(`all files, ${what}`, logs, seconds, isTextRead)
    if (large.length > 0) await measure(`${large.length} of 512 KB and more, ${what}`, large, seconds, isTextRead)
  }
}
