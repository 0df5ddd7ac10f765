import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs"
import { basename } from "node:path"
import { gunzipSync } from "node:zlib"
import { RuleError } from "../errors/error.ts"
import type { SourceRange, SourceText } from "../ir/source.ts"
import { type CsvTable, parseCsvTable } from "../rows/csv-table.ts"
import { readState, updateState } from "./state-file.ts"
import type { LookupTable, TableStore } from "./table-lookup.ts"

/** Where the rows of a lookup may stand. */
export interface StoredTableFiles {
  /** A CSV file that comes with the definition; it is never written. */
  readonly csv: string | null
  /** Where writes go; null keeps them in memory for as long as the process runs. */
  readonly state: string | null
  /** Fields that the table has even while it has no rows. */
  readonly fields: readonly string[]
}

/**
 * A table that is read when it is first asked for: from the state file, once something has been written, else from the CSV file.
 * A lookup with neither is empty.
 */
export function storedTable({ csv, state, fields }: StoredTableFiles): TableStore {
  let table: LookupTable | null = null
  const initial = (): LookupTable => (csv === null ? { fields, rows: [] } : readCsvFile(csv).table)
  const read = (): LookupTable => {
    table ??= (state === null ? null : readState(state)) ?? initial()
    return table
  }
  return {
    read,
    fields() {
      if (table === null && csv !== null && (state === null || !existsSync(state))) return readCsvHeader(csv)
      const written = read().fields
      return fields.length === 0 ? written : [...new Set([...fields, ...written])]
    },
    update(change) {
      table = state === null ? change(read()) : updateState(state, before => change(before ?? initial()))
    },
  }
}

/**
 * Reads a CSV file of a lookup, which may be compressed by gzip.
 * @returns the table, and what is wrong with its lines
 * @throws RuleError "lookup_data" when the file cannot be read
 */
export function readCsvFile(path: string): { readonly table: LookupTable; readonly problems: readonly RuleError[] } {
  let text: string
  let parsed: CsvTable
  try {
    const bytes = readFileSync(path)
    text = (path.endsWith(".gz") ? gunzipSync(bytes, { maxOutputLength: maxBytes }) : bytes).toString("utf8")
    parsed = parseCsvTable(text)
  } catch (cause) {
    throw new RuleError("lookup_data", `"${basename(path)}" cannot be read${cause instanceof Error ? `: ${cause.message}` : ""}`, {
      hint: "a lookup file is CSV with a header line",
      cause,
    })
  }
  const source: SourceText = { file: path, text }
  return {
    table: { fields: parsed.fields, rows: parsed.rows },
    problems: parsed.problems.map(
      ({ line, message }) =>
        new RuleError("lookup_data", message, { range: lineRange(source, line), hint: "quote cells that hold a comma" }),
    ),
  }
}

/** The names of the columns of a CSV file, from its first lines. */
function readCsvHeader(path: string): readonly string[] {
  if (path.endsWith(".gz")) return readCsvFile(path).table.fields
  const head = Buffer.alloc(headerBytes)
  const file = openSync(path, "r")
  try {
    const text = head.toString("utf8", 0, readSync(file, head, 0, headerBytes, 0))
    const end = text.search(/[\r\n]/)
    // A quoted name may go over several lines.
    return end === -1 || text.slice(0, end).includes('"') ? readCsvFile(path).table.fields : parseCsvTable(text.slice(0, end)).fields
  } finally {
    closeSync(file)
  }
}

const headerBytes = 16 * 1024

/** Most that a compressed file may unpack to. */
const maxBytes = 512 * 1024 * 1024

function lineRange(source: SourceText, line: number): SourceRange {
  let start = 0
  for (let number = 1; number < line; number++) {
    const end = source.text.indexOf("\n", start)
    if (end === -1) break
    start = end + 1
  }
  const end = source.text.indexOf("\n", start)
  return { source, start, end: Math.max(start + 1, end === -1 ? source.text.length : end) }
}
