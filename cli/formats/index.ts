import { UsageError } from "../exit.ts"
import { csv } from "./csv.ts"
import type { Format } from "./format.ts"
import { json } from "./json.ts"
import { ndjson } from "./ndjson.ts"
import { table } from "./table.ts"

/** All output formats: adding one is its file and its place here. */
export const formats: readonly Format[] = [table, json, ndjson, csv]

export function formatNamed(name: string): Format {
  const found = formats.find(format => format.name === name)
  if (found !== undefined) return found
  throw new UsageError(`unknown output format "${name}"`, `formats are ${formats.map(format => format.name).join(", ")}`)
}
