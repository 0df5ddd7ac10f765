import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { RuleError } from "../../errors/error.ts"

/** Files and folders that could not be read. */
export interface UnreadFile {
  readonly file: string
  readonly error: RuleError
}
export interface FolderListing {
  readonly files: readonly string[]
  readonly unread: readonly UnreadFile[]
}

const maxFolderDepth = 20

/** The files of a pack, each read once: what the key of its cache entry was made of is what is loaded. */
export class ContentFiles {
  private readonly listings = new Map<string, FolderListing>()
  private readonly contents = new Map<string, Uint8Array>()

  /** All YAML files of a folder and its subfolders, by name; a path that is a file stands for itself. */
  yamlFiles(path: string): FolderListing {
    let listing = this.listings.get(path)
    if (listing === undefined) {
      listing = listYaml(path)
      this.listings.set(path, listing)
    }
    return listing
  }

  /** @throws what the file system says */
  read(file: string): Uint8Array {
    return this.contents.get(file) ?? readFileSync(file)
  }

  /** Reads a file that will be asked for again. */
  keep(file: string): Uint8Array {
    const known = this.contents.get(file)
    if (known !== undefined) return known
    const bytes = readFileSync(file)
    this.contents.set(file, bytes)
    return bytes
  }
}

function listYaml(path: string): FolderListing {
  const files: string[] = []
  const unread: UnreadFile[] = []
  const refuse = (file: string, error: unknown): void => {
    unread.push({ file, error: unreadable(file, error) })
  }
  const visit = (folder: string, depth: number): void => {
    try {
      for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const below = join(folder, entry.name)
        if (entry.isDirectory() && depth < maxFolderDepth) visit(below, depth + 1)
        else if (/\.ya?ml$/i.test(entry.name)) files.push(below)
      }
    } catch (error) {
      refuse(folder, error)
    }
  }
  try {
    if (statSync(path).isDirectory()) visit(path, 0)
    else files.push(path)
  } catch (error) {
    refuse(path, error)
  }
  return { files, unread }
}

export const unreadable = (file: string, error: unknown): RuleError => new RuleError("io", `cannot read "${file}": ${reason(error)}`)

/** What the file system says, in words that people know. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = "code" in error ? error.code : undefined
  switch (code) {
    case "ENOENT":
      return "no such file or folder"
    case "EACCES":
      return "permission denied"
    case "EISDIR":
      return "is a folder"
    default:
      return error.message
  }
}
