import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

/**
 * Makes memory free that is not used any more. Left to itself the heap grows far beyond what is alive, and a limit to what is alive
 * would not limit the process: stats over 3 million keys, under the limit of 256 MB, peaks at 1154 MB without it and at 687 MB with it
 * (1 million keys: 828 and 496 MB), in the same time.
 */
export function garbageCollector(): () => void {
  // The documented way to the collector is a flag at the start of the process, which a library cannot ask for.
  setFlagsFromString("--expose-gc")
  const collect: unknown = runInNewContext("gc")
  return typeof collect === "function" ? () => collect() : () => {}
}
