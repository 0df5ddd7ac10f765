import { exitCodes } from "./exit.ts"

/** Ctrl-C once: stop reading and write what there is. Twice: stop at once. */
export interface Interruption {
  readonly signal: AbortSignal
  readonly requested: boolean
}

export function interruption(): Interruption {
  const controller = new AbortController()
  process.on("SIGINT", () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort()
    process.stderr.write("\nstopping; press Ctrl-C again to stop at once\n")
    // Waiting for what may never come is no reason to wait.
    process.stdin.destroy()
  })
  return {
    signal: controller.signal,
    get requested() {
      return controller.signal.aborted
    },
  }
}
