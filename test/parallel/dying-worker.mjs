// A thread that is ready and ends when it is given something to do.
import { parentPort } from "node:worker_threads"

parentPort.once("message", () => {
  parentPort.on("message", () => process.exit(3))
  parentPort.postMessage("ready")
})
