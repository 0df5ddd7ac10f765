import { createHash, randomBytes } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { reason } from "./content-files.ts"

/** Entries that are kept, the bytes that they may take together, and the bytes of the longest that is written or read. */
const maxEntries = 32
const maxBytes = 128 * 1024 * 1024
const maxEntryBytes = 32 * 1024 * 1024
/** How long files of writers that have died are left alone. */
const staleAfter = 60 * 60 * 1000
/** An entry that is used is made young again, though not at every use. */
const refreshAfter = 24 * 60 * 60 * 1000

const magic = "sluice cache 1 "
const entryName = /^[0-9a-f]{64}\.entry$/
const temporaryName = /^[0-9a-f]{64}\.[0-9a-f]+\.tmp$/

/** Texts by key in a folder that many processes share. Nothing that is wrong with the folder or its files is more than a missing entry. */
export class EntryStore {
  private readonly folder: string
  private readonly report: (message: string) => void

  /** @param report told why there is no entry, and why none could be written */
  constructor(folder: string, report: (message: string) => void) {
    this.folder = folder
    this.report = report
  }

  /** The text that was written under a key; null when there is none, or not as it was written. */
  read(key: string): string | null {
    const file = this.fileOf(key)
    try {
      const { size, mtimeMs } = statSync(file)
      if (size > maxEntryBytes) throw new Error("it is too long")
      const bytes = readFileSync(file)
      const headEnd = bytes.indexOf(10)
      const body = bytes.subarray(headEnd + 1)
      if (headEnd === -1 || bytes.toString("latin1", 0, headEnd) !== magic + checksum(body)) throw new Error("it is damaged")
      if (Date.now() - mtimeMs > refreshAfter) this.refresh(file)
      return body.toString("utf8")
    } catch (error) {
      if (!isMissing(error)) this.report(`cache entry ${file} is not used: ${reason(error)}`)
      return null
    }
  }

  /** Keeps a text under a key: whole or not at all, whoever else writes it. */
  write(key: string, text: string): void {
    const body = Buffer.from(text)
    if (body.length > maxEntryBytes) {
      this.report("nothing is cached: it would take too much room")
      return
    }
    const temporary = join(this.folder, `${key}.${randomBytes(8).toString("hex")}.tmp`)
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 })
      writeFileSync(temporary, Buffer.concat([Buffer.from(`${magic}${checksum(body)}\n`), body]), { flag: "wx", mode: 0o600 })
      renameSync(temporary, this.fileOf(key))
      this.prune()
    } catch (error) {
      this.report(`nothing is cached in ${this.folder}: ${reason(error)}`)
      remove(temporary)
    }
  }

  private fileOf(key: string): string {
    return join(this.folder, `${key}.entry`)
  }

  private refresh(file: string): void {
    const now = new Date()
    try {
      utimesSync(file, now, now)
    } catch {
      // Then it is forgotten earlier.
    }
  }

  /** Removes the entries that have not been used for longest, and what writers that died have left. */
  private prune(): void {
    const entries: { readonly file: string; readonly size: number; readonly time: number }[] = []
    for (const name of readdirSync(this.folder)) {
      const file = join(this.folder, name)
      const isEntry = entryName.test(name)
      if (!isEntry && !temporaryName.test(name)) continue
      try {
        const { size, mtimeMs: time } = statSync(file)
        if (isEntry) entries.push({ file, size, time })
        else if (Date.now() - time > staleAfter) remove(file)
      } catch {
        // Another process has removed it.
      }
    }
    let bytes = 0
    entries
      .sort((a, b) => b.time - a.time)
      .forEach(({ file, size }, index) => {
        bytes += size
        if (index >= maxEntries || bytes > maxBytes) remove(file)
      })
  }
}

/** Another process may have been faster, or may hold the file open. */
function remove(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // It goes when the folder is next looked through.
  }
}

const checksum = (body: Uint8Array): string => createHash("sha256").update(body).digest("hex")

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT"
