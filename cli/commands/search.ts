import { join } from "node:path"
import { bundledFolder, openWorkspace, readEvents, runSearch } from "../../engine/index.ts"
import { exitCodes, type ExitCode } from "../exit.ts"
import { rowOutput } from "../finding-output.ts"
import { inputOptions, type InputArguments } from "../input-arguments.ts"
import { interruption } from "../interruption.ts"
import { openOutput, type OutputOptions } from "../output.ts"
import { count } from "../summary.ts"
import { oneLine, type Terminal } from "../terminal.ts"
import { timeArgument } from "../time-argument.ts"
import { workspaceOptions, type WorkspaceArguments } from "../workspace-arguments.ts"

export interface SearchArguments extends WorkspaceArguments, InputArguments, OutputOptions {
  readonly now?: string
  readonly from?: string
  readonly to?: string
  readonly quiet?: boolean
}

/** `sluice search`: one SPL search over logs. */
export async function search(spl: string, paths: readonly string[], args: SearchArguments, terminal: Terminal): Promise<ExitCode> {
  const output = openOutput(args, terminal)
  const workspace = openWorkspace(workspaceOptions(args, []))
  const inputs = paths.length > 0 ? paths : process.stdin.isTTY ? [join(bundledFolder(), "samples")] : ["-"]
  const input = readEvents(inputs, workspace, inputOptions(args, terminal))
  const stop = interruption()
  const warnings = new Map<string, number>()
  const now = timeArgument("--now", args.now, args.timezone)
  const results = runSearch(spl, workspace, input.batches, {
    now,
    from: timeArgument("--from", args.from, args.timezone, now),
    to: timeArgument("--to", args.to, args.timezone, now),
    warn: message => warnings.set(message, (warnings.get(message) ?? 0) + 1),
  })
  let rows = 0
  for await (const row of results) {
    rows++
    output.write(rowOutput(row))
    await output.drain()
    if (output.closed || stop.requested) break
  }
  output.end()
  if (args.quiet !== true) {
    const { summary } = input
    for (const { input: name, position, message } of summary.problems.slice(0, 10))
      process.stderr.write(`${oneLine(name)}${position?.line === undefined ? "" : `:${position.line}`}: ${oneLine(message)}\n`)
    for (const [message, times] of warnings) process.stderr.write(`note: ${oneLine(message)}${times > 1 ? ` (${times} times)` : ""}\n`)
    if (terminal.interactive || summary.unreadable > 0)
      process.stderr.write(`${count(summary.records, "event", "events")} read, ${summary.unreadable} unreadable, ${count(rows, "result", "results")}\n`)
  }
  return stop.requested ? exitCodes.interrupted : input.summary.inputs === 0 && input.summary.unreadable > 0 ? exitCodes.usage : exitCodes.ok
}
