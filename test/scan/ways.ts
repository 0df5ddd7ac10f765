import * as assert from "uvu/assert"
import { readEvents } from "../../engine/api/input-events.ts"
import { type CompiledRule, runRules } from "../../engine/api/run.ts"
import type { Workspace } from "../../engine/api/workspace.ts"
import { parseSpl } from "../../engine/spl/parse.ts"

export function rulesOf(workspace: Workspace, searches: readonly string[]): CompiledRule[] {
  const [template] = workspace.content.rules
  if (template === undefined) throw new Error("the workspace has no rule")
  const range = () => undefined
  return searches.map((spl, index) => {
    const rule = { ...template, id: `rule-${index}`, name: `rule ${index}`, pipeline: parseSpl({ text: spl, locate: range }) }
    const { plan, errors } = workspace.check(rule)
    if (plan === null) throw errors[0]
    return { rule, workspace, plan }
  })
}

export async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export interface Options {
  readonly format?: string
  readonly chunk?: number
  readonly from?: number
  readonly to?: number
  readonly now?: number
  /** Puts everything back that searches change. */
  readonly reset?: () => void
}

/** The plain path, the scanner as it is, and the scanner without its part in WebAssembly. */
export const ways = { plain: { scan: false }, scanned: {}, "without WebAssembly": { wasm: false } } as const
export type Way = (typeof ways)[keyof typeof ways]

/** Everything that a run gives, as text. */
async function outcome(
  workspace: Workspace,
  searches: readonly string[],
  text: string | Buffer,
  way: Way,
  options: Options,
): Promise<string> {
  options.reset?.()
  const bytes = typeof text === "string" ? Buffer.from(text) : text
  const stdin = chunksOf(bytes, options.chunk ?? 65_536)
  const input = readEvents(["-"], workspace, { format: options.format ?? "ndjson", stdin })
  const run = runRules(rulesOf(workspace, searches), input, { ...options, ...way })
  const findings: string[] = []
  for await (const finding of run) findings.push(JSON.stringify(finding))
  const { warnings, ...counts } = run.summary
  const { recognised: _, ...read } = input.summary
  return [...findings, JSON.stringify(counts), JSON.stringify([...warnings]), JSON.stringify(read)].join("\n")
}

/** The first lines that differ. */
function difference(way: string, one: string, other: string): string[] {
  const lines = one.split("\n")
  const others = other.split("\n")
  const at = lines.findIndex((line, index) => line !== others[index])
  return [`${way}: ${lines[at]}`, `plain: ${others[at]}`]
}

/** Runs searches over a text in all ways, which must agree in everything; gives what they found. */
export async function agree(
  workspace: Workspace,
  searches: readonly string[],
  text: string | Buffer,
  options: Options = {},
): Promise<string> {
  const plain = await outcome(workspace, searches, text, ways.plain, options)
  for (const [name, way] of Object.entries(ways).slice(1)) {
    const found = await outcome(workspace, searches, text, way, options)
    if (found !== plain) assert.equal(difference(name, found, plain), [])
  }
  return plain
}
