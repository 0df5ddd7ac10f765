import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

/**
 * Makes memory free that is not used any more. Left to itself the heap would first grow to several times of what is alive, and a limit
 * to what is alive would not limit the process.
 */
export function garbageCollector(): () => void {
  // The documented way to the collector is a flag at the start of the process, which a library cannot ask for.
  setFlagsFromString("--expose-gc")
  const collect: unknown = runInNewContext("gc")
  return typeof collect === "function" ? () => collect() : () => {}
}
