import { createHash, type Hash } from "node:crypto"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { bundledFolder, type ContentFolders } from "../../load.ts"
import type { ContentFiles } from "./content-files.ts"

export interface PackKeyOptions {
  /** What the engine is: another one may find other mistakes in the same pack. */
  readonly engine: string
  readonly folders: ContentFolders
  readonly files: ContentFiles
  /** Further files, and folders of files, that decide on what is right. */
  readonly others: readonly string[]
  /** What the user said beside paths, as plain data. */
  readonly settings: unknown
}

/** Bytes of the longest file that is read for the key; of a longer one its size and its time tell whether it has changed. */
const maxRead = 8 * 1024 * 1024

/**
 * What a pack is, as text: the same for the same engine, the same paths and settings, and the same bytes in all files that loading and
 * checking rules look at. The package's own data sources are not among them: no mistake in a rule depends on those.
 */
export function packKey({ engine, folders, files, others, settings }: PackKeyOptions): string {
  const hash = createHash("sha256")
  const ownSources = join(bundledFolder(), "data_sources")
  add(hash, JSON.stringify([engine, settings]))
  for (const kind of ["rules", "macros", "dataModels"] as const) {
    add(hash, kind)
    for (const path of folders[kind]) addYaml(hash, path, files)
  }
  add(hash, "dataSources")
  for (const path of folders.dataSources) if (path !== ownSources) addYaml(hash, path, files)
  add(hash, "lookups")
  for (const path of folders.lookups) addFolder(hash, path)
  add(hash, "others")
  for (const path of others) addFolder(hash, path)
  return hash.digest("hex")
}

/** Adds a text or bytes so that no other sequence of them gives the same. */
function add(hash: Hash, part: string | Uint8Array): void {
  const bytes = typeof part === "string" ? Buffer.from(part) : part
  hash.update(`${bytes.length}:`).update(bytes)
}

function addYaml(hash: Hash, path: string, files: ContentFiles): void {
  const listing = files.yamlFiles(path)
  add(hash, path)
  for (const { error } of listing.unread) add(hash, error.message)
  for (const file of listing.files) {
    add(hash, file)
    addContent(hash, file, () => files.keep(file))
  }
}

/** A folder's own files, or a file. */
function addFolder(hash: Hash, path: string): void {
  add(hash, path)
  let names: string[]
  try {
    names = statSync(path).isDirectory() ? readdirSync(path).sort() : [""]
  } catch {
    add(hash, "missing")
    return
  }
  for (const name of names) {
    const file = join(path, name)
    add(hash, file)
    addContent(hash, file, null)
  }
}

function addContent(hash: Hash, file: string, read: (() => Uint8Array) | null): void {
  try {
    if (read !== null) {
      add(hash, read())
      return
    }
    const { size, mtimeMs, ctimeMs } = statSync(file)
    if (size > maxRead) add(hash, `${size} ${mtimeMs} ${ctimeMs}`)
    else add(hash, readFileSync(file))
  } catch (error) {
    // That a file cannot be read is part of what the pack is.
    add(hash, String(error))
  }
}
