import { printable } from "../../engine/index.ts"
import type { Format, Output } from "./format.ts"
import { jsonText } from "./json-text.ts"

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text)

/** Spreadsheets run what begins like a formula: such a cell gets a quote in front. */
const defused = (text: string): string => (/^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text)

/** Line breaks and tabs belong to a cell; what steers a terminal does not. */
const plain = (text: string): string => text.replace(/[^\t\r\n]+/g, printable)

export const csv: Format = {
  name: "csv",
  summary: "comma-separated values with a header",
  create(print) {
    // A column that only later rows have belongs into the header as well.
    const rows: ReadonlyMap<string, string>[] = []
    const names = new Set<string>()
    return {
      write({ columns, details }: Output) {
        const cells = new Map(columns.map(([name, text]): [string, string] => [name, text]))
        if (details !== undefined) cells.set(details.name, jsonText(details.fields))
        for (const name of cells.keys()) names.add(name)
        rows.push(cells)
      },
      end() {
        if (names.size === 0) return
        const header = [...names]
        const cell = (text: string): string => quote(defused(plain(text)))
        print(`${header.map(cell).join(",")}\n`)
        for (const cells of rows) print(`${header.map(name => cell(cells.get(name) ?? "")).join(",")}\n`)
      },
    }
  },
}
