import { registry, type Registry } from "../registry.ts"
import type { SplReader } from "../spl/syntax.ts"
import type { Stage } from "../ir/stage.ts"
import { evalStage } from "./eval.ts"
import { macro } from "./macro.ts"
import { match } from "./match.ts"
import type { StageDefinition, UnsupportedCommand } from "./stage.ts"
import { unsupportedCommands } from "./unsupported.ts"
import { where } from "./where.ts"

const definitions = [evalStage, macro, match, where] as const

/** All stages: adding one is its file and its line above. */
export const stages: Registry<StageDefinition> = registry<StageDefinition>("stage", "unknown_stage", definitions)

/** What reading an SPL command needs of a stage. */
export interface Command {
  parse(args: SplReader, name: string): Stage
}

const byCommand = new Map<string, Command | UnsupportedCommand>()
for (const { name, spl } of definitions)
  if ("commands" in spl)
    for (const command of spl.commands) {
      if (byCommand.has(command)) throw new Error(`command "${command}" of stage "${name}" is registered twice`)
      byCommand.set(command, spl)
    }
for (const known of unsupportedCommands) for (const command of known.commands) byCommand.set(command, known)

/** SPL commands by name, case-insensitively. */
export const commands = {
  find: (name: string): Command | UnsupportedCommand | undefined => byCommand.get(name.toLowerCase()),
  names: (): Iterable<string> => byCommand.keys(),
}
