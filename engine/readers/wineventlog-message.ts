import { cleanKey } from "./key-value-pairs.ts"
import { addValue, Fields, setFirst } from "./record-fields.ts"

/** Longest label, and most labels of one message. */
const maxLabelLength = 128
const maxLabels = 1000

interface Pair {
  readonly section: string
  readonly label: string
  readonly value: string
}

/**
 * Sets the `Label:<tab>value` pairs of the message of a Windows event as fields: `Account Name` is `Account_Name`, a label that stands in
 * several sections is a multivalue. Such a label, and every label of the section Subject, also gives `<Section>_<Label>`. Lines without a
 * label that are indented behind a pair (the further privileges of a list) are further values of it. The first line is a sentence.
 */
export function setMessagePairs(fields: Fields, lines: readonly string[], from: number): void {
  const pairs: Pair[] = []
  const counts = new Map<string, number>()
  let section = ""
  let last: Pair | null = null
  for (let index = from; index < lines.length && pairs.length < maxLabels; index++) {
    const line = lines[index] ?? ""
    const colon = line.indexOf(":")
    const behind = colon === -1 ? Number.NaN : line.charCodeAt(colon + 1)
    const isPair = colon > 0 && colon <= maxLabelLength && (behind === 0x20 || behind === 0x09)
    if (isPair) {
      const label = cleanKey(line, 0, colon)
      const value = line.slice(colon + 1).trim()
      if (label === "") last = null
      else if (value === "") {
        // A label with nothing but blanks behind it begins a section where it is not indented itself.
        if (!isIndented(line)) section = label
        last = null
      } else {
        last = { section: isIndented(line) ? section : "", label, value }
        pairs.push(last)
        counts.set(label, (counts.get(label) ?? 0) + 1)
      }
      continue
    }
    if (colon > 0 && colon === line.trimEnd().length - 1 && !isIndented(line)) {
      section = cleanKey(line, 0, colon)
      last = null
    } else if (last !== null && colon === -1 && isIndented(line) && line.trim() !== "")
      pairs.push({ section: last.section, label: last.label, value: line.trim() })
    else last = null
  }
  for (const { label, value } of pairs) addValue(fields, label, value)
  const sectioned = new Fields()
  for (const { section, label, value } of pairs)
    if (section !== "" && (section === "Subject" || (counts.get(label) ?? 0) > 1)) addValue(sectioned, `${section}_${label}`, value)
  for (const name in sectioned) setFirst(fields, name, sectioned[name] ?? "")
}

const isIndented = (line: string): boolean => line.charCodeAt(0) === 0x09 || line.charCodeAt(0) === 0x20
