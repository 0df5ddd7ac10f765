import { openWorkspace, readEvents, recognisedSource, textOf } from "../../engine/index.ts"
import { exitCodes, type ExitCode } from "../exit.ts"
import { inputOptions, type InputArguments } from "../input-arguments.ts"
import { openOutput, type OutputOptions } from "../output.ts"
import { count } from "../summary.ts"
import { oneLine, type Terminal } from "../terminal.ts"
import { workspaceOptions, type WorkspaceArguments } from "../workspace-arguments.ts"

export interface FieldsArguments extends WorkspaceArguments, InputArguments, OutputOptions {}

interface Seen {
  readonly dataSource: string
  readonly field: string
  events: number
  readonly sample: string
}

/** `sluice fields`: what logs were recognised as, and the fields that came out, with how often and an example. */
export async function fields(paths: readonly string[], args: FieldsArguments, terminal: Terminal): Promise<ExitCode> {
  const output = openOutput(args, terminal)
  const workspace = openWorkspace(workspaceOptions(args, []))
  const input = readEvents(paths, workspace, inputOptions(args, terminal))
  const seen = new Map<string, Seen>()
  const totals = new Map<string, number>()
  for await (const batch of input.batches)
    for (const event of batch) {
      const dataSource = recognisedSource(event) ?? "unknown"
      totals.set(dataSource, (totals.get(dataSource) ?? 0) + 1)
      for (const field of event.names()) {
        const key = `${dataSource}\u0000${field}`
        const known = seen.get(key)
        if (known === undefined) seen.set(key, { dataSource, field, events: 1, sample: textOf(event.get(field)) ?? "" })
        else known.events++
      }
    }
  for (const { dataSource, field, events, sample } of [...seen.values()].sort((a, b) => compare(a.dataSource, b.dataSource) || compare(a.field, b.field)))
    output.write({
      data: { data_source: dataSource, field, events, of: totals.get(dataSource) ?? 0, sample },
      columns: [
        ["data source", dataSource],
        ["field", field],
        ["events", `${events} of ${totals.get(dataSource) ?? 0}`],
        ["sample", sample],
      ],
    })
  output.end()
  const { summary } = input
  for (const { input: name, message } of summary.problems) process.stderr.write(`${oneLine(name)}: ${oneLine(message)}\n`)
  for (const [name, events] of totals) process.stderr.write(`${oneLine(name)}: ${count(events, "event", "events")}\n`)
  return summary.inputs === 0 && summary.unreadable > 0 ? exitCodes.usage : exitCodes.ok
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
