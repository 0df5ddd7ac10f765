import { Event, type FieldOrigin } from "../event.ts"
import { type Row, textOf, type Value, valueFrom } from "../ir/value.ts"
import type { CompiledDataset, Datasets } from "./datasets.ts"

/** An event given as plain fields. It belongs to the datasets that its tags say, under the fields' own names. */
export class RowOrigin implements FieldOrigin {
  private readonly row: Readonly<Row>
  private readonly datasets: () => Datasets
  private readonly event: Event

  constructor(row: Readonly<Row>, datasets: () => Datasets) {
    this.row = row
    this.datasets = datasets
    this.event = Event.from(row)
  }

  get(name: string): Value {
    if (Object.hasOwn(this.row, name)) return this.row[name] ?? null
    // Without tags an event is in no dataset, and the data models need not be read.
    if (!Object.hasOwn(this.row, "tag")) return null
    if (name === "nodename")
      return valueFrom([...this.datasets().byName.values()].filter(dataset => this.isIn(dataset)).map(({ path }) => path))
    const named = this.datasets().field(name)
    return named?.datasets.some(dataset => this.isIn(dataset)) === true ? this.event.get(named.field) : null
  }

  names(): Iterable<string> {
    return Object.keys(this.row)
  }

  text(): string {
    if (Object.hasOwn(this.row, "_raw")) return textOf(this.row._raw ?? null) ?? ""
    const parts: string[] = []
    for (const [name, value] of Object.entries(this.row)) if (value !== null && name !== "_time") parts.push(textOf(value) ?? "")
    return parts.join("\n")
  }

  inDataset(name: string): boolean {
    if (!Object.hasOwn(this.row, "tag")) return false
    const dataset = this.datasets().byName.get(name)
    if (dataset !== undefined) return this.isIn(dataset)
    return this.datasets()
      .ofModel(name)
      .some(each => this.isIn(each))
  }

  knownAs(): readonly string[] {
    return []
  }

  private isIn({ rootConstraint, constraints }: CompiledDataset): boolean {
    return (rootConstraint?.(this.event) ?? false) && constraints.every(test => test(this.event))
  }
}
