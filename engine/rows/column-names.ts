import type { SplPrinter, SplReader } from "../spl/syntax.ts"
import { unescapeBackslashes } from "./backslash.ts"

/** Deepest nesting of calls in a name. */
const maxDepth = 20

/**
 * Reads the name of a column. Unquoted names may be calls, as unnamed columns of stats are (`values(user)`).
 * @throws RuleError "syntax"
 */
export function readColumn(args: SplReader): string {
  if (args.peekQuoted() || args.peek("'")) return args.field()
  const name = unescapeBackslashes(args.field())
  return args.peek("(") ? name + readParenthesized(args, 1) : name
}

function readParenthesized(args: SplReader, depth: number): string {
  if (depth > maxDepth) throw args.error("parentheses are nested too deeply")
  const start = args.offset
  args.expect("(")
  let text = "("
  while (!args.accept(")")) {
    if (args.done) throw args.error('parenthesis "(" is not closed', "add a closing parenthesis", args.rangeFrom(start))
    const inner = args.accept(",") ? "," : args.field()
    text += args.peek("(") ? inner + readParenthesized(args, depth + 1) : inner
  }
  return `${text})`
}

/** Reads column names, separated by commas or white space, up to one of the keywords, an option or the end. */
export function readColumns(args: SplReader, ...until: readonly string[]): string[] {
  const names: string[] = []
  while (!args.done) {
    if (args.accept(",")) continue
    if (until.some(word => args.peek(word)) || args.peekOption() !== null) break
    names.push(readColumn(args))
  }
  return names
}

/** The inverse of `readColumn`, also where a sign in front of a name has a meaning of its own. */
export const printColumn = (name: string, ctx: SplPrinter): string => (name.startsWith("+") ? ctx.string(name) : ctx.field(name))

export const printColumns = (names: readonly string[], ctx: SplPrinter): string => names.map(name => printColumn(name, ctx)).join(", ")
