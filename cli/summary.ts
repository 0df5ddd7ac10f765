import { codeFrame, type InputSummary, type LoadProblem, type NotRun, place, type RunSummary } from "../engine/index.ts"
import { oneLine, type Terminal } from "./terminal.ts"

const shown = 10

export interface RunReport {
  readonly input: InputSummary
  readonly run: RunSummary
  readonly problems: readonly LoadProblem[]
  readonly notRun: readonly NotRun[]
  readonly seconds: number
  readonly verbose: boolean
}

/** What a run read, ran and found, and everything that it could not: on standard error, counted and named. */
export function printRunReport({ input, run, problems, notRun, seconds, verbose }: RunReport, { colors }: Terminal): void {
  const lines: string[] = []
  const limit = verbose ? Number.POSITIVE_INFINITY : shown
  const more = (total: number): void => {
    if (total > limit) lines.push(colors.dim(`    and ${total - limit} more (-v shows them)`))
  }
  if (input.unreadable > 0) {
    lines.push(colors.yellow(`${count(input.unreadable, "record or input", "records or inputs")} could not be read:`))
    for (const { input: name, position, message } of input.problems.slice(0, limit)) {
      const at = position?.line ?? position?.record ?? position?.offset
      const where = position?.line !== undefined ? `:${at}` : position?.record !== undefined ? `, record ${at}` : at !== undefined ? `, offset ${at}` : ""
      lines.push(`    ${oneLine(name)}${where}: ${oneLine(message)}`)
    }
    more(input.unreadable)
  }
  const broken = problems.length + notRun.length
  if (broken > 0) {
    lines.push(colors.yellow(`${count(broken, "rule", "rules")} not run:`))
    const reasons = [
      ...problems.map(({ file, errors }) => `${file}: ${errors[0]?.message ?? "unknown mistake"}${errors.length > 1 ? ` and ${errors.length - 1} more` : ""}`),
      ...notRun.map(({ rule, errors }) => {
        const [first] = errors
        return `${first?.range === undefined ? rule.source.file : place(first.range)}: ${first?.message ?? "unknown mistake"}`
      }),
    ]
    for (const reason of reasons.slice(0, limit)) lines.push(`    ${oneLine(reason)}`)
    more(broken)
  }
  for (const [message, times] of [...run.warnings].slice(0, limit)) lines.push(colors.yellow(`note: ${oneLine(message)}${times > 1 ? ` (${times} times)` : ""}`))
  more(run.warnings.size)
  const rate = seconds > 0 ? Math.round(run.events / seconds) : run.events
  lines.push(
    [
      `${count(run.events, "event", "events")} read from ${count(input.inputs, "input", "inputs")}`,
      ...(run.eventsOutside > 0 ? [`${number(run.eventsOutside)} outside the time range`] : []),
      `${number(input.unreadable)} unreadable`,
      `${count(run.rulesRun, "rule", "rules")} run`,
      `${number(broken)} not run`,
      colors.bold(count(run.findings, "finding", "findings")),
      `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`,
      `${number(rate)} events/s`,
    ].join(", "),
  )
  process.stderr.write(`${lines.join("\n")}\n`)
}

/** All mistakes of all files, each with its source line. */
export function printProblems(problems: readonly LoadProblem[], terminal: Terminal): void {
  for (const { errors } of problems) for (const error of errors) process.stderr.write(`${codeFrame(error, terminal.frames)}\n\n`)
}

export const number = (value: number): string => value.toLocaleString("en-US")
export const count = (value: number, one: string, many: string): string => `${number(value)} ${value === 1 ? one : many}`
