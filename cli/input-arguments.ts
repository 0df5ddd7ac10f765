import { type InputOptions, readManifest } from "../engine/index.ts"
import { oneLine, type Terminal } from "./terminal.ts"

/** Options of every command that reads logs. */
export interface InputArguments {
  readonly inputFormat?: string
  readonly source?: string
  readonly sourcetype?: string
  readonly host?: string
  readonly manifest?: string
  readonly verbose?: boolean
}

export function inputOptions(args: InputArguments, { colors }: Terminal): InputOptions {
  return {
    format: args.inputFormat,
    source: args.source,
    sourcetype: args.sourcetype,
    host: args.host,
    ...(args.manifest === undefined ? {} : { told: readManifest(args.manifest) }),
    ...(args.verbose === true
      ? {
          onInput: ({ name, format, confidence, runnerUp }) => {
            const other = runnerUp === undefined ? "" : `, next best ${runnerUp}`
            process.stderr.write(colors.dim(`${oneLine(name)}: ${format} (confidence ${confidence.toFixed(2)}${other})\n`))
          },
        }
      : {}),
  }
}
