import { Buffer } from "node:buffer"
import { type FileHandle, open } from "node:fs/promises"
import { ByteStream } from "./containers/byte-stream.ts"
import { DamageError } from "./containers/decoder.ts"
import { defaultLimits, type ExpandContext, type ExpansionLimits, expand } from "./containers/expand.ts"
import type { RandomAccess } from "./containers/zip.ts"
import { faultOf, listFiles, standardInput } from "./files.ts"
import { type FormatChoice, readers, recogniseFormat, whyUnrecognised } from "./index.ts"
import type { LineFilter, RawRecord, RecordPosition } from "./reader.ts"

/** A log: a file, or a member of an archive (`archive.zip!member`), decompressed and, if it is text, in UTF-8. */
export interface Input {
  readonly name: string
  /** Bytes of its content, where they are known beforehand. */
  readonly size?: number
  /** The content, to be read once. */
  chunks(): AsyncIterable<Uint8Array>
}

/** An input, or a part of it, that could not be read. */
export interface InputProblem {
  readonly input: string
  readonly position?: RecordPosition
  /** Lower case, no full stop. */
  readonly message: string
}

export interface OpenOptions {
  onProblem(problem: InputProblem): void
  readonly limits?: Partial<ExpansionLimits>
  /** What the path `-` stands for; standard input when it is left out. */
  readonly stdin?: AsyncIterable<Uint8Array>
}

export interface ReadOptions {
  /** Name of the reader; told by the input's first bytes when it is left out. */
  readonly format?: string
  /** Longest record in bytes, 16 MiB when it is left out. */
  readonly maxRecordBytes?: number
  readonly lines?: LineFilter
  onProblem(problem: InputProblem): void
  /** Called with the reader before the first record. Of a format that was given by name the confidence is 1. */
  onFormat?(choice: FormatChoice): void
}

const headBytes = 65_536
const chunkBytes = 1 << 20
const leastChunkBytes = 65_536
const defaultMaxRecordBytes = 16 * 2 ** 20

/**
 * Opens files, folders (see files.ts) and `-` one after the other, and gives the logs that they hold. Compressions and archives are
 * told by their first bytes. An input has to be read before the next one is asked for; what is left of it is skipped. What cannot
 * be read is reported, and the next input goes on.
 */
export async function* openInputs(paths: readonly string[], options: OpenOptions): AsyncGenerator<Input> {
  const report = (input: string, message: string) => options.onProblem({ input, message })
  const ctx: ExpandContext = { limits: { ...defaultLimits, ...options.limits }, report }
  for await (const path of listFiles(paths, report)) {
    if (path === standardInput) yield* inputsOf(expand(path, guarded(options.stdin ?? process.stdin, path, ctx), null, null, ctx))
    else yield* openFile(path, ctx)
  }
}

async function* openFile(path: string, ctx: ExpandContext): AsyncGenerator<Input> {
  let handle: FileHandle
  try {
    handle = await open(path)
  } catch (error) {
    ctx.report(path, faultOf(error))
    return
  }
  try {
    const found = await handle.stat()
    const size = found.isFile() ? found.size : null
    const chunks = guarded(size === null ? streamChunks(handle) : fileChunks(handle, size), path, ctx)
    yield* inputsOf(expand(path, chunks, size, size === null ? null : randomAccess(handle, size), ctx))
  } finally {
    await handle.close()
  }
}

async function* inputsOf(contents: ReturnType<typeof expand>): AsyncGenerator<Input> {
  for await (const { name, size, chunks } of contents) yield { name, chunks: () => chunks, ...(size === null ? {} : { size }) }
}

/** Reports where a stream fails, and ends it. */
async function* guarded(chunks: AsyncIterable<Uint8Array>, path: string, ctx: ExpandContext): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
    ctx.report(path, `${faultOf(error)}; what came before was read`)
  }
}

/** Reads a file, the next chunk while the last one is worked on. */
async function* fileChunks(handle: FileHandle, size: number): AsyncGenerator<Buffer> {
  let left = size
  const read = async (): Promise<Buffer> => {
    const buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, Math.max(leastChunkBytes, left)))
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, null)
    left -= bytesRead
    return buffer.subarray(0, bytesRead)
  }
  let next = read()
  try {
    for (;;) {
      const chunk = await next
      if (chunk.length === 0) return
      next = read()
      // A failure is met where the chunk is awaited, which may be never.
      next.catch(() => {})
      yield chunk
    }
  } finally {
    // The file is closed after this, and must not be while it is read.
    await next.catch(() => {})
  }
}

/** Reads a pipe or a device, whose reads may wait for long: none is begun before it is needed. */
async function* streamChunks(handle: FileHandle): AsyncGenerator<Buffer> {
  for (;;) {
    const buffer = Buffer.allocUnsafeSlow(leastChunkBytes)
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, null)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}

function randomAccess(handle: FileHandle, size: number): RandomAccess {
  return {
    size,
    async read(offset, length) {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - offset)))
      let filled = 0
      while (filled < buffer.length) {
        const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, offset + filled).catch(error => {
          throw new DamageError(faultOf(error))
        })
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return buffer.subarray(0, filled)
    },
  }
}

/**
 * The records of an input in batches, in its order. Records that cannot be read are reported, as is an input of an unknown format.
 * @throws RuleError when no reader has the name that is given as format
 */
export async function* readRecords(input: Input, options: ReadOptions): AsyncGenerator<readonly RawRecord[]> {
  const forced = options.format === undefined ? null : readers.get(options.format)
  const stream = new ByteStream(input.chunks())
  try {
    const head = await stream.peek(headBytes)
    const choice = forced === null ? recogniseFormat(head, input.name) : { reader: forced, confidence: 1, runnersUp: [] }
    if (choice === null || head.length === 0) {
      options.onProblem({ input: input.name, message: whyUnrecognised(head) })
      return
    }
    options.onFormat?.(choice)
    yield* choice.reader.read(stream, {
      name: input.name,
      maxRecordBytes: options.maxRecordBytes ?? defaultMaxRecordBytes,
      lines: options.lines,
      report: ({ position, message }) => options.onProblem({ input: input.name, position, message }),
    })
  } finally {
    await stream.close()
  }
}
