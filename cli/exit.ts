import type { RuleError } from "../engine/index.ts"

/** Exit codes of every command. */
export const exitCodes = {
  /** Done; hits of rules are no failure. */
  ok: 0,
  /** Findings, where the user asked to fail on them; tests that failed. */
  findings: 1,
  /** A rule or search that cannot be read or compiled. */
  rule: 2,
  /** Wrong usage, or files that cannot be read or written. */
  usage: 3,
  interrupted: 130,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Something is wrong with the command line, or with files that it names. */
export class UsageError extends Error {
  readonly hint: string | undefined
  /** A mistake in a file that shows in its place. */
  readonly mistake: RuleError | undefined
  constructor(message: string, hint?: string, mistake?: RuleError) {
    super(message)
    this.hint = hint
    this.mistake = mistake
  }
}
