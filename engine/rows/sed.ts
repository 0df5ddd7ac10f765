import { RuleError } from "../errors/error.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Regex } from "../regex.ts"

/** One command of a sed script. */
export type SedCommand =
  | {
      readonly kind: "substitute"
      readonly pattern: string
      readonly replacement: string
      /** Which match is replaced, counted from 1; all of them. */
      readonly which: number | "all"
      readonly caseInsensitive: boolean
    }
  | { readonly kind: "transliterate"; readonly from: readonly string[]; readonly to: readonly string[] }

/**
 * Reads `s/regex/replacement/flags` (flags `g`, a number, `i`) and `y/abc/xyz/`, one or several with white space or `;` between. Any
 * character but a letter, a digit, a backslash or white space may stand for the slash.
 * @throws RuleError "syntax"
 */
export function parseSed(script: string, range: SourceRange | undefined): SedCommand[] {
  const commands: SedCommand[] = []
  let at = 0
  const fail = (message: string): never => {
    throw new RuleError("syntax", message, { range, hint: 'write "s/regex/replacement/g" or "y/abc/xyz/"' })
  }
  /** The text up to the next delimiter that has no backslash in front, backslashes as written. */
  const part = (delimiter: string): string => {
    let text = ""
    for (; at < script.length; at++) {
      const c = script[at] ?? ""
      if (c === delimiter) {
        at++
        return text
      }
      text += c === "\\" ? c + (script[++at] ?? "") : c
    }
    return fail(`sed expression "${script}" is not closed`)
  }
  for (;;) {
    while (/[\s;]/.test(script[at] ?? "")) at++
    if (at >= script.length) break
    const command = script[at] ?? ""
    const delimiter = script[at + 1] ?? ""
    if ((command !== "s" && command !== "y") || delimiter === "" || /[\w\s\\]/.test(delimiter))
      fail(`"${script.slice(at, at + 40)}" is no sed expression`)
    at += 2
    const first = part(delimiter)
    const second = part(delimiter)
    if (command === "y") {
      const from = characters(first)
      const to = characters(second)
      if (from.length !== to.length) fail(`"${first}" and "${second}" do not have the same number of characters`)
      commands.push({ kind: "transliterate", from, to })
      continue
    }
    const flags = /^[^\s;]*/.exec(script.slice(at))?.[0] ?? ""
    at += flags.length
    if (!/^[gi]*(?:[1-9]\d*)?[gi]*$/i.test(flags)) fail(`unknown sed flags "${flags}"`)
    const nth = /\d+/.exec(flags)?.[0]
    commands.push({
      kind: "substitute",
      pattern: first,
      replacement: second,
      which: /g/i.test(flags) ? "all" : Number(nth ?? 1),
      caseInsensitive: /i/i.test(flags),
    })
  }
  if (commands.length === 0) fail("sed expression is empty")
  return commands
}

const characters = (text: string): string[] =>
  Array.from(text.replace(/\\([\s\S])/g, (_, c: string) => (c === "n" ? "\n" : c === "t" ? "\t" : c)))

/** Compiles a sed script to a function of one text. */
export function compileSed(commands: readonly SedCommand[], regex: (pattern: string) => Regex): (text: string) => string {
  const steps = commands.map((command): ((text: string) => string) => {
    if (command.kind === "transliterate") {
      const table = new Map(command.from.map((c, i) => [c, command.to[i] ?? c]))
      return text => Array.from(text, c => table.get(c) ?? c).join("")
    }
    const compiled = regex(command.caseInsensitive ? `(?i)${command.pattern}` : command.pattern)
    const { which, replacement } = command
    return which === "all" ? text => compiled.replaceAll(text, replacement) : text => compiled.replaceNth(text, replacement, which)
  })
  return text => steps.reduce((current, step) => step(current), text)
}
