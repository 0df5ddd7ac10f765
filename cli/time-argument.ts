import { parseTimeArgument, RuleError } from "../engine/index.ts"
import { UsageError } from "./exit.ts"

/** Epoch seconds of a time given on the command line: ISO, epoch, or relative such as `-24h@h`. */
export function timeArgument(option: string, text: string | undefined, zone: string | undefined, now: number = Date.now() / 1000): number | undefined {
  if (text === undefined) return undefined
  try {
    return parseTimeArgument(text, now, zone)
  } catch (error) {
    if (error instanceof RuleError) throw new UsageError(`option ${option}: ${error.message}`, error.hint ?? "write 2024-03-05T09:00:00Z, epoch seconds, or -24h")
    throw error
  }
}
