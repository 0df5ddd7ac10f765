import { join } from "node:path"
import { bundledFolder, readEvents, runSearch, searchMistakes } from "../../engine/index.ts"
import { type ExitCode, exitCodes } from "../exit.ts"
import { rowOutput } from "../finding-output.ts"
import { type InputArguments, inputOptions } from "../input-arguments.ts"
import { interruption } from "../interruption.ts"
import { type OutputOptions, openOutput } from "../output.ts"
import { progress } from "../progress.ts"
import { count, number, printProblems, unreadableLines, warningLines } from "../summary.ts"
import type { Terminal } from "../terminal.ts"
import { type TimeArguments, timeOptions } from "../time-argument.ts"
import { type WorkspaceArguments, workspaceOf } from "../workspace-arguments.ts"

export interface SearchArguments extends WorkspaceArguments, InputArguments, OutputOptions, TimeArguments {
  readonly progress: boolean
}

/** `sluice search`: one SPL search over logs. */
export async function search(spl: string, paths: readonly string[], args: SearchArguments, terminal: Terminal): Promise<ExitCode> {
  const { quiet = false, verbose = false } = args
  const workspace = workspaceOf(args, [])
  const options = inputOptions(args, terminal)
  const times = timeOptions(args)
  const errors = searchMistakes(spl, workspace)
  if (errors.length > 0) {
    printProblems([{ errors }], terminal)
    return exitCodes.rule
  }
  const output = openOutput(args, terminal)
  const stop = interruption()
  const inputs = paths.length > 0 ? paths : [join(bundledFolder(), "samples")]
  const bar = progress(inputs, terminal, args.progress && !quiet)
  let rows = 0
  stop.signal.addEventListener("abort", () => bar.stop())
  const input = readEvents(inputs, workspace, {
    ...options,
    signal: stop.signal,
    onProgress: bytes => bar.update(bytes, input.summary.records, null),
  })
  const warnings = new Map<string, number>()
  const results = runSearch(spl, workspace, input, {
    ...times,
    warn: message => warnings.set(message, (warnings.get(message) ?? 0) + 1),
  })
  for await (const row of results) {
    bar.clear()
    rows++
    output.write(rowOutput(row))
    await output.drain()
    if (output.closed) break
  }
  bar.stop()
  output.end()
  const { summary } = input
  if (!quiet && !output.closed) {
    const lines = [...unreadableLines(summary, verbose), ...warningLines(warnings, verbose)].map(line =>
      line.startsWith(" ") ? line : terminal.err.yellow(line),
    )
    lines.push(
      `${count(summary.records, "event", "events")} read from ${count(summary.inputs, "input", "inputs")}, ` +
        `${number(summary.unreadable)} unreadable, ${terminal.err.bold(count(rows, "result", "results"))}`,
    )
    process.stderr.write(`${lines.join("\n")}\n`)
  }
  if (stop.requested) return exitCodes.interrupted
  return summary.inputs === 0 && summary.unreadable > 0 ? exitCodes.usage : exitCodes.ok
}
