import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { bundledFolder, ruleTexts } from "../load.ts"
import { macroTable } from "../spl/macro-expansion.ts"
import { contentReader } from "../yaml/content.ts"
import { parseYaml } from "../yaml/document.ts"
import { contentKey, type KnownKind } from "./known-content.ts"

/** The package's data sources and data models as JSON, for `readKnownContent`: only those without mistakes. */
export function contentSnapshot(): string {
  const reader = contentReader(ruleTexts(macroTable([])))
  const known: Record<string, unknown> = {}
  for (const [kind, folder] of [
    ["data source", "data_sources"],
    ["data model", "data_models"],
  ] as const satisfies readonly (readonly [KnownKind, string])[]) {
    const root = join(bundledFolder(), folder)
    for (const name of readdirSync(root, { recursive: true, encoding: "utf8" }).filter(file => /\.ya?ml$/.test(file))) {
      const bytes = readFileSync(join(root, name))
      const { document, errors } = parseYaml(name, bytes.toString("utf8"))
      if (document === null || errors.length > 0) continue
      const parsed = kind === "data source" ? reader.dataSource(document) : reader.dataModel(document)
      if ("value" in parsed) known[contentKey(kind, bytes)] = document.value
    }
  }
  return JSON.stringify(known)
}
