import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import type { Test } from "../exec/operator.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { DataModel, Dataset } from "./data-source.ts"

/** A dataset of a data model with everything it inherits. */
export interface CompiledDataset {
  /** `Model.Dataset`. */
  readonly name: string
  readonly model: string
  /** `Model.Dataset` of the topmost ancestor, which data sources map to. */
  readonly root: string
  /** As `nodename` has it: the names from the topmost ancestor down, such as `Authentication.Failed_Authentication`. */
  readonly path: string
  /** What narrows it below the root; it holds over the dataset's fields. */
  readonly constraints: readonly Test[]
  /** What makes an event one of the root, when no data source says so: the tags of the Common Information Model. */
  readonly rootConstraint: Test | null
  readonly fields: ReadonlySet<string>
}

/** A field under a dataset's name: which datasets may mean it, and its own name there. */
export interface DatasetField {
  readonly field: string
  readonly datasets: readonly CompiledDataset[]
}

/** Most names that are remembered; rules use a few hundred. */
const maxRemembered = 20_000

/** All datasets of all data models. */
export class Datasets {
  readonly byName: ReadonlyMap<string, CompiledDataset>
  private readonly byModel = new Map<string, CompiledDataset[]>()
  /** By what stands before a field: the dataset's own name, or its path. */
  private readonly byPrefix = new Map<string, CompiledDataset[]>()
  private readonly resolved = new Map<string, DatasetField | null>()

  constructor(models: readonly DataModel[], test: (predicate: Predicate) => Test) {
    const byName = new Map<string, CompiledDataset>()
    const append = (map: Map<string, CompiledDataset[]>, key: string, dataset: CompiledDataset): void => {
      const list = map.get(key)
      if (list === undefined) map.set(key, [dataset])
      else if (!list.includes(dataset)) list.push(dataset)
    }
    for (const model of models)
      for (const dataset of model.datasets) {
        const compiled = compileDataset(model, dataset, test)
        byName.set(compiled.name, compiled)
        append(this.byModel, model.name, compiled)
        append(this.byPrefix, dataset.name, compiled)
        append(this.byPrefix, compiled.path, compiled)
      }
    this.byName = byName
  }

  /** The datasets of a model; none when there is no such model. */
  ofModel(model: string): readonly CompiledDataset[] {
    return this.byModel.get(model) ?? []
  }

  /** What a name such as `Processes.process_name` or `All_Changes.Account_Management.src_nt_domain` means; null when it is no dataset's field. */
  field(name: string): DatasetField | null {
    const known = this.resolved.get(name)
    if (known !== undefined) return known
    const found = this.findField(name)
    if (this.resolved.size < maxRemembered) this.resolved.set(name, found)
    return found
  }

  private findField(name: string): DatasetField | null {
    for (let dot = name.indexOf("."); dot > 0; dot = name.indexOf(".", dot + 1)) {
      const field = name.slice(dot + 1)
      const datasets = (this.byPrefix.get(name.slice(0, dot)) ?? []).filter(({ fields }) => fields.has(field))
      if (datasets.length > 0) return { field, datasets }
    }
    return null
  }

  /** @throws RuleError "unknown_data_model" when a dataset, or a model without one, is defined nowhere */
  check(name: string, range: SourceRange | undefined): void {
    if (this.byName.has(name) || this.byModel.has(name)) return
    throw new RuleError("unknown_data_model", `unknown data model or dataset "${name}"`, {
      range,
      hint: suggest(name, [...this.byName.keys(), ...this.byModel.keys()]),
    })
  }
}

function compileDataset(model: DataModel, dataset: Dataset, test: (predicate: Predicate) => Test): CompiledDataset {
  const line = lineage(model, dataset)
  const root = line.at(-1) ?? dataset
  return {
    name: `${model.name}.${dataset.name}`,
    model: model.name,
    root: `${model.name}.${root.name}`,
    path: line
      .map(({ name }) => name)
      .reverse()
      .join("."),
    constraints: line.flatMap(({ constraint }) => (constraint === null || constraint === root.constraint ? [] : [test(constraint)])),
    rootConstraint: root.constraint === null ? null : test(root.constraint),
    fields: new Set(line.flatMap(({ fields }) => fields)),
  }
}

/** A dataset and its ancestors, itself first. */
function lineage(model: DataModel, dataset: Dataset): Dataset[] {
  const line = [dataset]
  for (;;) {
    const parent = line.at(-1)?.parent ?? null
    if (parent === null) return line
    const next = model.datasets.find(({ name }) => name === parent)
    const problem = next === undefined ? `has the unknown parent "${parent}"` : line.includes(next) ? "is its own ancestor" : null
    if (next === undefined || problem !== null)
      throw new RuleError("schema", `dataset "${dataset.name}" of data model "${model.name}" ${problem}`, {
        range: { source: model.file, start: 0, end: 1 },
        hint: suggest(
          parent,
          model.datasets.map(({ name }) => name),
        ),
      })
    line.push(next)
  }
}
