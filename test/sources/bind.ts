import { openWorkspace, type Workspace } from "../../engine/api/workspace.ts"
import type { Event } from "../../engine/event.ts"
import type { JsonObject, RawRecord } from "../../engine/readers/reader.ts"
import type { Catalog } from "../../engine/sources/catalog.ts"

/** The data sources and data models that come with the package. */
export const bundledWorkspace: Workspace = openWorkspace({ rules: [] })
export const bundled: Catalog = bundledWorkspace.catalog

export const jsonRecord = (data: JsonObject, format = "ndjson"): RawRecord => ({
  format,
  data,
  position: {},
  text: () => JSON.stringify(data),
})
export const textRecord = (text: string, format = "text"): RawRecord => ({ format, data: null, position: {}, text: () => text })

export const bindJson = (data: JsonObject, catalog = bundled): Event => catalog.bind(jsonRecord(data), { name: "test" })
export const bindText = (text: string, catalog = bundled): Event => catalog.bind(textRecord(text), { name: "test" })

/** Some fields of an event, those that it lacks included. */
export const pick = (event: Event, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.map(name => [name, event.get(name)]))
