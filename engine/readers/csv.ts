import { splunkRow } from "./envelope.ts"
import type { JsonObject, JsonValue, RawRecord, ReadContext, ReaderDefinition } from "./reader.ts"
import { headLines, readLines } from "./text-lines.ts"

const delimiters = [",", "\t", ";", "|"] as const

/** How many lines of an input's head are looked at. */
const sampleLines = 20

export const csv: ReaderDefinition = {
  name: "csv",
  docs: {
    summary: "CSV or TSV with a header line",
    description:
      "Cells are strings; an empty cell is a missing field. The delimiter (comma, tab, semicolon or bar) is told by the header. " +
      "In an export of Splunk `_raw` is the event's text, and the `__mv_` columns give multivalue fields.",
  },
  recognise(head, name) {
    const lines = headLines(head, head.length >= 65_536)
      .filter(line => line !== "" && !/^sep=.$/.test(line))
      .slice(0, sampleLines)
    const header = lines[0] ?? ""
    const delimiter = delimiterOf(header)
    const columns = splitLine(header, delimiter)
    if (!isHeader(columns)) return 0
    if (columns.includes("_raw")) return 0.95
    if (columns.length < 2) return 0
    // A quoted cell may go over several lines, so only what is certainly of another width speaks against CSV.
    const rows = lines.slice(1).filter(line => !line.includes('"'))
    if (rows.some(line => splitLine(line, delimiter).length !== columns.length)) return 0
    const byName = /\.(csv|tsv)$/i.test(name)
    if (lines.length < 2) return byName ? 0.7 : 0
    return byName ? 0.9 : delimiter === "\t" || columns.length > 3 ? 0.6 : 0.4
  },
  read: (chunks, ctx) => readTable(chunks, ctx),
}

/** Whether cells can be names of columns. The first may be empty: a table that is written with its index has such a column. */
function isHeader(cells: readonly string[]): boolean {
  const named = cells.every((cell, index) => (cell === "" ? index === 0 : /^[\p{L}_@$][^{}<>=]*$/u.test(cell)))
  return named && new Set(cells).size === cells.length
}

/** The delimiter that gives a header the most columns; the earlier one of equals. */
function delimiterOf(header: string): string {
  let best: string = delimiters[0]
  let most = 1
  for (const delimiter of delimiters) {
    const count = splitLine(header, delimiter).length
    if (count > most) {
      most = count
      best = delimiter
    }
  }
  return best
}

function splitLine(line: string, delimiter: string): readonly string[] {
  const row = new Row(delimiter)
  if (!row.add(line, "")) row.close()
  return row.cells
}

/** One row that is read line by line, by RFC 4180: a cell that begins with a quote goes on to the next single quote. */
class Row {
  cells: string[] = []
  private readonly delimiter: string
  private cell = ""
  private inQuotes = false
  /** The end of the line before, which a quoted cell contains. */
  private lineEnd = ""

  constructor(delimiter: string) {
    this.delimiter = delimiter
  }

  /** Adds a line without its end. False when the row goes on in the next line. */
  add(line: string, lineEnd: string): boolean {
    let at = 0
    if (!this.inQuotes) {
      if (!line.includes('"')) {
        this.cells = line.split(this.delimiter)
        return true
      }
      this.inQuotes = line.startsWith('"')
      if (this.inQuotes) at = 1
    } else this.cell += this.lineEnd
    this.lineEnd = lineEnd
    for (;;) {
      if (this.inQuotes) {
        const end = line.indexOf('"', at)
        if (end === -1) {
          this.cell += line.slice(at)
          return false
        }
        this.cell += line.slice(at, end)
        at = end + 1
        if (line[at] === '"') {
          this.cell += '"'
          at++
        } else this.inQuotes = false
        continue
      }
      const end = line.indexOf(this.delimiter, at)
      this.cell += end === -1 ? line.slice(at) : line.slice(at, end)
      this.close()
      if (end === -1) return true
      at = end + this.delimiter.length
      if (line[at] === '"') {
        this.inQuotes = true
        at++
      }
    }
  }

  /** Ends the cell that is being read. */
  close(): void {
    this.cells.push(this.cell)
    this.cell = ""
  }
}

/** Reads rows of lines. Once a quote has turned out not to be closed, quotes that do not close on their line are ordinary text. */
class Table {
  private readonly ctx: ReadContext
  private delimiter: string | null = null
  private columns: Columns | null = null
  private row: Row | null = null
  private lines: string[] = []
  private firstLine = 0
  private held = 0
  private quotesSpanLines = true

  constructor(ctx: ReadContext) {
    this.ctx = ctx
  }

  addLine(line: string, number: number, records: RawRecord[]): void {
    const content = withoutReturn(line)
    if (this.row === null) {
      if (content.trim() === "") return
      if (this.delimiter === null) {
        const declared = /^sep=(.)$/.exec(content)?.[1]
        this.delimiter = declared ?? delimiterOf(content)
        if (declared !== undefined) return
      }
      this.row = new Row(this.delimiter ?? ",")
      this.firstLine = number
    }
    this.lines.push(line)
    this.held += line.length + 1
    if (this.row.add(content, content === line ? "\n" : "\r\n")) this.endRow(records)
    else if (!this.quotesSpanLines) this.endUnclosedRow(records)
    else if (this.held > this.ctx.maxRecordBytes) this.giveUpQuotes(records)
  }

  end(records: RawRecord[]): void {
    if (this.row !== null) this.giveUpQuotes(records)
  }

  private endUnclosedRow(records: RawRecord[]): void {
    this.row = new Row(this.delimiter ?? ",")
    for (const cell of withoutReturn(this.lines[0] ?? "").split(this.delimiter ?? ",")) this.row.cells.push(cell)
    this.endRow(records)
  }

  private giveUpQuotes(records: RawRecord[]): void {
    const { lines, firstLine } = this
    const position = { line: firstLine }
    this.ctx.report({ position, message: "a quote is not closed: from here on quotes that do not close on their line are ordinary text" })
    this.quotesSpanLines = false
    this.row = null
    this.lines = []
    this.held = 0
    lines.forEach((line, index) => {
      this.addLine(line, firstLine + index, records)
    })
  }

  private endRow(records: RawRecord[]): void {
    const cells = this.row?.cells ?? []
    const text = withoutReturn(this.lines.join("\n"))
    const line = this.firstLine
    this.row = null
    this.lines = []
    this.held = 0
    if (this.columns === null) {
      this.columns = new Columns(cells, message => this.ctx.report({ position: { line }, message }))
      return
    }
    const expected = this.columns.count
    if (cells.length !== expected)
      this.ctx.report({
        position: { line },
        message: `the row has ${cells.length} columns where the header has ${expected}: ${
          cells.length < expected ? "the others are missing" : "the rest is left out"
        }`,
      })
    records.push(this.columns.record(cells, text, line))
  }
}

const withoutReturn = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line)

/** A header: which field each column gives. */
class Columns {
  readonly count: number
  private readonly names: readonly string[]
  /** For each column the name of the field whose values it lists, null in an ordinary column. */
  private readonly multivalues: readonly (string | null)[]
  private readonly fromSplunk: boolean

  constructor(header: readonly string[], report: (message: string) => void) {
    this.count = header.length
    // Splunk's own name for a column that has none.
    this.names = header.map((name, index) => name.trim() || `EXTRA_FIELD_${index + 1}`)
    this.multivalues = this.names.map(name => (name.startsWith("__mv_") ? name.slice("__mv_".length) : null))
    this.fromSplunk = this.names.includes("_raw") || this.names.includes("_time")
    const seen = new Set<string>()
    for (const name of this.names) {
      if (seen.has(name)) report(`the column "${name}" stands twice: the last one that is not empty counts`)
      seen.add(name)
    }
  }

  record(cells: readonly string[], text: string, line: number): RawRecord {
    const data = this.rowOf(cells)
    const position = { line }
    if (!this.fromSplunk) return { format: "csv", data, position, text: () => text }
    const row = splunkRow(data)
    return { format: "csv", data, position, text: () => row.text ?? text, ...(row.hints === null ? {} : { hints: row.hints }) }
  }

  private rowOf(cells: readonly string[]): JsonObject {
    const members: [string, JsonValue][] = []
    for (let index = 0; index < this.count; index++) {
      const cell = cells[index]
      const name = this.names[index]
      if (cell === undefined || cell === "" || name === undefined) continue
      const multivalue = this.multivalues[index] ?? null
      members.push(multivalue === null ? [name, cell] : [multivalue, multivalueOf(cell)])
    }
    // Object.fromEntries defines own properties, so that `__proto__` stays an ordinary key.
    return Object.fromEntries(members)
  }
}

/** The values of a multivalue cell as Splunk writes it: `$first$;$second$`, a dollar sign doubled. */
function multivalueOf(cell: string): readonly string[] {
  const values: string[] = []
  let value = ""
  let inValue = false
  for (let at = 0; at < cell.length; at++) {
    const character = cell.charAt(at)
    if (character !== "$") {
      if (inValue) value += character
    } else if (inValue && cell.charAt(at + 1) === "$") {
      value += "$"
      at++
    } else {
      if (inValue) values.push(value)
      value = ""
      inValue = !inValue
    }
  }
  return values.length > 0 ? values : [cell]
}

async function* readTable(chunks: AsyncIterable<Uint8Array>, ctx: ReadContext): AsyncIterable<readonly RawRecord[]> {
  const table = new Table(ctx)
  const visit = (text: string, line: number, records: RawRecord[]) => table.addLine(text, line, records)
  yield* readLines(chunks, ctx, visit, { verbatim: true })
  const records: RawRecord[] = []
  table.end(records)
  if (records.length > 0) yield records
}
