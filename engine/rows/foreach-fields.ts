import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import type { Operator, Sink } from "../exec/operator.ts"
import type { SourceRange } from "../ir/source.ts"
import type { ExecContext } from "../stages/stage.ts"
import { hasWildcard, wildcardCapture } from "../wildcard.ts"
import { isInternal } from "./field-patterns.ts"
import { fillTemplate, type TemplatePart } from "./foreach-template.ts"

/** Ways through the template that are kept compiled. More come from events with ever other fields, and are compiled for one event. */
const maxCompiled = 500

/**
 * Runs the template for each field that the patterns mean, in every event.
 * @throws RuleError for a template that cannot be read with names like those of the patterns
 */
export function overFields(
  fields: readonly string[],
  parts: readonly TemplatePart[],
  range: SourceRange | undefined,
  ctx: ExecContext,
): Operator {
  const patterns = fields.map(pattern => ({ pattern, capture: wildcardCapture(pattern, { caseSensitive: true }) }))
  const compile = (values: ReadonlyMap<string, string>): Operator | null => {
    const text = fillTemplate(parts, values)
    return text === null ? null : ctx.operator(ctx.parse(text, range))
  }
  // Mistakes in the template show when the rule is loaded, not when the first event comes.
  for (const { pattern, capture } of patterns) {
    const name = pattern.replaceAll("*", "x1")
    if (compile(valuesFor(name, capture(name) ?? [])) === null)
      throw new RuleError("wrong_argument", `field "${name}" cannot stand in the template`, { range, hint: "put <<FIELD>> into quotes" })
  }
  /** A name from log data may be one that the template does not read with. */
  const attempt = (name: string, captures: readonly string[]): Operator | null => {
    try {
      const compiled = compile(valuesFor(name, captures))
      if (compiled === null) ctx.warn(`foreach passed over the field "${name}": its name cannot stand in the template`)
      return compiled
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      ctx.warn(`foreach passed over the field "${name}": ${error.message}`)
      return null
    }
  }
  const known = new Map<string, Operator | null>()
  const operatorOf = (name: string, captures: readonly string[]): Operator | null => {
    const key = JSON.stringify([name, captures])
    const found = known.get(key)
    if (found !== undefined) return found
    const compiled = attempt(name, captures)
    if (known.size < maxCompiled) known.set(key, compiled)
    return compiled
  }
  return next => {
    const exit: Sink = { push: event => next.push(event), end() {} }
    const chains = new Map<string, Sink>()
    const chainOf = (event: Event): { readonly chain: Sink; readonly kept: boolean } => {
      const matches = matchFields(event, patterns)
      const key = JSON.stringify(matches)
      const found = chains.get(key)
      if (found !== undefined) return { chain: found, kept: true }
      const operators = matches.flatMap(([name, captures]) => operatorOf(name, captures) ?? [])
      const chain = operators.reduceRight((sink, operator) => operator(sink), exit)
      const kept = chains.size < maxCompiled
      if (kept) chains.set(key, chain)
      return { chain, kept }
    }
    return {
      push(event) {
        const { chain, kept } = chainOf(event)
        const open = chain.push(event)
        if (!kept) chain.end()
        return open
      },
      end() {
        for (const chain of chains.values()) chain.end()
        next.end()
      },
    }
  }
}

const valuesFor = (name: string, captures: readonly string[]): ReadonlyMap<string, string> =>
  new Map([
    ["FIELD", name],
    ["MATCHSTR", captures.join("")],
    ["MATCHSEG1", captures[0] ?? ""],
    ["MATCHSEG2", captures[1] ?? ""],
    ["MATCHSEG3", captures[2] ?? ""],
  ])

type Match = readonly [name: string, captures: readonly string[]]
interface CompiledPattern {
  readonly pattern: string
  readonly capture: (name: string) => readonly string[] | null
}

/** Each field once, by the first pattern that means it. A name without wildcards is meant whether the event has it or not. */
function matchFields(event: Event, patterns: readonly CompiledPattern[]): Match[] {
  const matches: Match[] = []
  const seen = new Set<string>()
  let present: readonly string[] | null = null
  for (const { pattern, capture } of patterns) {
    present ??= event.names()
    for (const name of hasWildcard(pattern) ? present : [pattern]) {
      if (seen.has(name) || (pattern.startsWith("*") && isInternal(name))) continue
      const captures = capture(name)
      if (captures === null) continue
      seen.add(name)
      matches.push([name, captures])
    }
  }
  return matches
}
