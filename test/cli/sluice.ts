import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))

// Below the repository, so that the bundle finds its libraries and the bundled rules as the installed one does.
const cache = join(root, "node_modules", ".cache")
mkdirSync(cache, { recursive: true })
const folder = mkdtempSync(join(cache, "sluice-cli-"))
process.once("exit", () => rmSync(folder, { recursive: true, force: true }))
execFileSync(process.execPath, [join(root, "build.mjs"), folder], { cwd: root })

export const program = join(folder, "cli.js")

export interface Finished {
  /** Exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface SluiceOptions {
  /** What comes over standard input; it is closed at once when left out. */
  readonly input?: string | Uint8Array
  /** Standard input stays open. */
  readonly openInput?: boolean
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Called with the running program. */
  started?(child: ChildProcess): void
}

/** What decides how the program shows things is set by each test alone. */
const unset = ["NO_COLOR", "FORCE_COLOR", "CI", "COLUMNS", "TERM"]
const plainEnvironment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !unset.includes(name)))

/** Runs the command line as a user would. */
export function sluice(
  args: readonly string[],
  { input, openInput = false, env = {}, cwd, started }: SluiceOptions = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...plainEnvironment, SLUICE_CACHE_DIR: join(folder, "cache"), ...env },
      ...(cwd === undefined ? {} : { cwd }),
    })
    const output = { stdout: "", stderr: "" }
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output.stderr += text
    })
    child.on("error", reject)
    child.on("close", (code, signal) => resolve({ code: code ?? signal, ...output }))
    // A program that has seen enough of its input closes it.
    child.stdin.on("error", () => {})
    if (input !== undefined) child.stdin.write(input)
    if (!openInput) child.stdin.end()
    started?.(child)
  })
}

/** The documents of NDJSON text. */
export const documents = (text: string): readonly Record<string, unknown>[] =>
  text
    .split("\n")
    .filter(line => line !== "")
    .map(line => JSON.parse(line))

/** The last line of the messages: what a run read, ran and found. */
export const lastLine = (text: string): string => text.trimEnd().split("\n").at(-1) ?? ""
