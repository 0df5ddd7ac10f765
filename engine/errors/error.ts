import type { SourceRange } from "../ir/source.ts"
import type { ErrorCode } from "./codes.ts"

export interface ErrorDetails {
  readonly range?: SourceRange | undefined
  /** One concrete way out, such as `did you mean "where"?`. */
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/** The one class for user mistakes. Anything else that escapes the engine is a bug in it. */
export class RuleError extends Error {
  override readonly name = "RuleError"
  readonly code: ErrorCode
  readonly range: SourceRange | undefined
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, { range, hint, cause }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.range = range
    this.hint = hint
  }
}
