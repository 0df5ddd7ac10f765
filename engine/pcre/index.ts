import { type Literal, type LiteralBranch, literalBranches, requiredLiteral } from "./literal.ts"
import { parsePcre } from "./parse.ts"
import { type PrintOptions, printGuard, printProgram, type Re2Pattern } from "./print.ts"
import type { Lead } from "./program.ts"
import { rewritePattern } from "./rewrite.ts"

export type { Literal, LiteralBranch } from "./literal.ts"
export type { Re2Pattern } from "./print.ts"
export { PatternError } from "./syntax.ts"

/** A PCRE pattern in RE2's terms. */
export interface Translation {
  /** How many capturing groups the PCRE pattern has. */
  readonly groupCount: number
  /** Numbers of the groups of each name, in order of appearance. */
  readonly names: ReadonlyMap<string, readonly number[]>
  readonly lead: Lead | null
  /** Whether a text that ends in a newline needs a pattern of its own. */
  readonly mindsNewline: boolean
  print(options: PrintOptions): Re2Pattern
  /** Patterns that have to match, or must not, besides. */
  guards(finalNewline: boolean): { readonly pattern: string; readonly negative: boolean }[]
  /** The plain texts that the pattern is an alternation of; null when it is more than that. */
  readonly branches: readonly LiteralBranch[] | null
  /** A text without which there is no match. */
  readonly required: Literal | null
}

/**
 * Translates a pattern of PCRE (without Unicode properties for `\w`, `\d`, `\s` and `\b`, as Splunk runs it) to RE2.
 *
 * Exact but for corners: `$` that is followed by more pattern that could match a newline stands at the very end of the text only; `^`
 * in multiline mode also stands after a newline that ends the text; `\B` alone also stands inside a character beyond ASCII; a repeated
 * group that can match nothing may end its rounds elsewhere, and keeps the text of the last round that took some.
 * @throws PatternError for a malformed pattern and for what RE2 has no equivalent of
 */
export function translatePcre(pattern: string, caseless = false): Translation {
  const parsed = parsePcre(pattern, caseless)
  const program = rewritePattern(parsed)
  return {
    groupCount: parsed.captureCount,
    names: parsed.names,
    lead: program.lead,
    mindsNewline: pattern.includes("$") || pattern.includes("\\Z"),
    print: options => printProgram(program, options),
    guards: finalNewline => program.guards.map(guard => ({ pattern: printGuard(guard, finalNewline), negative: guard.negative })),
    branches: literalBranches(program),
    required: requiredLiteral(program.body),
  }
}
