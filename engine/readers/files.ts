import { readdir, stat } from "node:fs/promises"
import { join, sep } from "node:path"

/** The name by which standard input is given. */
export const standardInput = "-"

export type FileProblem = (name: string, message: string) => void

/**
 * The files under paths: files as they are given, folders with all that they hold, in the order of names. Hidden files count,
 * folders called `.git` do not. Links are followed; a file or folder that has been met is met once, so that links that go in
 * circles end. Pipes and devices are read where a path names them, and reported where a folder holds them.
 */
export async function* listFiles(paths: readonly string[], report: FileProblem): AsyncGenerator<string> {
  const met = new Map<string, string>()
  for (const given of paths) {
    const pending = [given]
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      const isGiven = path === given
      if (isGiven && path === standardInput) {
        if (met.has(standardInput)) report(path, "standard input can be read only once")
        else yield path
        met.set(standardInput, path)
        continue
      }
      const found = await statOf(path, report)
      if (found === null) continue
      const identity = `${found.dev}:${found.ino}`
      const before = met.get(identity)
      if (before !== undefined && (found.isFile() || found.isDirectory())) {
        report(path, repetitionOf(path, before, found.isDirectory()))
        continue
      }
      met.set(identity, path)
      if (found.isDirectory()) pending.push(...(await entriesOf(path, report)))
      else if (found.isFile() || (isGiven && !found.isSocket())) yield path
      else report(path, `${found.isSocket() ? "a socket" : "a pipe or device"} is no log file, and is left out`)
    }
  }
}

function repetitionOf(path: string, before: string, isFolder: boolean): string {
  if (!isFolder) return `the file is the same as "${before}", and is read once`
  return path.startsWith(before + sep)
    ? `the folder links back to "${before}", in which it stands, and is not read again`
    : `the folder is the same as "${before}", and is read once`
}

async function statOf(path: string, report: FileProblem) {
  try {
    return await stat(path, { bigint: true })
  } catch (error) {
    report(path, faultOf(error))
    return null
  }
}

/** A folder's entries, the first name last. */
async function entriesOf(path: string, report: FileProblem): Promise<string[]> {
  try {
    const names = await readdir(path)
    return names
      .filter(name => name !== ".git")
      .sort()
      .reverse()
      .map(name => join(path, name))
  } catch (error) {
    report(path, faultOf(error))
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
