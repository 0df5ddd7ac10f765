import { RuleError } from "../errors/error.ts"
import type { SourceRange } from "../ir/source.ts"
import { parseTimeSpan, type TimeSpan } from "../time/time-span.ts"

/** The width of buckets as `span=` writes it: `5m`, `10`, `2log5`. */
export type Span =
  | { readonly kind: "time"; readonly span: TimeSpan }
  | { readonly kind: "number"; readonly size: number }
  /** Buckets start at coefficient * base^n for whole n. */
  | { readonly kind: "log"; readonly coefficient: number; readonly base: number }

const plainNumber = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const logarithm = /^(\d+(?:\.\d+)?|\.\d+)?log(\d+(?:\.\d+)?|\.\d+)?$/i

/** @throws RuleError "wrong_argument" or "time" for what is no span */
export function parseSpan(text: string, range?: SourceRange): Span {
  const trimmed = text.trim()
  if (plainNumber.test(trimmed)) {
    const size = Number(trimmed)
    if (!(size > 0 && Number.isFinite(size)))
      throw new RuleError("wrong_argument", `the span "${text}" is not above zero`, { range, hint: 'name a span such as "10" or "5m"' })
    return { kind: "number", size }
  }
  const log = logarithm.exec(trimmed)
  if (log !== null) {
    const coefficient = Number(log[1] ?? 1)
    const base = Number(log[2] ?? 10)
    if (!(base > 1 && coefficient >= 1 && coefficient < base))
      throw new RuleError("wrong_argument", `the span "${text}" needs a base above 1 and a coefficient from 1 up to the base`, {
        range,
        hint: 'write it as in "log10" or "2log5"',
      })
    return { kind: "log", coefficient, base }
  }
  const span = parseTimeSpan(trimmed, range)
  if (span === null)
    throw new RuleError("wrong_argument", `"${text}" is no span`, { range, hint: 'name one such as "5m", "1d", "10" or "log10"' })
  return { kind: "time", span }
}

/** A span of time: a plain number counts seconds. @throws RuleError like `parseSpan`, and for logarithmic spans */
export function parseSpanOfTime(text: string, range?: SourceRange): TimeSpan {
  const span = parseSpan(text, range)
  switch (span.kind) {
    case "time":
      return span.span
    case "number":
      return secondsSpan(span.size)
    case "log":
      throw new RuleError("wrong_argument", `"${text}" is no span of time`, { range, hint: 'name one such as "5m" or "1d"' })
  }
}

/** A number of seconds as a span: whole seconds, or whole parts of one. */
export const secondsSpan = (seconds: number): TimeSpan =>
  Number.isInteger(seconds) ? { count: seconds, unit: "s" } : { count: Math.max(1, Math.round(seconds * 1e6)), unit: "us" }
