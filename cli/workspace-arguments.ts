import { existsSync } from "node:fs"
import { openWorkspace, RuleError, type Workspace } from "../engine/index.ts"
import { cacheFolder } from "./cache-folder.ts"
import { UsageError } from "./exit.ts"
import { oneLine } from "./terminal.ts"

/** Options of every command that loads rules or runs searches. */
export interface WorkspaceArguments {
  readonly rules?: readonly string[]
  readonly macros?: readonly string[]
  readonly lookups?: readonly string[]
  readonly dataSources?: readonly string[]
  readonly dataModels?: readonly string[]
  readonly timezone?: string
  readonly state?: string
  /** Megabytes. */
  readonly memory?: string
  /** False keeps nothing from run to run, and takes nothing from earlier ones. */
  readonly cache?: boolean
  readonly verbose?: boolean
}

/** Loads what the command line names, or the rules that stand for naming none. */
export function workspaceOf(args: WorkspaceArguments, defaultRules: readonly string[]): Workspace {
  const { rules = defaultRules, macros = [], lookups = [], dataSources = [], dataModels = [], timezone, state, memory } = args
  for (const path of [...rules, ...macros, ...lookups, ...dataSources, ...dataModels])
    if (!existsSync(path)) throw new UsageError(`no such file or folder: "${path}"`)
  try {
    return openWorkspace({
      rules,
      macros,
      lookups,
      dataSources,
      dataModels,
      ...(timezone === undefined ? {} : { timeZone: timezone }),
      ...(state === undefined ? {} : { state }),
      ...(args.cache === true ? { cache: { folder: cacheFolder(process.env, process.platform), report: cacheReport(args) } } : {}),
      ...(memory === undefined ? {} : { limits: { memoryBytes: memoryBytes(memory) } }),
    })
  } catch (error) {
    if (error instanceof RuleError && error.code === "time") throw new UsageError(`option --timezone: ${error.message}`, error.hint)
    throw error
  }
}

const cacheReport =
  ({ verbose = false }: WorkspaceArguments) =>
  (message: string): void => {
    if (verbose) process.stderr.write(`${oneLine(message)}\n`)
  }

function memoryBytes(text: string): number {
  const megabytes = Number(text)
  if (text.trim() === "" || !Number.isFinite(megabytes) || megabytes <= 0)
    throw new UsageError(`option --memory: "${text}" is no number of megabytes`, "write --memory 64")
  return megabytes * 1024 * 1024
}
