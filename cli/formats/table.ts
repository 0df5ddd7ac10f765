import { fit, oneLine, pad, type Terminal, widthOf, wrap } from "../terminal.ts"
import type { Format, Output } from "./format.ts"

const gap = "  "
const widest = 60
const narrowest = 8
const indent = "    "
const detailLines = 3
/** Rows that are looked at together to find the widths of columns. */
const sectionRows = 1_000

export const table: Format = {
  name: "table",
  summary: "columns for people",
  create(print, terminal) {
    let rows: Output[] = []
    const flush = (): void => {
      if (rows.length > 0) printSection(rows, print, terminal)
      rows = []
    }
    return {
      write(output) {
        rows.push(output)
        if (rows.length >= sectionRows) flush()
      },
      end: flush,
    }
  },
}

interface ColumnLayout {
  readonly name: string
  readonly whole: boolean
  width: number
}

function printSection(rows: readonly Output[], print: (text: string) => void, { width, out }: Terminal): void {
  const layout = layoutOf(rows, width)
  // What steers a terminal must not: everything of logs is made plain before it is measured.
  const line = (text: (name: string) => string): string =>
    fit(
      layout
        .map(column => pad(fit(oneLine(text(column.name)), column.width), column.width))
        .join(gap)
        .trimEnd(),
      width,
    )
  if (layout.length > 0) print(`${out.bold(line(name => name))}\n`)
  for (const { columns, details, severity } of rows) {
    const cells = new Map(columns.map(([name, text]): [string, string] => [name, text]))
    if (layout.length > 0)
      print(
        `${paint(
          line(name => cells.get(name) ?? ""),
          severity,
          out,
        )}\n`,
      )
    const below = wrap((details?.texts ?? []).map(oneLine), Math.max(width - indent.length, narrowest), gap)
    below.slice(0, detailLines).forEach((text, i) => {
      const more = i === detailLines - 1 && below.length > detailLines
      print(`${out.dim(indent + (more ? `${fit(text, width - indent.length - 2)} …` : text))}\n`)
    })
  }
}

/** Columns in the order of their first row, each as wide as it needs to be, narrowed until the table fits. */
function layoutOf(rows: readonly Output[], width: number): ColumnLayout[] {
  const columns = new Map<string, ColumnLayout>()
  for (const row of rows)
    for (const [name, text, cut] of row.columns) {
      const known = columns.get(name) ?? { name, whole: cut === "whole", width: widthOf(oneLine(name)) }
      known.width = Math.max(known.width, Math.min(widest, widthOf(oneLine(text.slice(0, 2 * widest)))))
      columns.set(name, known)
    }
  const layout = [...columns.values()].filter(({ name }) =>
    rows.some(row => row.columns.some(([own, text]) => own === name && text !== "")),
  )
  const total = (): number => layout.reduce((sum, column) => sum + column.width, 0) + gap.length * (layout.length - 1)
  for (const whole of [false, true])
    while (total() > width) {
      const widestColumn = layout.reduce<ColumnLayout | null>(
        (best, column) => (column.whole === whole && column.width > Math.max(narrowest, best?.width ?? 0) ? column : best),
        null,
      )
      if (widestColumn === null) break
      widestColumn.width--
    }
  return layout
}

/** Severity shows as a colour and always as a word. */
function paint(text: string, severity: string | undefined, colors: Terminal["out"]): string {
  switch (severity) {
    case "critical":
      return colors.bold(colors.red(text))
    case "high":
      return colors.red(text)
    case "medium":
      return colors.yellow(text)
    case "low":
      return colors.cyan(text)
    case "informational":
      return colors.dim(text)
    default:
      return text
  }
}
