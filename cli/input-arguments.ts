import { type InputOptions, inputFormats, RuleError, readManifest, type ToldFacts } from "../engine/index.ts"
import { UsageError } from "./exit.ts"
import { oneLine, type Terminal } from "./terminal.ts"

/** Options of every command that reads logs. */
export interface InputArguments {
  readonly inputFormat?: string
  readonly source?: string
  readonly sourcetype?: string
  readonly host?: string
  readonly manifest?: string
  readonly quiet?: boolean
  readonly verbose?: boolean
}

export function inputOptions(args: InputArguments, { err }: Terminal): InputOptions {
  const format = args.inputFormat
  if (format !== undefined && !inputFormats.includes(format))
    throw new UsageError(`option --input-format: unknown format "${format}"`, `formats are ${inputFormats.join(", ")}`)
  return {
    format,
    source: args.source,
    sourcetype: args.sourcetype,
    host: args.host,
    ...(args.manifest === undefined ? {} : { told: manifest(args.manifest) }),
    ...(args.verbose === true
      ? {
          onInput: ({ name, format, confidence, runnerUp }) => {
            const other = runnerUp === undefined ? "" : `, next best ${runnerUp}`
            process.stderr.write(err.dim(`${oneLine(name)}: ${format} (confidence ${confidence.toFixed(2)}${other})\n`))
          },
        }
      : {}),
  }
}

function manifest(file: string): (name: string) => ToldFacts {
  try {
    return readManifest(file)
  } catch (error) {
    if (error instanceof RuleError) throw new UsageError(error.message, error.hint, error)
    throw error
  }
}
