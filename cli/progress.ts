import { SingleBar } from "cli-progress"
import { statSync } from "node:fs"
import type { Terminal } from "./terminal.ts"

/** A bar on standard error for input that takes longer than a moment; nothing where nobody looks. */
export interface Progress {
  update(bytes: number, events: number, findings: number): void
  stop(): void
}

const delay = 700
const silent: Progress = { update: () => {}, stop: () => {} }

export function progress(paths: readonly string[], terminal: Terminal, wanted: boolean): Progress {
  if (!terminal.progress || !wanted) return silent
  const started = Date.now()
  const total = sizeOf(paths)
  let bar: SingleBar | null = null
  return {
    update(bytes, events, findings) {
      if (bar === null) {
        if (Date.now() - started < delay) return
        bar = new SingleBar({
          format: total > 0 ? "{bar} {percentage}% | {events} events | {findings} findings | {eta_formatted} left" : "{megabytes} MB | {events} events | {findings} findings",
          fps: 10,
          hideCursor: true,
          clearOnComplete: true,
          barsize: 30,
          stream: process.stderr,
        })
        bar.start(Math.max(total, 1), 0, { events: 0, findings: 0, megabytes: 0 })
      }
      // Compressed input is larger than its file: the bar waits at its end.
      bar.update(Math.min(bytes, Math.max(total, 1)), { events, findings, megabytes: Math.round(bytes / 1e6) })
    },
    stop() {
      bar?.stop()
    },
  }
}

function sizeOf(paths: readonly string[]): number {
  let total = 0
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isFile()) total += stat.size
  }
  return total
}
