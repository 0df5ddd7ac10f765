import { join } from "node:path"
import { bundledFolder, compileRules, readEvents, run as runPack, openWorkspace } from "../../engine/index.ts"
import { exitCodes, type ExitCode } from "../exit.ts"
import { findingOutput } from "../finding-output.ts"
import { inputOptions, type InputArguments } from "../input-arguments.ts"
import { interruption } from "../interruption.ts"
import { openOutput, type OutputOptions } from "../output.ts"
import { progress } from "../progress.ts"
import { printProblems, printRunReport } from "../summary.ts"
import type { Terminal } from "../terminal.ts"
import { timeArgument } from "../time-argument.ts"
import { workspaceOptions, type WorkspaceArguments } from "../workspace-arguments.ts"

export interface RunArguments extends WorkspaceArguments, InputArguments, OutputOptions {
  readonly from?: string
  readonly to?: string
  readonly now?: string
  readonly failOnFindings?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly progress: boolean
}

/** `sluice run`: rules over logs. Data on standard output, everything else on standard error. */
export async function run(paths: readonly string[], args: RunArguments, terminal: Terminal): Promise<ExitCode> {
  const started = process.hrtime.bigint()
  const now = timeArgument("--now", args.now, args.timezone)
  const range = { from: timeArgument("--from", args.from, args.timezone, now), to: timeArgument("--to", args.to, args.timezone, now) }
  const output = openOutput(args, terminal)
  const workspace = openWorkspace(workspaceOptions(args, [join(bundledFolder(), "detections")]))
  const { problems } = workspace.content
  const { compiled, notRun } = compileRules(workspace)
  if (args.quiet !== true) printProblems(problems, terminal)
  const inputs = paths.length > 0 ? paths : [join(bundledFolder(), "samples")]
  const bar = progress(inputs, terminal, args.progress && args.quiet !== true)
  const input = readEvents(inputs, workspace, {
    ...inputOptions(args, terminal),
    onProgress: bytes => bar.update(bytes, results.summary.events, results.summary.findings),
  })
  const results = runPack(compiled, input, { now, ...range })
  const stop = interruption()
  for await (const finding of results) {
    output.write(findingOutput(finding))
    await output.drain()
    if (output.closed || stop.requested) break
  }
  output.end()
  bar.stop()
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  if (args.quiet !== true)
    printRunReport({ input: input.summary, run: results.summary, problems, notRun, seconds, verbose: args.verbose === true }, terminal)
  if (stop.requested) return exitCodes.interrupted
  if (problems.length > 0 || (compiled.length === 0 && notRun.length > 0)) return exitCodes.rule
  if (input.summary.inputs === 0 && input.summary.unreadable > 0) return exitCodes.usage
  return args.failOnFindings === true && results.summary.findings > 0 ? exitCodes.findings : exitCodes.ok
}
