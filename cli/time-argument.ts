import { parseTimeArgument, RuleError } from "../engine/index.ts"
import { UsageError } from "./exit.ts"

/** Options of every command that runs searches. */
export interface TimeArguments {
  readonly from?: string
  readonly to?: string
  readonly now?: string
  readonly timezone?: string
}

/** Epoch seconds. */
export interface TimeOptions {
  readonly now: number | undefined
  readonly from: number | undefined
  readonly to: number | undefined
}

export function timeOptions({ from, to, now, timezone }: TimeArguments): TimeOptions {
  const present = timeArgument("--now", now, timezone)
  const times = { now: present, from: timeArgument("--from", from, timezone, present), to: timeArgument("--to", to, timezone, present) }
  if (times.from !== undefined && times.to !== undefined && times.from >= times.to)
    throw new UsageError(
      `option --to: "${to}" is not later than --from "${from}"`,
      "events from --from up to --to, without --to itself, are read",
    )
  return times
}

/** A time given on the command line: ISO, epoch, or relative such as `-24h@h`. */
function timeArgument(
  option: string,
  text: string | undefined,
  zone: string | undefined,
  now: number = Date.now() / 1000,
): number | undefined {
  if (text === undefined) return undefined
  try {
    return parseTimeArgument(text, now, zone)
  } catch (error) {
    if (error instanceof RuleError)
      throw new UsageError(`option ${option}: ${error.message}`, "write 2024-03-05T09:00:00Z, epoch seconds, or -24h")
    throw error
  }
}
