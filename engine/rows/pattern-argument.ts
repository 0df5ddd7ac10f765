import type { SplReader } from "../spl/syntax.ts"

/**
 * Reads a regular expression. Inside quotes `\"` is a quote and `\\` a backslash, as in any SPL string, before the rest is read as a
 * regular expression: `"\\\\"` is the expression of one backslash, and so is `"\\\("` in front of a group. Without quotes it is what
 * is left of the command, as written.
 */
export const readPattern = (args: SplReader): string => (args.peekQuoted() ? args.string() : args.pattern())
