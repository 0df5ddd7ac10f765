import { closeSync, existsSync, openSync, writeFileSync } from "node:fs"
import { UsageError } from "./exit.ts"
import type { FormatWriter } from "./formats/format.ts"
import { formatNamed } from "./formats/index.ts"
import type { Terminal } from "./terminal.ts"

export interface OutputOptions {
  readonly format?: string | undefined
  readonly output?: string | undefined
  readonly force?: boolean | undefined
}

export interface DataOutput extends FormatWriter {
  /** Resolves when everything has been taken, so that memory does not grow faster than the reader of a pipe. */
  drain(): Promise<void>
  /** The other end of the pipe is gone. */
  readonly closed: boolean
}

/** Where data goes: a file, or standard output. A table on a terminal, NDJSON in a pipe or file unless a format is named. */
export function openOutput({ format, output, force = false }: OutputOptions, terminal: Terminal): DataOutput {
  const chosen = formatNamed(format ?? (output === undefined && terminal.interactive ? "table" : "ndjson"))
  if (output === undefined) return toStdout(print => chosen.create(print, terminal))
  if (existsSync(output) && !force)
    throw new UsageError(`output file "${output}" exists`, "name another file, or overwrite it with --force")
  const attempt = <T>(write: () => T): T => {
    try {
      return write()
    } catch (error) {
      throw new UsageError(`cannot write "${output}": ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const file = attempt(() => openSync(output, "w"))
  const writer = chosen.create(text => attempt(() => writeFileSync(file, text)), terminal)
  return {
    write: record => writer.write(record),
    end() {
      writer.end()
      closeSync(file)
    },
    drain: async () => {},
    closed: false,
  }
}

function toStdout(create: (print: (text: string) => void) => FormatWriter): DataOutput {
  const { stdout } = process
  let closed = false
  let full = false
  let taken = (): void => {}
  for (const gone of ["error", "close"])
    stdout.on(gone, () => {
      closed = true
      taken()
    })
  stdout.on("drain", () => taken())
  const writer = create(text => {
    if (!closed) full = !stdout.write(text)
  })
  return {
    write: record => writer.write(record),
    end: () => writer.end(),
    async drain() {
      if (!full || closed) return
      await new Promise<void>(resolve => {
        taken = resolve
      })
      full = false
    },
    get closed() {
      return closed
    },
  }
}
