import { Buffer, isUtf8 } from "node:buffer"
import { readdir, stat } from "node:fs/promises"
import { join, sep } from "node:path"

/** The name by which standard input is given. */
export const standardInput = "-"

export type FileProblem = (name: string, message: string) => void

/** A file and the name that it is shown under. The path is bytes where the name is no UTF-8, for text could not lead to the file. */
export interface ListedFile {
  readonly name: string
  readonly path: string | Buffer
  /** A file on a disk: to open it, and to read it, waits for nobody. */
  readonly isRegular: boolean
}

type Entry = Omit<ListedFile, "isRegular">

/**
 * The files under paths: files as they are given, folders with all that they hold, in the order of names. Hidden files count,
 * folders called `.git` do not. Links are followed; a file or folder that has been met is met once, so that links that go in
 * circles end. Pipes and devices are read where a path names them, and reported where a folder holds them.
 */
export async function* listFiles(paths: readonly string[], report: FileProblem): AsyncGenerator<ListedFile> {
  const met = new Map<string, string>()
  for (const given of paths) {
    const pending: Entry[] = [{ name: given, path: given }]
    for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
      const { name } = file
      const isGiven = name === given
      if (isGiven && name === standardInput) {
        if (met.has(standardInput)) report(name, "standard input can be read only once")
        else yield { ...file, isRegular: false }
        met.set(standardInput, name)
        continue
      }
      const found = await statOf(file, report)
      if (found === null) continue
      const identity = `${found.dev}:${found.ino}`
      const before = met.get(identity)
      if (before !== undefined && (found.isFile() || found.isDirectory())) {
        report(name, repetitionOf(name, before, found.isDirectory()))
        continue
      }
      met.set(identity, name)
      if (found.isDirectory()) for (const entry of await entriesOf(file, report)) pending.push(entry)
      else if (found.isFile() || (isGiven && !found.isSocket())) yield { ...file, isRegular: found.isFile() }
      else report(name, `${found.isSocket() ? "a socket" : "a pipe or device"} is no log file, and is left out`)
    }
  }
}

function repetitionOf(name: string, before: string, isFolder: boolean): string {
  if (!isFolder) return `the file is the same as "${before}", and is read once`
  return name.startsWith(before + sep)
    ? `the folder links back to "${before}", in which it stands, and is not read again`
    : `the folder is the same as "${before}", and is read once`
}

async function statOf({ name, path }: Entry, report: FileProblem) {
  try {
    return await stat(path, { bigint: true })
  } catch (error) {
    report(name, faultOf(error))
    return null
  }
}

/** A folder's entries, the first name last. */
async function entriesOf({ name, path }: Entry, report: FileProblem): Promise<Entry[]> {
  try {
    const entries = await readdir(path, { encoding: "buffer" })
    return entries
      .map(bytes => ({ text: bytes.toString(), bytes }))
      .filter(({ text }) => text !== ".git")
      .sort((a, b) => (a.text < b.text ? 1 : a.text > b.text ? -1 : 0))
      .map(({ text, bytes }) => ({
        name: join(name, text),
        path: typeof path === "string" && isUtf8(bytes) ? join(path, text) : Buffer.concat([Buffer.from(path), Buffer.from(sep), bytes]),
      }))
  } catch (error) {
    report(name, faultOf(error))
    return []
  }
}

const faults: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "no such file or folder"],
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["ENOTDIR", "a part of the path is no folder"],
  ["EISDIR", "it is a folder"],
  ["ELOOP", "its links go in circles"],
  ["ENAMETOOLONG", "the name is too long"],
  ["EMFILE", "too many files are open"],
  ["ENXIO", "there is no such device, or nothing listens to the socket"],
])

/** What is wrong with a file, for messages. */
export function faultOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error"
  return `cannot be read: ${faults.get(code) ?? code}`
}
