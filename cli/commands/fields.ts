import { readEvents, recognisedSource, textOf } from "../../engine/index.ts"
import { type ExitCode, exitCodes } from "../exit.ts"
import { type InputArguments, inputOptions } from "../input-arguments.ts"
import { interruption } from "../interruption.ts"
import { type OutputOptions, openOutput } from "../output.ts"
import { count, unreadableLines } from "../summary.ts"
import { oneLine, type Terminal } from "../terminal.ts"
import { type WorkspaceArguments, workspaceOf } from "../workspace-arguments.ts"

export interface FieldsArguments extends WorkspaceArguments, InputArguments, OutputOptions {}

interface Seen {
  readonly field: string
  events: number
  readonly sample: string
}

/** `sluice fields`: what logs were recognised as, and the fields that came out, with how often and an example. */
export async function fields(paths: readonly string[], args: FieldsArguments, terminal: Terminal): Promise<ExitCode> {
  const { quiet = false, verbose = false } = args
  const workspace = workspaceOf(args, [])
  const stop = interruption()
  const input = readEvents(paths, workspace, { ...inputOptions(args, terminal), signal: stop.signal })
  const output = openOutput(args, terminal)
  const sources = new Map<string, { events: number; readonly fields: Map<string, Seen> }>()
  for await (const batch of input.batches)
    for (const event of batch) {
      const name = recognisedSource(event) ?? "unknown"
      const source = sources.get(name) ?? { events: 0, fields: new Map<string, Seen>() }
      sources.set(name, source)
      source.events++
      for (const field of event.names()) {
        const known = source.fields.get(field)
        if (known === undefined) source.fields.set(field, { field, events: 1, sample: textOf(event.get(field)) ?? "" })
        else known.events++
      }
    }
  for (const [dataSource, { events: total, fields: seen }] of [...sources].sort(([a], [b]) => compare(a, b)))
    for (const { field, events, sample } of [...seen.values()].sort((a, b) => compare(a.field, b.field)))
      output.write({
        data: { data_source: dataSource, field, events, of: total, sample },
        columns: [
          ["data source", dataSource],
          ["field", field],
          ["events", `${events} of ${total}`, "whole"],
          ["sample", sample],
        ],
      })
  output.end()
  const { summary } = input
  if (!quiet && !output.closed) {
    const lines = unreadableLines(summary, verbose).map(line => (line.startsWith(" ") ? line : terminal.err.yellow(line)))
    for (const [name, { events }] of sources) lines.push(`${oneLine(name)}: ${count(events, "event", "events")}`)
    if (lines.length > 0) process.stderr.write(`${lines.join("\n")}\n`)
  }
  if (stop.requested) return exitCodes.interrupted
  return summary.inputs === 0 && summary.unreadable > 0 ? exitCodes.usage : exitCodes.ok
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
