import { type Finding, type Row, textOf } from "../engine/index.ts"
import type { Output } from "./formats/format.ts"

/** A finding as data, and as columns for tables and CSV. */
export function findingOutput(finding: Finding): Output {
  const { rule, time, fields, risk, mitre_attack_id } = finding
  const entities = [...new Set(risk.map(({ object }) => object))].join(", ")
  return {
    data: { ...finding },
    columns: [
      ["severity", rule.severity],
      ["risk", String(Math.max(rule.risk_score, ...risk.map(({ score }) => score)))],
      ["rule", rule.name],
      ["time", time ?? ""],
      ["entities", entities],
      ["attack", mitre_attack_id.join(" ")],
      ["fields", fieldText(fields)],
    ],
  }
}

/** A result row as data, and its fields as columns; `_raw` and other internal fields only where there is nothing else to see. */
export function rowOutput(row: Row): Output {
  const names = Object.keys(row)
  const visible = names.filter(name => !name.startsWith("_") || name === "_time")
  return {
    data: row,
    columns: (visible.length > 0 ? visible : names).map(name => [name, name === "_time" ? timeText(row[name] ?? null) : (textOf(row[name] ?? null) ?? "")]),
  }
}

const timeText = (value: Row[string]): string => {
  const seconds = Number(value)
  const date = new Date(seconds * 1000)
  return value === null || Number.isNaN(date.getTime()) ? String(value ?? "") : date.toISOString().replace(".000Z", "Z")
}

const fieldText = (fields: Row): string =>
  Object.entries(fields)
    .filter(([name]) => !name.startsWith("_"))
    .map(([name, value]) => `${name}=${textOf(value) ?? ""}`)
    .join(" ")
