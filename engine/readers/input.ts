import { Buffer } from "node:buffer"
import type { FileHandle } from "node:fs/promises"
import { ByteStream } from "./containers/byte-stream.ts"
import type { ChunkPool } from "./containers/chunk-pool.ts"
import { DamageError } from "./containers/decoder.ts"
import { defaultLimits, type ExpandContext, type ExpansionLimits, expand } from "./containers/expand.ts"
import { KeptTexts, keepsTexts } from "./containers/kept-text.ts"
import type { RandomAccess } from "./containers/zip.ts"
import { faultOf } from "./files.ts"
import { type FormatChoice, readers, recogniseFormat, whyUnrecognised } from "./index.ts"
import { leastChunkBytes, type OpenedFile, openAhead, readChunk } from "./open-ahead.ts"
import type { LineFilter, RawRecord, ReadContext, ReaderDefinition, RecordPosition } from "./reader.ts"

/** A log: a file, or a member of an archive (`archive.zip!member`), decompressed and, if it is text, in UTF-8. */
export interface Input {
  readonly name: string
  /** Bytes of its content, where they are known beforehand. */
  readonly size?: number
  /** The content, to be read once. */
  chunks(): AsyncIterable<Uint8Array>
  /** Gives back a chunk that nobody reads any more, so that its memory is used again. */
  release?(chunk: Uint8Array): void
  /** The file that the input is as it stands, neither compressed nor in an archive: its parts can be read apart. */
  readonly file?: OpenFile
}

export interface OpenFile {
  readonly descriptor: number
  readonly size: number
  /** Keeps the file open until what is given is called. */
  hold(): () => Promise<void>
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
const defaultMaxRecordBytes = 16 * 2 ** 20

/**
 * Opens files, folders (see files.ts) and `-` one after the other, and gives the logs that they hold. Compressions and archives are
 * told by their first bytes. An input has to be read before the next one is asked for; what is left of it is skipped. What cannot
 * be read is reported, and the next input goes on.
 */
export async function* openInputs(paths: readonly string[], options: OpenOptions): AsyncGenerator<Input> {
  const report = (input: string, message: string) => options.onProblem({ input, message })
  const ctx: ExpandContext = { limits: { ...defaultLimits, ...options.limits }, report }
  for await (const { name, file } of openAhead(paths, report)) {
    if (file === null) yield* inputsOf(expand(name, guarded(options.stdin ?? process.stdin, name, ctx), null, null, ctx))
    else yield* inputsOfFile(name, file, ctx)
  }
}

async function* inputsOfFile(name: string, { handle, size, pool, first }: OpenedFile, ctx: ExpandContext): AsyncGenerator<Input> {
  let holders = 1
  const release = async (): Promise<void> => {
    if (--holders === 0) await handle.close()
  }
  const hold = (): (() => Promise<void>) => {
    holders++
    return release
  }
  try {
    const file = size === null ? null : { descriptor: handle.fd, size, hold }
    const chunks = guarded(first === null ? streamChunks(handle) : fileChunks(handle, pool, first), name, ctx)
    const contents = expand(name, chunks, size, size === null ? null : randomAccess(handle, size), ctx)
    for await (const input of inputsOf(contents, file)) yield { ...input, release: chunk => pool.release(chunk) }
  } finally {
    // The file is not closed while it is read.
    await first?.catch(() => {})
    await release()
  }
}

async function* inputsOf(contents: ReturnType<typeof expand>, file: OpenFile | null = null): AsyncGenerator<Input> {
  for await (const { name, size, isFile, chunks } of contents)
    yield { name, chunks: () => chunks, ...(size === null ? {} : { size }), ...(isFile && file !== null ? { file } : {}) }
}

/** Reports where a stream fails, and ends it. */
async function* guarded(chunks: AsyncIterable<Uint8Array>, name: string, ctx: ExpandContext): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
    ctx.report(name, `${faultOf(error)}; what came before was read`)
  }
}

/** Reads a file, the next chunk while the last one is worked on. */
async function* fileChunks(handle: FileHandle, pool: ChunkPool, first: Promise<Buffer>): AsyncGenerator<Buffer> {
  let next = first
  try {
    for (;;) {
      const chunk = await next
      if (chunk.length === 0) return
      next = readChunk(handle, pool)
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

/** An input whose format is known. */
export interface RecordStream {
  readonly reader: ReaderDefinition
  readonly ctx: ReadContext
  /** The records in batches, in the order of the input. */
  batches(): AsyncGenerator<readonly RawRecord[]>
  close(): Promise<void>
}

/**
 * Finds out an input's format; null, with a report, when that is unknown. Records that cannot be read are reported.
 * @throws RuleError when no reader has the name that is given as format
 */
export async function openRecords(input: Input, options: ReadOptions): Promise<RecordStream | null> {
  const forced = options.format === undefined ? null : readers.get(options.format)
  const stream = new ByteStream(input.chunks())
  let isOpen = false
  try {
    const head = await stream.peek(headBytes)
    const choice = forced === null ? recogniseFormat(head, input.name) : { reader: forced, confidence: 1, runnersUp: [] }
    if (choice === null || head.length === 0) {
      options.onProblem({ input: input.name, message: whyUnrecognised(head) })
      return null
    }
    options.onFormat?.(choice)
    const { reader } = choice
    const ctx: ReadContext = {
      name: input.name,
      maxRecordBytes: options.maxRecordBytes ?? defaultMaxRecordBytes,
      lines: options.lines,
      release: chunk => input.release?.(chunk),
      report: ({ position, message }) => options.onProblem({ input: input.name, position, message }),
    }
    isOpen = true
    return { reader, ctx, batches: () => recordsOf(reader, stream, ctx), close: () => stream.close() }
  } finally {
    if (!isOpen) await stream.close()
  }
}

async function* recordsOf(reader: ReaderDefinition, stream: ByteStream, ctx: ReadContext): AsyncGenerator<readonly RawRecord[]> {
  const batches = reader.read(stream, ctx)
  if (!keepsTexts(reader.name)) {
    yield* batches
    return
  }
  const texts = new KeptTexts(ctx.name, ctx.maxRecordBytes)
  for await (const batch of batches) yield await texts.read(batch)
}

/** The records of an input whose format has to be found out first, as `openRecords` does. */
export async function* readRecords(input: Input, options: ReadOptions): AsyncGenerator<readonly RawRecord[]> {
  const records = await openRecords(input, options)
  if (records === null) return
  try {
    yield* records.batches()
  } finally {
    await records.close()
  }
}
