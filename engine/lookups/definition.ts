import { basename } from "node:path"
import { RuleError } from "../errors/error.ts"
import type { SourceRange } from "../ir/source.ts"
import type { LookupDefinition } from "../lookup.ts"
import { isMap, type PlainMap } from "../rows/plain-data.ts"

/** A lookup as its file declares it. */
export interface LookupDeclaration {
  readonly definition: LookupDefinition
  /** Name of the CSV file that stands beside the definition. */
  readonly csv?: string
  /** Name of the collection that keeps the rows. */
  readonly collection?: string
  /** Fields that a collection declares. */
  readonly fields?: readonly string[]
}

type Locate = (key: string) => SourceRange | undefined

/** Splunk's bounds of an offset where the definition names none, in seconds. */
const unboundedOffset = 2_000_000_000

/**
 * Reads a lookup definition of security_content, generation 4 (`filename`, or `collection` with `fields_list`) or 5 and 6
 * (`lookup_type`, `fields`). `file` is the path of the definition: a CSV file without a name is called after it.
 * @throws RuleError "schema"
 */
export function parseLookupDefinition(value: unknown, file: string, locate: Locate = () => undefined): LookupDeclaration {
  if (!isMap(value)) throw new RuleError("schema", "a lookup definition is a map", { range: locate("") })
  const reader = new DefinitionReader(value, locate)
  const stem = basename(file).replace(/\.ya?ml$/i, "")
  const name = reader.text("name") ?? stem
  const data = readData(reader, name, stem)
  const timeField = reader.text("time_field")
  const maxMatches = reader.integer("max_matches", 1, 1000) ?? (timeField === undefined ? 1000 : 1)
  const description = reader.text("description")
  return {
    definition: {
      name,
      ...(description === undefined ? {} : { description }),
      caseSensitive: reader.boolean("case_sensitive_match") ?? true,
      matchTypes: reader.matchTypes(),
      minMatches: reader.integer("min_matches", 0, 1000) ?? 0,
      maxMatches,
      defaultMatch: reader.text("default_match") ?? null,
      ...(timeField === undefined
        ? {}
        : {
            time: {
              field: timeField,
              format: reader.text("time_format") ?? "%s.%Q",
              minOffset: reader.integer("min_offset_secs", 0, unboundedOffset) ?? 0,
              maxOffset: reader.integer("max_offset_secs", 0, unboundedOffset) ?? unboundedOffset,
            },
          }),
      source: data.csv !== undefined ? "csv" : data.collection !== undefined ? "collection" : "none",
    },
    ...data,
  }
}

function readData(reader: DefinitionReader, name: string, stem: string): { csv?: string; collection?: string; fields?: readonly string[] } {
  const type = reader.text("lookup_type")
  const filename = reader.text("filename")
  const collection = reader.text("collection")
  const declared = reader.list("fields") ?? reader.list("fields_list")
  const fields = declared === undefined ? {} : { fields: declared }
  if (filename !== undefined && /[/\\]/.test(filename))
    throw reader.error("filename", `"${filename}" is a path`, "a lookup file stands beside its definition")
  switch (type) {
    case "csv":
      return { csv: filename ?? `${stem}.csv` }
    case "kvstore":
      return { collection: collection ?? name, ...fields }
    case "mlmodel":
      return {}
    case undefined:
      break
    default:
      throw reader.error("lookup_type", `unknown type of lookup "${type}"`, "types are csv, kvstore and mlmodel")
  }
  if (collection !== undefined) return { collection, ...fields }
  if (filename === undefined) throw reader.error("", `lookup "${name}" names no data`, "add filename, or collection with fields_list")
  if (/\.csv(?:\.gz)?$/i.test(filename)) return { csv: filename }
  // A trained model, a geographic feature collection: known, and nothing that rows could be read from.
  return {}
}

/** Options of a definition. Generation 4 writes booleans and numbers as texts, too. */
class DefinitionReader {
  private readonly value: PlainMap
  private readonly locate: Locate

  constructor(value: PlainMap, locate: Locate) {
    this.value = value
    this.locate = locate
  }

  error(key: string, message: string, hint: string): RuleError {
    return new RuleError("schema", message, { range: this.locate(key), hint })
  }

  text(key: string): string | undefined {
    const value = this.at(key)
    if (value === undefined) return undefined
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
      throw this.error(key, `"${key}" is not a text`, `write it as in ${key}: name`)
    return String(value)
  }

  boolean(key: string): boolean | undefined {
    const text = this.text(key)?.trim().toLowerCase()
    if (text === undefined) return undefined
    if (["true", "t", "1", "yes"].includes(text)) return true
    if (["false", "f", "0", "no"].includes(text)) return false
    throw this.error(key, `"${key}" is neither true nor false`, `write ${key}: false`)
  }

  integer(key: string, least: number, most: number): number | undefined {
    const text = this.text(key)
    if (text === undefined) return undefined
    const number = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
    if (number >= least && number <= most) return number
    throw this.error(key, `"${key}" is no whole number from ${least} to ${most}`, `write ${key}: ${Math.max(least, 1)}`)
  }

  /** Texts, given as a list or with commas between them. */
  list(key: string): readonly string[] | undefined {
    const value = this.at(key)
    if (value === undefined) return undefined
    const parts = Array.isArray(value) ? value.map(String) : (this.text(key) ?? "").split(",")
    return parts.map(part => part.trim()).filter(part => part !== "")
  }

  /** `WILDCARD(a), CIDR(b)`, as one text or a list. Exact is what a field is anyway. */
  matchTypes(): ReadonlyMap<string, "wildcard" | "cidr"> {
    const types = new Map<string, "wildcard" | "cidr">()
    for (const entry of this.list("match_type") ?? []) {
      const match = /^(WILDCARD|CIDR|EXACT)\(\s*([^()]+?)\s*\)$/i.exec(entry)
      const field = match?.[2]
      if (field === undefined) throw this.error("match_type", `"${entry}" is no match type`, "write WILDCARD(field) or CIDR(field)")
      const type = match?.[1]?.toUpperCase()
      if (type === "WILDCARD") types.set(field, "wildcard")
      else if (type === "CIDR") types.set(field, "cidr")
    }
    return types
  }

  private at(key: string): unknown {
    const value = Object.hasOwn(this.value, key) ? this.value[key] : undefined
    return value === null ? undefined : value
  }
}
