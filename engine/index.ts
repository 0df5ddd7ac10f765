/**
 * The public API: rules in the form of splunk/security_content, run over log files and records, with no Splunk.
 */

import type { RunOptions } from "./api/feed.ts"
import { type EventInput, type EventRecord, eventsOf } from "./api/input-events.ts"
import { allProblems } from "./api/rule-check.ts"
import { type CompiledRule, type Run, runRules } from "./api/run.ts"
import { runSearch } from "./api/search.ts"
import { beyondText, searchMistakes } from "./api/search-mistakes.ts"
import { type SearchOptions, searchWorkspace } from "./api/search-options.ts"
import { openWorkspace, type Workspace, type WorkspaceOptions } from "./api/workspace.ts"
import { RuleError } from "./errors/error.ts"
import type { Event } from "./event.ts"
import type { Rule } from "./ir/rule.ts"
import type { Row } from "./ir/value.ts"
import { bundledFolder, type LoadProblem } from "./load.ts"
import { readers } from "./readers/index.ts"
import { RecordOrigin } from "./sources/record-origin.ts"
import { ShownOrigin } from "./sources/shown-origin.ts"

export type { TestOutcome } from "./api/attack-data.ts"
export { testRule } from "./api/attack-data.ts"
export { convertRule } from "./api/convert.ts"
export type { ExplainedStage, Explanation } from "./api/explain.ts"
export { explainRule } from "./api/explain.ts"
export type { RunOptions } from "./api/feed.ts"
export type { Finding, FindingRisk } from "./api/finding.ts"
export type { EventInput, EventRecord, InputOptions, InputSummary } from "./api/input-events.ts"
export { readEvents } from "./api/input-events.ts"
export type { ToldFacts } from "./api/manifest.ts"
export { readManifest } from "./api/manifest.ts"
export type { CheckedRules, NotRun } from "./api/rule-check.ts"
export { compileRules } from "./api/rule-check.ts"
export type { CompiledRule, Run, RunSummary } from "./api/run.ts"
export { runSearch } from "./api/search.ts"
export { searchMistakes } from "./api/search-mistakes.ts"
export type { SearchOptions } from "./api/search-options.ts"
export { parseTimeArgument } from "./api/time-argument.ts"
export { version } from "./api/version.ts"
export type { Workspace, WorkspaceOptions } from "./api/workspace.ts"
export { openWorkspace } from "./api/workspace.ts"
export type { CodeFrameStyle } from "./errors/code-frame.ts"
export { codeFrame, place, printable } from "./errors/code-frame.ts"
export type { ErrorCode } from "./errors/codes.ts"
export { errorCodes } from "./errors/codes.ts"
export { RuleError } from "./errors/error.ts"
export type { Generation, RiskObject, Rule, RuleStatus, RuleType, ThreatObject } from "./ir/rule.ts"
export type { SourceRange, SourceText } from "./ir/source.ts"
export type { Row, Scalar, Value } from "./ir/value.ts"
export { printNumber, textOf } from "./ir/value.ts"
export type { ContentKind, LoadProblem } from "./load.ts"
export { bundledFolder } from "./load.ts"
export type { InputProblem } from "./readers/input.ts"
export type { Limits } from "./stages/stage.ts"

/** A rule as loaded: its metadata and search, and the macros, lookups and data sources it may use. */
export interface LoadedRule {
  readonly rule: Rule
  readonly workspace: Workspace
}

export interface LoadedRules {
  /** Rules whose files have no mistakes. */
  readonly rules: readonly LoadedRule[]
  /** Files that could not be used, each with all its mistakes. */
  readonly problems: readonly LoadProblem[]
  readonly warnings: readonly LoadProblem[]
  readonly workspace: Workspace
}

/**
 * Loads rule files and folders, with the macros and lookups of the repository that they stand in. Mistakes of files are returned,
 * not thrown, so that one bad rule never hides another.
 * @throws RuleError "time" for an unknown time zone
 */
export function loadRules(paths: readonly string[] = [bundledFolder()], options: Omit<WorkspaceOptions, "rules"> = {}): LoadedRules {
  const workspace = openWorkspace({ ...options, rules: paths })
  const { rules, warnings } = workspace.content
  return { rules: rules.map(rule => ({ rule, workspace })), problems: allProblems(workspace), warnings, workspace }
}

/**
 * Checks a rule's search and makes it ready to run.
 * @throws RuleError the first mistake, with the others in `cause` when there are more
 */
export function compileRule({ rule, workspace }: LoadedRule): CompiledRule {
  const { plan, errors } = workspace.check(rule)
  if (plan !== null) return { rule, workspace, plan }
  const [first, ...others] = errors
  if (first === undefined) throw new Error("a search that cannot be run has no mistakes")
  if (others.length === 0) throw first
  throw new RuleError(first.code, first.message, { range: first.range, hint: first.hint, cause: new AggregateError([first, ...others]) })
}

/**
 * Runs rules over events in one pass.
 * @param events records as a program has them (nested objects as in JSON), or what `readEvents` gives
 * @returns findings as they come, and a summary that is complete at their end
 */
export function run(
  rules: readonly CompiledRule[],
  events: Iterable<EventRecord> | AsyncIterable<EventRecord> | EventInput,
  options: RunOptions = {},
): Run {
  const [first] = rules
  if (first === undefined) return runRules([], { batches: noEvents() }, options)
  return runRules(rules, isInput(events) ? events : { batches: eventsOf(events, first.workspace, true) }, options)
}

/**
 * Runs one SPL search over records and gives its results, newest first or in the order of the search.
 * @throws RuleError for everything that is wrong with the search
 */
export async function search(
  spl: string,
  events: Iterable<EventRecord> | AsyncIterable<EventRecord> | EventInput,
  options: SearchOptions = {},
): Promise<Row[]> {
  const workspace = searchWorkspace(options)
  const rows: Row[] = []
  const input = isInput(events) ? events : { batches: eventsOf(events, workspace, false) }
  const now = typeof options.now === "string" ? Date.parse(options.now) / 1000 : options.now
  const running = { now, ...(options.warn === undefined ? {} : { warn: options.warn }) }
  for await (const row of runSearch(spl, workspace, input, running)) rows.push(row)
  return rows
}

export type ParseOptions = Pick<SearchOptions, "macros" | "timeZone">

/**
 * Parses SPL and checks what its text alone can show: the grammar, commands, functions and their arguments, types, regular expressions.
 * What is declared elsewhere need not be there: unknown macros, lookups and data models are taken to exist.
 * @throws RuleError the first mistake
 */
export function parse(spl: string, options: ParseOptions = {}): void {
  const mistake = searchMistakes(spl, searchWorkspace(options)).find(({ code }) => !beyondText.has(code))
  if (mistake !== undefined) throw mistake
}

/** Names of the formats that logs can be in. */
export const inputFormats: readonly string[] = readers.definitions.map(({ name }) => name)

/** Name of the data source that an event was recognised as; null when it was not, or is no event of a log. */
export function recognisedSource({ origin }: Event): string | null {
  const record = origin instanceof ShownOrigin ? origin.behind : origin
  return record instanceof RecordOrigin ? record.sourceName : null
}

const isInput = (events: object): events is EventInput => "batches" in events && "summary" in events
async function* noEvents(): AsyncGenerator<readonly Event[]> {}
