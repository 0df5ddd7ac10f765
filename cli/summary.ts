import {
  codeFrame,
  type InputProblem,
  type InputSummary,
  type LoadProblem,
  type NotRun,
  place,
  type RuleError,
  type RunSummary,
} from "../engine/index.ts"
import { oneLine, type Terminal, wrap } from "./terminal.ts"

/** Lines of one kind, and of one input or rule among them, that are shown unless the user asks for all. */
const shown = 10
const shownOfOne = 6

export interface RunReport {
  readonly input: InputSummary
  readonly run: RunSummary
  readonly problems: readonly LoadProblem[]
  readonly notRun: readonly NotRun[]
  /** Rule files and folders as the user named them; none for the bundled ones. */
  readonly rulePaths: readonly string[]
  /** Of the whole run, and of reading alone. */
  readonly seconds: number
  readonly readingSeconds: number
  readonly verbose: boolean
}

/** What a run read, ran and found, and everything that it could not: on standard error, counted and named. */
export function printRunReport(report: RunReport, { err, messageWidth }: Terminal): void {
  const { input, run, problems, notRun, seconds, readingSeconds, verbose } = report
  const lines = [...unreadableLines(input, verbose), ...notRunLines(report), ...warningLines(run.warnings, verbose)].map(line =>
    line.startsWith(" ") ? line : err.yellow(line),
  )
  const rate = Math.round(run.events / Math.max(readingSeconds, 0.001))
  const facts = [
    `${count(run.events, "event", "events")} read from ${count(input.inputs, "input", "inputs")}`,
    ...(run.eventsOutside > 0 ? [`${number(run.eventsOutside)} outside the time range`] : []),
    `${number(input.unreadable)} unreadable`,
    `${count(run.rulesRun, "rule", "rules")} run`,
    `${number(unusableRules(problems) + notRun.length)} not run`,
    err.bold(count(run.findings, "finding", "findings")),
    `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`,
    `${number(rate)} events/s`,
  ]
  lines.push(...wrap(facts, messageWidth - 1, ", ").map((line, i, all) => (i < all.length - 1 ? `${line},` : line)))
  process.stderr.write(`${lines.join("\n")}\n`)
}

export const unusableRules = (problems: readonly LoadProblem[]): number => problems.filter(({ kind }) => kind === "rule").length

/** Records and inputs that could not be read, the first of each input. */
export function unreadableLines({ unreadable, unreadableIn, problems }: InputSummary, verbose: boolean): string[] {
  if (unreadable === 0) return []
  const lines = [`${count(unreadable, "record or input", "records or inputs")} could not be read:`]
  const inputs = [...unreadableIn]
  for (const [name, total] of verbose ? inputs : inputs.slice(0, shown)) {
    const own = problems.filter(({ input }) => input === name)
    const some = verbose ? own : own.slice(0, Math.max(shownOfOne, inputs.length === 1 ? shown : 0))
    for (const problem of some) lines.push(`    ${oneLine(name)}${placeOf(problem)}: ${oneLine(problem.message)}`)
    if (total > some.length)
      lines.push(`    ${oneLine(name)}: and ${number(total - some.length)} more${own.length > some.length ? " (-v shows more)" : ""}`)
  }
  if (!verbose && inputs.length > shown) lines.push(`    and ${count(inputs.length - shown, "more input", "more inputs")} (-v shows them)`)
  return lines
}

function placeOf({ position }: InputProblem): string {
  if (position?.line !== undefined) return `:${position.line}`
  if (position?.record !== undefined) return `, record ${position.record}`
  return position?.offset === undefined ? "" : `, offset ${position.offset}`
}

/** Every mistake in a line of its own; `sluice check` shows them where they stand. */
function notRunLines({ problems, notRun, rulePaths, verbose }: RunReport): string[] {
  const files = [
    ...problems.map(({ file, kind, errors }) => ({ file, kind, errors })),
    ...notRun.map(({ rule, errors }) => ({ file: rule.source.file, kind: "rule" as const, errors })),
  ]
  if (files.length === 0) return []
  const rules = files.filter(({ kind }) => kind === "rule")
  const lines: string[] = []
  for (const [title, own] of [
    [`${count(rules.length, "rule", "rules")} not run:`, rules],
    ["not used:", files.filter(file => !rules.includes(file))],
  ] as const) {
    if (own.length === 0) continue
    lines.push(title)
    for (const { file, errors } of verbose ? own : own.slice(0, shown)) {
      const some = verbose ? errors : errors.slice(0, shownOfOne)
      for (const error of some) lines.push(`    ${mistakeLine(error, file)}`)
      if (errors.length > some.length) lines.push(`    ${oneLine(file)}: and ${errors.length - some.length} more`)
    }
    if (!verbose && own.length > shown) lines.push(`    and ${own.length - shown} more (-v shows them)`)
  }
  const paths =
    rulePaths.length > 3 ? ["<rules>"] : rulePaths.map(path => (/[^\w./@+-]/.test(path) ? `'${path.replace(/'/g, "'\\''")}'` : path))
  return [...lines, `  = help: ${oneLine(["sluice check", ...paths].join(" "))} shows ${files.length === 1 ? "it" : "them"} in full`]
}

function mistakeLine({ range, message, hint }: RuleError, file: string): string {
  const at = range === undefined ? oneLine(file) : place(range)
  const guess = hint?.startsWith("did you mean") === true ? ` (${oneLine(hint)})` : ""
  // A file that cannot be read is named by the message already.
  return `${range === undefined && message.includes(file) ? "" : `${at}: `}${oneLine(message)}${guess}`
}

export const warningLines = (warnings: ReadonlyMap<string, number>, verbose: boolean): string[] => {
  const all = [...warnings]
  const some = verbose ? all : all.slice(0, shown)
  const lines = some.map(([message, times]) => `note: ${oneLine(message)}${times > 1 ? ` (${number(times)} times)` : ""}`)
  return all.length > some.length
    ? [...lines, `    and ${count(all.length - some.length, "more note", "more notes")} (-v shows them)`]
    : lines
}

/** All mistakes of all files, each with its source line. */
export function printProblems(
  problems: readonly { readonly errors: readonly RuleError[] }[],
  { frames }: Terminal,
  severity: "error" | "warning" = "error",
): void {
  for (const { errors } of problems) for (const error of errors) process.stderr.write(`${codeFrame(error, frames, severity)}\n\n`)
}

export const number = (value: number): string => value.toLocaleString("en-US")
export const count = (value: number, one: string, many: string): string => `${number(value)} ${value === 1 ? one : many}`
