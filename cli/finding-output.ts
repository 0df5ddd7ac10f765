import { type Finding, type Row, textOf } from "../engine/index.ts"
import type { Column, Output } from "./formats/format.ts"

/** A finding as data, and as columns for tables and CSV. */
export function findingOutput(finding: Finding): Output {
  const { rule, time, fields, risk, mitre_attack_id } = finding
  const entities = [...new Set(risk.map(({ object }) => object))].join(", ")
  return {
    data: { ...finding },
    columns: [
      ["severity", rule.severity, "whole"],
      ["risk", String(risk.reduce((most, { score }) => Math.max(most, score), rule.risk_score)), "whole"],
      ["rule", rule.name],
      ["time", time ?? "", "whole"],
      ["entities", entities],
      ["attack", mitre_attack_id.join(" ")],
    ],
    details: { name: "fields", fields, texts: fieldTexts(fields) },
    severity: rule.severity,
  }
}

/** A result row as data, and its fields as columns; `_raw` and other internal fields only where there is nothing else to see. */
export function rowOutput(row: Row): Output {
  const names = Object.keys(row)
  const visible = names.filter(name => !name.startsWith("_") || name === "_time")
  return {
    data: row,
    columns: (visible.length > 0 ? visible : names).map((name): Column => {
      const value = row[name] ?? null
      return name === "_time" ? [name, timeText(value), "whole"] : [name, textOf(value) ?? ""]
    }),
  }
}

const timeText = (value: Row[string]): string => {
  const seconds = Number(value)
  const date = new Date(seconds * 1000)
  return value === null || Number.isNaN(date.getTime()) ? String(value ?? "") : date.toISOString().replace(".000Z", "Z")
}

const fieldTexts = (fields: Row): string[] =>
  Object.entries(fields)
    .filter(([name]) => !name.startsWith("_"))
    .map(([name, value]) => `${name}=${textOf(value) ?? ""}`)
