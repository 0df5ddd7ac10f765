import { parse } from "csv-parse/sync"
import type { Row } from "../ir/value.ts"

/** Something odd about one line of a table. */
export interface CsvProblem {
  /** One-based line on which the row ends. */
  readonly line: number
  readonly message: string
}

export interface CsvTable {
  /** Names of the columns, in order. */
  readonly fields: readonly string[]
  /** A cell that is empty is missing from its row. */
  readonly rows: readonly Row[]
  readonly problems: readonly CsvProblem[]
}

/**
 * Reads a CSV table (RFC 4180) with a header. As in Splunk, white space in front of a cell does not belong to it unless it is quoted,
 * and empty lines are no rows. A row that is too short lacks its last cells, one that is too long loses them; both are reported.
 */
export function parseCsvTable(text: string): CsvTable {
  const problems: CsvProblem[] = []
  const rows: Row[] = []
  let fields: readonly (string | null)[] | null = null
  eachRecord(text, (cells, line) => {
    if (cells.length === 1 && cells[0] === "") return
    if (fields === null) {
      fields = readHeader(cells, line, problems)
      return
    }
    if (cells.length !== fields.length)
      problems.push({ line, message: `the row has ${cells.length} columns where the header has ${fields.length}` })
    rows.push(rowOf(fields, cells))
  })
  return { fields: namesOf(fields), rows, problems }
}

function eachRecord(text: string, visit: (cells: readonly string[], line: number) => void): void {
  if (!text.includes('"')) {
    // Large tables hold host names and the like, never a quote: splitting them is many times faster.
    text
      .replace(/^\ufeff/, "")
      .split(/\r\n|\n|\r/)
      .forEach((line, index) => {
        visit(
          line.split(",").map(cell => cell.trimStart()),
          index + 1,
        )
      })
    return
  }
  parse(text, {
    bom: true,
    ltrim: true,
    relax_column_count: true,
    relax_quotes: true,
    on_record(cells: readonly string[], { lines }) {
      visit(cells, lines)
      return null
    },
  })
}

const namesOf = (fields: readonly (string | null)[] | null): string[] => (fields ?? []).filter(name => name !== null)

/** Columns without a name of their own are left out. */
function readHeader(cells: readonly string[], line: number, problems: CsvProblem[]): (string | null)[] {
  const seen = new Set<string>()
  return cells.map((cell, index) => {
    const name = cell.trim()
    if (name === "") problems.push({ line, message: `column ${index + 1} has no name` })
    else if (seen.has(name)) problems.push({ line, message: `column "${name}" stands twice` })
    else {
      seen.add(name)
      return name
    }
    return null
  })
}

function rowOf(fields: readonly (string | null)[], cells: readonly string[]): Row {
  const row: Row = {}
  for (let i = 0; i < fields.length; i++) {
    const name = fields[i]
    const cell = cells[i]
    if (typeof name !== "string" || cell === undefined || cell === "") continue
    // Any name is an ordinary column, this one too.
    if (name === "__proto__") Object.defineProperty(row, name, { value: cell, enumerable: true, configurable: true, writable: true })
    else row[name] = cell
  }
  return row
}
