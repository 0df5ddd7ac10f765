import type { Format, Output } from "./format.ts"

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text)

/** Spreadsheets run what begins like a formula: such a cell gets a quote in front. */
const defused = (text: string): string => (/^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text)

export const csv: Format = {
  name: "csv",
  summary: "comma-separated values with a header",
  create(print) {
    // A column that only later rows have belongs into the header as well.
    const rows: Output[] = []
    return {
      write: output => rows.push(output),
      end() {
        const names = [...new Set(rows.flatMap(({ columns }) => columns.map(([name]) => name)))]
        if (names.length === 0) return
        print(`${names.map(quote).join(",")}\n`)
        for (const { columns } of rows) {
          const cells = new Map(columns)
          print(`${names.map(name => quote(defused(cells.get(name) ?? ""))).join(",")}\n`)
        }
      },
    }
  },
}
