import type { Event } from "../../engine/event.ts"
import type { Value } from "../../engine/ir/value.ts"
import { readRecords } from "../../engine/readers/input.ts"
import type { RawRecord } from "../../engine/readers/reader.ts"
import { bundled } from "./bind.ts"

export interface LogEvent {
  readonly event: Event
  readonly record: RawRecord
  /** Name of the data source; null when none knows the record. */
  readonly source: string | null
}

/** The events of a log whose format and data source nobody has told. */
export async function eventsOfLog(log: string, name = "log"): Promise<LogEvent[]> {
  const input = {
    name,
    async *chunks(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(log)
    },
  }
  const events: LogEvent[] = []
  for await (const batch of readRecords(input, { onProblem: () => {} }))
    for (const record of batch) events.push({ event: bundled.bind(record, { name }), record, source: bundled.recognise(record) })
  return events
}

export interface Expectation {
  /** Name of the data source. */
  readonly source: string
  /** Fields by name; null for a field that must not be there. */
  readonly fields: Readonly<Record<string, Value>>
  /** Datasets that the event must belong to. */
  readonly datasets?: readonly string[]
}

/** What the only event of a log is, as far as it is expected. */
export async function read(log: string | object, expected: Expectation): Promise<Expectation> {
  const [first, ...others] = await eventsOfLog(typeof log === "string" ? log : JSON.stringify(log))
  if (first === undefined || others.length > 0) throw new Error(`the log has ${others.length + (first === undefined ? 0 : 1)} events`)
  const { event, source } = first
  return {
    source: source ?? "none",
    fields: Object.fromEntries(Object.keys(expected.fields).map(name => [name, event.get(name)])),
    ...(expected.datasets === undefined ? {} : { datasets: expected.datasets.filter(dataset => event.inDataset(dataset)) }),
  }
}
