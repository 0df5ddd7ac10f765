import type { Provenance } from "../event.ts"
import type { CompiledSource, FieldCalculation } from "./compiled-source.ts"
import type { Datasets } from "./datasets.ts"
import type { DefaultFields } from "./default-fields.ts"
import { either, fromField, nowhere, provenanceOf, provenanceOfFormula, several } from "./provenance.ts"
import type { RecordView } from "./shapes/shape.ts"

/** Fields that are never a record's own, and those that are made of what stands around it. */
const given = new Set(["_raw", "_time", "source", "sourcetype", "host", "index", "eventtype", "tag", "nodename"])

interface Parts {
  readonly view: RecordView
  readonly source: CompiledSource
  readonly datasets: Datasets
  readonly defaults: DefaultFields
}

/** Finds out where the text of a record's fields comes from, in the order in which `RecordOrigin` looks for their values. */
export class FieldTrace {
  private readonly parts: Parts
  /** Fields that are being traced: one that leads back to itself may come from anywhere. */
  private readonly open = new Set<string>()

  constructor(parts: Parts) {
    this.parts = parts
  }

  of(name: string): Provenance | null {
    const { source, defaults } = this.parts
    if (given.has(name) || name.startsWith("tag::") || defaults.has(name) || this.open.has(name)) return null
    this.open.add(name)
    const found = this.trace(name, source.fields.get(name))
    this.open.delete(name)
    return found
  }

  private trace(name: string, calculation: FieldCalculation | undefined): Provenance | null {
    const ofField = (field: string): Provenance | null =>
      calculation?.readsItself === true && field === name ? this.ofOwn(name) : this.of(field)
    return either([
      name.includes(".") ? this.ofDatasets(name) : nowhere,
      calculation === undefined ? nowhere : provenanceOfFormula(calculation.formula, ofField),
      this.ofOwn(name),
    ])
  }

  private ofDatasets(name: string): Provenance | null {
    const { datasets, source } = this.parts
    const named = datasets.field(name)
    if (named === null) return nowhere
    return either(
      named.datasets.map(dataset => {
        const root = source.datasets.get(dataset.root)
        const mapping = source.datasets.get(dataset.name) ?? root
        if (mapping === undefined) return nowhere
        const expr = mapping.exprs.get(named.field) ?? root?.exprs.get(named.field)
        const ofField = (field: string): Provenance | null => this.of(field)
        return expr === undefined ? ofField(named.field) : provenanceOf(expr, ofField)
      }),
    )
  }

  private ofOwn(name: string): Provenance | null {
    const { view, source } = this.parts
    if (view.copies?.(name) !== true) return null
    const extracted = source.extractions.filter(({ regex }) => regex.groupNames.includes(name))
    return either([
      fromField(name),
      ...extracted.map(({ field, all }) => {
        const place = field === "_raw" ? null : this.of(field)
        return all ? several(place) : place
      }),
    ])
  }
}
