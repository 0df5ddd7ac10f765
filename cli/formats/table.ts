import { fit, oneLine, pad, type Terminal, widthOf } from "../terminal.ts"
import type { Format, Output } from "./format.ts"

const widest = 60
const gap = "  "

export const table: Format = {
  name: "table",
  summary: "columns for people",
  create(print, terminal) {
    const rows: Output[] = []
    return { write: output => rows.push(output), end: () => printTable(rows, print, terminal) }
  },
}

function printTable(rows: readonly Output[], print: (text: string) => void, { width, colors }: Terminal): void {
  const names = [...new Set(rows.flatMap(({ columns }) => columns.map(([name]) => name)))]
  if (names.length === 0) return
  const cells = rows.map(({ columns }) => {
    const byName = new Map(columns)
    return names.map(name => oneLine(byName.get(name) ?? ""))
  })
  const widths = fitWidths(
    names.map((name, i) => Math.max(widthOf(name), ...cells.map(row => Math.min(widest, widthOf(row[i] ?? ""))))),
    names.map(widthOf),
    width,
  )
  const line = (texts: readonly string[]): string => texts.map((text, i) => pad(fit(text, widths[i] ?? 0), widths[i] ?? 0)).join(gap).trimEnd()
  print(`${colors.bold(line(names.map(oneLine)))}\n`)
  for (const row of cells) print(`${paint(line(row), row[0] ?? "", colors)}\n`)
}

/** Narrows the widest columns until the table fits, none below its heading or eight cells. */
function fitWidths(wanted: readonly number[], least: readonly number[], width: number): number[] {
  const widths = [...wanted]
  const total = (): number => widths.reduce((sum, w) => sum + w, 0) + gap.length * (widths.length - 1)
  while (total() > width) {
    let index = -1
    for (let i = 0; i < widths.length; i++) {
      const own = widths[i] ?? 0
      if (own > Math.max(8, Math.min(least[i] ?? 0, 20)) && own > (widths[index] ?? 0)) index = i
    }
    if (index === -1) break
    widths[index] = (widths[index] ?? 0) - 1
  }
  return widths
}

/** Severity shows as a colour and always as a word. */
function paint(text: string, severity: string, colors: Terminal["colors"]): string {
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
