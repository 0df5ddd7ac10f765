import type { Buffer } from "node:buffer"
import { type FileHandle, open } from "node:fs/promises"
import { ChunkPool } from "./containers/chunk-pool.ts"
import { type FileProblem, faultOf, type ListedFile, listFiles, standardInput } from "./files.ts"

/** A file that is open. */
export interface OpenedFile {
  readonly handle: FileHandle
  /** Null of a pipe or a device. */
  readonly size: number | null
  readonly pool: ChunkPool
  /** What it begins with, on its way; null of a pipe or a device. */
  readonly first: Promise<Buffer> | null
}

const chunkBytes = 1 << 21
export const leastChunkBytes = 65_536

/**
 * The files under paths, open, one after the other: while one is worked on, the next is opened and read from. Null stands for standard
 * input. Whoever takes a file closes it. What cannot be opened is reported when its turn comes.
 */
export async function* openAhead(
  paths: readonly string[],
  report: FileProblem,
): AsyncGenerator<{ readonly name: string; readonly file: OpenedFile | null }> {
  const late: (() => void)[] = []
  const reportLate: FileProblem = (name, message) => void late.push(() => report(name, message))
  const files = listFiles(paths, reportLate)
  const take = async () => {
    const { value: listed = null } = await files.next()
    const file = listed?.isRegular === true ? await openFile(listed, reportLate) : null
    return { listed, file, notes: late.splice(0) }
  }
  let next = take()
  try {
    for (;;) {
      const { listed, file, notes } = await next
      for (const note of notes) note()
      if (listed === null) return
      // Whoever writes to a pipe may wait until what stands before it has been read.
      const opened = listed.isRegular || listed.path === standardInput ? file : await openFile(listed, report)
      next = take()
      // A failure is met where it is awaited, which may be never.
      next.catch(() => {})
      if (opened !== null || listed.path === standardInput) yield { name: listed.name, file: opened }
    }
  } finally {
    const { file } = await next.catch(() => ({ file: null }))
    await file?.first?.catch(() => {})
    await file?.handle.close()
  }
}

async function openFile({ name, path }: ListedFile, report: FileProblem): Promise<OpenedFile | null> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path)
    const found = await handle.stat()
    const size = found.isFile() ? found.size : null
    const pool = new ChunkPool(Math.min(chunkBytes, Math.max(leastChunkBytes, size ?? 0)))
    const first = size === null ? null : readChunk(handle, pool)
    first?.catch(() => {})
    return { handle, size, pool, first }
  } catch (error) {
    await handle?.close()
    report(name, faultOf(error))
    return null
  }
}

/** The next bytes of a file; none at its end. */
export async function readChunk(handle: FileHandle, pool: ChunkPool): Promise<Buffer> {
  const buffer = pool.take()
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, null)
  return pool.give(buffer, bytesRead)
}
