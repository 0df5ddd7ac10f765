import { once } from "node:events"
import { existsSync } from "node:fs"
import { serialize } from "node:v8"
import { Worker } from "node:worker_threads"
import type { Piece } from "./piece.ts"
import type { ScannedPiece } from "./piece-scan.ts"
import type { ScanSettings } from "./settings.ts"

/** A piece that a thread is to scan, and what it found of it. */
export interface Order {
  readonly number: number
  readonly piece: Piece
}
export interface Answer {
  readonly number: number
  readonly found: ScannedPiece
}

export interface Pending {
  readonly order: Order
  resolve(found: ScannedPiece | null): void
  reject(error: Error): void
}

interface Thread {
  readonly worker: Worker
  readonly pending: Map<number, Pending>
  isReady: boolean
}

/** Pieces that a thread has at once: the next one is there when it is done with one. */
const piecesOfThread = 2
/** Pieces, for each thread, that are scanned or wait to be scanned or to be taken. */
const piecesAhead = 8

/** Where a thread begins: the build leaves its entry beside the bundle. */
function entry(): { readonly file: URL; readonly execArgv?: string[] } {
  const built = new URL("scan-worker.js", import.meta.url)
  return existsSync(built) ? { file: built } : { file: new URL("worker-from-sources.mjs", import.meta.url), execArgv: [] }
}

/**
 * Threads that scan pieces of files. They are started at once and are ready some time later. The failure of one fails everything that is asked
 * of them.
 */
export class ScanThreads {
  /** How many pieces may be under way before the first of them is taken. */
  readonly ahead: number
  private readonly threads: Thread[]
  private readonly waiting: Pending[] = []
  private asked = 0
  private failure: Error | null = null
  private isClosed = false
  private isAwaited = false

  /** @param file the threads' entry */
  constructor(settings: ScanSettings, threads: number, { file, ...options } = entry()) {
    this.ahead = (threads + 1) * piecesAhead
    this.threads = Array.from({ length: threads }, () => this.start(new Worker(file, options)))
    // All of the data sources are read for this, while the threads load their code.
    const told = serialize(settings)
    const shared = new SharedArrayBuffer(told.length)
    new Uint8Array(shared).set(told)
    for (const { worker } of this.threads) worker.postMessage(shared)
  }

  /**
   * Whether one has started.
   * @throws what made one of them fail
   */
  get ready(): boolean {
    if (this.failure !== null) throw this.failure
    return this.threads.some(({ isReady }) => isReady)
  }

  /** Waits until all threads have started. */
  async started(): Promise<void> {
    this.isAwaited = true
    this.hand()
    await Promise.all(this.threads.map(({ isReady, worker }) => isReady || once(worker, "message")))
    this.isAwaited = false
    this.hand()
  }

  /** Scans a piece when its turn comes; gives null once the threads have been ended. */
  scan(piece: Piece): Promise<ScannedPiece | null> {
    const found = new Promise<ScannedPiece | null>((resolve, reject) => {
      if (this.failure !== null) reject(this.failure)
      else if (this.isClosed) resolve(null)
      else this.waiting.push({ order: { number: this.asked++, piece }, resolve, reject })
    })
    // A failure is met where the piece is taken, which may be never.
    found.catch(() => {})
    this.hand()
    return found
  }

  /** Takes back the first piece that no thread has been given yet; null when there is none. */
  takeBack(): Pending | null {
    const first = this.waiting.shift() ?? null
    this.hand()
    return first
  }

  /** Ends the threads, whatever they are at. */
  async close(): Promise<void> {
    this.isClosed = true
    for (const pending of this.forget()) pending.resolve(null)
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()))
  }

  private start(worker: Worker): Thread {
    const thread: Thread = { worker, pending: new Map(), isReady: false }
    worker.on("message", (message: "ready" | Answer) => {
      if (message === "ready") thread.isReady = true
      else this.take(thread, message)
      this.hand()
    })
    worker.on("error", error => this.fail(error))
    worker.on("messageerror", error => this.fail(error))
    worker.on("exit", code => this.fail(new Error(`a thread that scans ended with exit code ${code}`)))
    worker.unref()
    return thread
  }

  private take({ pending }: Thread, { number, found }: Answer): void {
    const scanned = pending.get(number)
    pending.delete(number)
    scanned?.resolve(found)
  }

  /** Gives the next pieces to the threads that have the fewest, and keeps the process going for those that have something to do. */
  private hand(): void {
    this.distribute()
    for (const { worker, pending } of this.threads)
      if (pending.size > 0 || this.waiting.length > 0 || this.isAwaited) worker.ref()
      else worker.unref()
  }

  private distribute(): void {
    while (this.waiting.length > 0) {
      const [thread] = this.threads.filter(({ isReady }) => isReady).sort((a, b) => a.pending.size - b.pending.size)
      if (thread === undefined || thread.pending.size >= piecesOfThread) return
      const next = this.waiting.shift()
      if (next === undefined) return
      thread.pending.set(next.order.number, next)
      thread.worker.postMessage(next.order)
    }
  }

  private fail(cause: unknown): void {
    if (this.isClosed || this.failure !== null) return
    const error = cause instanceof Error ? cause : new Error(String(cause))
    this.failure = error
    for (const pending of this.forget()) pending.reject(error)
  }

  /** Everything that was asked of the threads and not done. */
  private forget(): Pending[] {
    const pending = [...this.threads.flatMap(thread => [...thread.pending.values()]), ...this.waiting]
    for (const thread of this.threads) thread.pending.clear()
    this.waiting.length = 0
    return pending
  }
}
