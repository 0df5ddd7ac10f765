import { applyTimeModifier, parseTimeModifier } from "../time/relative.ts"
import { timeZone } from "../time/time-zone.ts"
import { parseTimestamp } from "../time/timestamp.ts"

/**
 * Epoch seconds of a time that a person wrote: ISO or another usual form, epoch seconds, or relative to `now` such as `-24h@h`.
 * @throws RuleError "time"
 */
export function parseTimeArgument(text: string, now: number, zoneName = "UTC"): number {
  const zone = timeZone(zoneName)
  if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return Number(text)
  return parseTimestamp(text, zone) ?? applyTimeModifier(parseTimeModifier(text), now, zone)
}
