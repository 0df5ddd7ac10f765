import type { FieldOrigin, Provenance } from "../event.ts"
import type { Value } from "../ir/value.ts"
import { either, fromTexts } from "./provenance.ts"
import type { RecordOrigin } from "./record-origin.ts"
import type { RecordView } from "./shapes/shape.ts"

/**
 * An event as searches see it where its format has values that are nothing to a data source: `coalesce(a, b)` must pass over a JSON
 * null, while a search finds the text that Splunk shows for it.
 */
export class ShownOrigin implements FieldOrigin {
  readonly behind: RecordOrigin
  private readonly view: RecordView

  constructor(behind: RecordOrigin, view: RecordView) {
    this.behind = behind
    this.view = view
  }

  get(name: string): Value {
    return this.behind.event.get(name) ?? this.view.shown?.(name) ?? null
  }
  provenance(name: string): Provenance | null {
    return either([this.behind.provenance(name), fromTexts(["", "null"])])
  }
  names(): Iterable<string> {
    return this.behind.names()
  }
  text(): string {
    return this.behind.text()
  }
  inDataset(dataset: string): boolean {
    return this.behind.inDataset(dataset)
  }
  knownAs(name: "source" | "sourcetype"): readonly string[] {
    return this.behind.knownAs(name)
  }
}
