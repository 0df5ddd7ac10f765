import { join } from "node:path"
import { bundledFolder, compileRules, readEvents, run as runPack } from "../../engine/index.ts"
import { type ExitCode, exitCodes, UsageError } from "../exit.ts"
import { findingOutput } from "../finding-output.ts"
import { type InputArguments, inputOptions } from "../input-arguments.ts"
import { interruption } from "../interruption.ts"
import { type OutputOptions, openOutput } from "../output.ts"
import { progress } from "../progress.ts"
import { printRunReport } from "../summary.ts"
import type { Terminal } from "../terminal.ts"
import { type TimeArguments, timeOptions } from "../time-argument.ts"
import { type WorkspaceArguments, workspaceOf } from "../workspace-arguments.ts"

export interface RunArguments extends WorkspaceArguments, InputArguments, OutputOptions, TimeArguments {
  readonly failOnFindings?: boolean
  readonly progress: boolean
  readonly scan: boolean
  readonly jobs?: string
}

/** `sluice run`: rules over logs. Data on standard output, everything else on standard error. */
export async function run(paths: readonly string[], args: RunArguments, terminal: Terminal): Promise<ExitCode> {
  const started = performance.now()
  const { quiet = false, verbose = false } = args
  const workspace = workspaceOf(args, [join(bundledFolder(), "detections")])
  const options = inputOptions(args, terminal)
  const times = timeOptions(args)
  const jobs = jobsOf(args.jobs)
  const output = openOutput(args, terminal)
  const { compiled, notRun, problems } = compileRules(workspace)
  const inputs = paths.length > 0 ? paths : [join(bundledFolder(), "samples")]
  if (paths.length === 0 && !quiet) process.stderr.write(terminal.err.dim("no logs are named: these are the bundled samples\n"))
  const bar = progress(inputs, terminal, args.progress && !quiet)
  const stop = interruption()
  stop.signal.addEventListener("abort", () => bar.stop())
  const input = readEvents(inputs, workspace, {
    ...options,
    signal: stop.signal,
    onProgress: bytes => bar.update(bytes, results.summary.events, results.summary.findings),
  })
  const results = runPack(compiled, input, { ...times, scan: args.scan, jobs })
  const reading = performance.now()
  for await (const finding of results) {
    bar.clear()
    output.write(findingOutput(finding))
    await output.drain()
    if (output.closed) break
  }
  bar.stop()
  output.end()
  const ended = performance.now()
  const report = { input: input.summary, run: results.summary, problems, notRun, rulePaths: args.rules ?? [], verbose }
  if (!quiet && !output.closed)
    printRunReport({ ...report, seconds: (ended - started) / 1000, readingSeconds: (ended - reading) / 1000 }, terminal)
  if (stop.requested) return exitCodes.interrupted
  if (output.closed) return exitCodes.ok
  // What needs a server or a model is no mistake of the rule; that nothing can run at all is no success either.
  const left = [...problems, ...notRun]
  if (left.some(({ errors }) => errors.some(({ code }) => code !== "unsupported"))) return exitCodes.rule
  if (compiled.length === 0 && left.length > 0) return exitCodes.rule
  if (input.summary.inputs === 0 && input.summary.unreadable > 0) return exitCodes.usage
  return args.failOnFindings === true && results.summary.findings > 0 ? exitCodes.findings : exitCodes.ok
}

const mostJobs = 256

function jobsOf(text: string | undefined): number {
  const jobs = Number(text ?? 1)
  if (text?.trim() === "" || !Number.isInteger(jobs) || jobs < 1 || jobs > mostJobs)
    throw new UsageError(`option --jobs: "${text}" is no number of threads`, `write a whole number from 1 to ${mostJobs}`)
  return jobs
}
