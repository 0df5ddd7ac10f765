import type { WorkspaceOptions } from "../engine/index.ts"

/** Options of every command that loads rules or runs searches. */
export interface WorkspaceArguments {
  readonly rules?: readonly string[]
  readonly macros?: readonly string[]
  readonly lookups?: readonly string[]
  readonly dataSources?: readonly string[]
  readonly dataModels?: readonly string[]
  readonly timezone?: string
  readonly state?: string
}

export const workspaceOptions = (args: WorkspaceArguments, defaultRules: readonly string[]): WorkspaceOptions => ({
  rules: args.rules ?? defaultRules,
  macros: args.macros ?? [],
  lookups: args.lookups ?? [],
  dataSources: args.dataSources ?? [],
  dataModels: args.dataModels ?? [],
  ...(args.timezone === undefined ? {} : { timeZone: args.timezone }),
  ...(args.state === undefined ? {} : { state: args.state }),
})
