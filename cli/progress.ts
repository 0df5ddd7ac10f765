import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs"
import { join } from "node:path"
import { SingleBar } from "cli-progress"
import type { Terminal } from "./terminal.ts"

/** A bar on standard error for input that takes longer than a moment; nothing where nobody looks. */
export interface Progress {
  /** `findings` is null where nothing is counted. */
  update(bytes: number, events: number, findings: number | null): void
  /** Takes the bar away, so that a line can be written; the next update shows it again. */
  clear(): void
  stop(): void
}

const delay = 700
const silent: Progress = { update: () => {}, clear: () => {}, stop: () => {} }

export function progress(paths: readonly string[], { progress: possible, interactive, width, err }: Terminal, wanted: boolean): Progress {
  if (!possible || !wanted) return silent
  const started = Date.now()
  const total = sizeOf(paths)
  let bar: SingleBar | null = null
  let over = false
  const start = (): SingleBar => {
    const parts = [
      ...(total > 0 ? ["{bar} {percentage}%"] : ["{megabytes} MB"]),
      "{events} events",
      ...(width >= 80 ? ["{speed} events/s"] : []),
      "{findings}",
      ...(total > 0 && width >= 60 ? ["{eta_formatted} left"] : []),
    ]
    const size = Math.max(10, Math.min(30, width - 70))
    const created = new SingleBar({
      format: parts.filter(part => part !== "").join("  "),
      fps: 10,
      // A cursor that is hidden stays so when the process is killed.
      hideCursor: false,
      gracefulExit: false,
      clearOnComplete: true,
      stream: process.stderr,
      formatBar: done => {
        const filled = Math.round(Number(done) * size)
        return err.cyan("█".repeat(filled)) + err.dim("░".repeat(size - filled))
      },
    })
    created.start(Math.max(total, 1), 0, { events: 0, speed: "0", findings: "", megabytes: 0 })
    return created
  }
  return {
    update(bytes, events, findings) {
      if (over) return
      const elapsed = Date.now() - started
      if (bar === null) {
        if (elapsed < delay) return
        bar = start()
      }
      bar.update(Math.min(bytes, Math.max(total, 1)), {
        events: events.toLocaleString("en-US"),
        speed: Math.round((events / elapsed) * 1000).toLocaleString("en-US"),
        findings: findings === null ? "" : `${findings.toLocaleString("en-US")} findings`,
        megabytes: Math.round(bytes / 1e6),
      })
    },
    clear() {
      // Data in a pipe or file does not get in its way.
      if (!interactive || bar === null) return
      bar.stop()
      bar = null
    },
    stop() {
      over = true
      bar?.stop()
      bar = null
    },
  }
}

/** Bytes that will be read, as well as can be told beforehand; 0 when nothing is known. */
function sizeOf(paths: readonly string[]): number {
  let total = 0
  const add = (path: string, depth: number): void => {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isFile() === true) total += contentSize(path, stat.size)
    else if (stat?.isDirectory() === true && depth < 20) for (const name of readdirSync(path)) add(join(path, name), depth + 1)
  }
  for (const path of paths)
    try {
      if (path !== "-") add(path, 0)
    } catch {
      // What cannot be read is reported where it is read.
    }
  return paths.includes("-") ? 0 : total
}

/** A gzip file ends in the size of its content, modulo 4 GiB. */
function contentSize(path: string, size: number): number {
  if (size < 20) return size
  const file = openSync(path, "r")
  try {
    const head = Buffer.alloc(2)
    const tail = Buffer.alloc(4)
    readSync(file, head, 0, 2, 0)
    if (head[0] !== 0x1f || head[1] !== 0x8b) return size
    readSync(file, tail, 0, 4, size - 4)
    return Math.max(tail.readUInt32LE(0), size)
  } finally {
    closeSync(file)
  }
}
