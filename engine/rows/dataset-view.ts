import { Event } from "../event.ts"
import { textOf } from "../ir/value.ts"
import { isInternal } from "./field-patterns.ts"

/** Fields that every event has, whatever its data model says. */
const defaultFields: ReadonlySet<string> = new Set([
  "eventtype",
  "host",
  "index",
  "linecount",
  "punct",
  "source",
  "sourcetype",
  "splunk_server",
  "tag",
])

export interface DatasetViewOptions {
  /** Model and dataset, such as `Endpoint.Processes`. */
  readonly dataset: string
  /** Whether fields are called `Processes.user` or `user`. */
  readonly names: "prefixed" | "plain"
  /** Shows only fields of the dataset and those that every event has. */
  readonly strict: boolean
}

/** Compiles how a dataset shows its events: its own fields, still resolved on demand. */
export function compileDatasetView({ dataset, names, strict }: DatasetViewOptions): (event: Event) => Event {
  const prefix = `${dataset.slice(dataset.lastIndexOf(".") + 1)}.`
  const isPlain = names === "plain"
  const isDefault = (name: string): boolean => isInternal(name) || defaultFields.has(name)
  return event => {
    const get = (name: string): ReturnType<Event["get"]> => {
      if (isDefault(name)) return event.get(name)
      if (isPlain) return event.get(prefix + name) ?? (strict ? null : event.get(name))
      return strict && !name.startsWith(prefix) ? null : event.get(name)
    }
    return new Event({
      get,
      *names() {
        const given = new Set<string>()
        for (const name of event.names()) {
          const bare = name.startsWith(prefix) ? name.slice(prefix.length) : name
          for (const shown of isDefault(name) ? [name] : isPlain ? [bare] : strict ? [prefix + bare] : [prefix + bare, name]) {
            if (given.has(shown)) continue
            given.add(shown)
            yield shown
          }
        }
      },
      text: () => event.text(),
      inDataset: name => event.inDataset(name),
      knownAs: name => event.knownAs(name).map(value => textOf(value) ?? ""),
    })
  }
}
