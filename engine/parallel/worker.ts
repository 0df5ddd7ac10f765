import { deserialize } from "node:v8"
import { parentPort } from "node:worker_threads"
import { PieceScanner } from "./piece-scan.ts"
import type { Answer, Order } from "./scan-threads.ts"
import type { ScanSettings } from "./settings.ts"
import { buffersOf } from "./survivors.ts"

// The entry of a thread that scans pieces, one after the other, in the order in which it is told to: first it is told of the run.
if (parentPort === null) throw new Error("this module is the entry of a thread")
const port = parentPort
port.once("message", (told: SharedArrayBuffer) => {
  const settings: ScanSettings = deserialize(new Uint8Array(told))
  const scanner = new PieceScanner(settings)
  port.on("message", async ({ number, piece }: Order) => {
    const found = await scanner.scan(piece)
    const answer: Answer = { number, found }
    port.postMessage(answer, buffersOf(found.survivors))
  })
  port.postMessage("ready")
})
