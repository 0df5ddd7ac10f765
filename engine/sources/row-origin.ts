import { Event, type FieldOrigin } from "../event.ts"
import { type Row, textOf, type Value } from "../ir/value.ts"
import type { CompiledDataset } from "./catalog.ts"

/** An event given as plain fields. It belongs to the datasets that its tags say, under the fields' own names. */
export class RowOrigin implements FieldOrigin {
  private readonly row: Readonly<Row>
  private readonly datasets: ReadonlyMap<string, CompiledDataset>
  private readonly event: Event

  constructor(row: Readonly<Row>, datasets: ReadonlyMap<string, CompiledDataset>) {
    this.row = row
    this.datasets = datasets
    this.event = Event.from(row)
  }

  get(name: string): Value {
    if (Object.hasOwn(this.row, name)) return this.row[name] ?? null
    const dot = name.indexOf(".")
    if (dot <= 0) return null
    const prefix = name.slice(0, dot)
    for (const [full, { prefixes, fields }] of this.datasets) {
      const field = name.slice(dot + 1)
      if (prefixes[0] === prefix && fields.has(field) && this.inDataset(full)) return this.event.get(field)
    }
    return null
  }

  names(): Iterable<string> {
    return Object.keys(this.row)
  }

  text(): string {
    const parts: string[] = []
    for (const [name, value] of Object.entries(this.row)) if (value !== null && name !== "_time") parts.push(textOf(value) ?? "")
    return Object.hasOwn(this.row, "_raw") ? (textOf(this.row._raw ?? null) ?? "") : parts.join("\n")
  }

  inDataset(dataset: string): boolean {
    const definition = this.datasets.get(dataset)
    if (definition !== undefined)
      return (definition.rootConstraint?.(this.event) ?? false) && definition.constraints.every(test => test(this.event))
    return [...this.datasets.keys()].some(name => name.startsWith(`${dataset}.`) && this.inDataset(name))
  }

  knownAs(): readonly string[] {
    return []
  }
}
