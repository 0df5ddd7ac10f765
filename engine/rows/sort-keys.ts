import type { SplPrinter, SplReader } from "../spl/syntax.ts"
import { readColumn } from "./column-names.ts"
import { isMap, listOf, oneOrList, present, textAt } from "./plain-data.ts"

/** What a field is sorted as; `auto` where it does not stand. */
export type SortType = "num" | "str" | "ip"
export interface SortKey {
  readonly field: string
  readonly descending?: true | undefined
  readonly as?: SortType | undefined
}

const types: ReadonlyMap<string, SortType | undefined> = new Map<string, SortType | undefined>([
  ["num", "num"],
  ["str", "str"],
  ["ip", "ip"],
  ["auto", undefined],
])

export interface SortClause {
  readonly keys: readonly SortKey[]
  /** The number in front of the keys. */
  readonly count?: number | undefined
}

/**
 * Reads `[count] [-|+] field | type(field) ... [d|desc]`, commas between keys or none. The closing word turns all directions around.
 * @throws RuleError "syntax"
 */
export function readSortClause(args: SplReader): SortClause {
  const keys: SortKey[] = []
  let count: number | undefined
  let afterComma = true
  while (!args.done) {
    if (args.accept(",")) {
      afterComma = true
      continue
    }
    const sign = args.accept("-") ? "-" : args.accept("+") ? "+" : ""
    if (sign === "" && args.peekOption() !== null) break
    const quoted = args.peekQuoted()
    const name = quoted ? args.field() : readColumn(args)
    if (!quoted && sign === "" && keys.length === 0 && count === undefined && /^\d+$/.test(name)) {
      count = Number(name)
      continue
    }
    if (!quoted && sign === "" && !afterComma && args.done && keys.length > 0 && /^d(?:esc)?$/i.test(name))
      return { keys: keys.map(key => ({ ...key, descending: key.descending === true ? undefined : true })), count }
    keys.push(sortKey(name, quoted, sign === "-"))
    afterComma = false
  }
  return { keys, count }
}

function sortKey(name: string, quoted: boolean, descending: boolean): SortKey {
  const call = quoted ? null : /^(num|str|ip|auto)\((.+)\)$/is.exec(name)
  const type = call?.[1]?.toLowerCase()
  const field = type === undefined ? name : (call?.[2] ?? name)
  return { field, descending: descending ? true : undefined, as: type === undefined ? undefined : types.get(type) }
}

export function printSortKeys(keys: readonly SortKey[], ctx: SplPrinter): string {
  return keys
    .map(({ field, descending, as }) => {
      const bare = ctx.field(field)
      // A number, a sign or the closing word must not be taken for what it means outside quotes.
      const name = /^\d+$|^[+]|^d(?:esc)?$/i.test(bare) ? ctx.string(field) : bare
      return `${descending === true ? "-" : ""}${as === undefined ? name : `${as}(${name})`}`
    })
    .join(", ")
}

const sortKeySchema = {
  description: 'A field, with "-" in front for descending order; "num(field)", "str(field)" or "ip(field)" say what its values are.',
  oneOf: [
    { type: "string", minLength: 1 },
    {
      type: "object",
      additionalProperties: false,
      required: ["field"],
      properties: {
        field: { type: "string", minLength: 1 },
        descending: { type: "boolean" },
        as: { enum: ["num", "str", "ip", "auto"] },
      },
    },
  ],
} as const

/** JSON Schema of sort keys: `-count`, `ip(src)`, a map where a name would be misread, or a list of them. */
export const sortKeysSchema = { oneOf: [...sortKeySchema.oneOf, { type: "array", minItems: 1, items: sortKeySchema }] } as const

/** Reads the YAML form of sort keys. */
export const parseSortKeys = (value: unknown): SortKey[] => listOf(value).map(parseSortKey)

function parseSortKey(value: unknown): SortKey {
  if (isMap(value))
    return {
      field: textAt(value, "field") ?? "",
      descending: value.descending === true ? true : undefined,
      as: types.get(textAt(value, "as") ?? "auto"),
    }
  const text = String(value)
  const name = /^[+-]?\s*/.exec(text)?.[0] ?? ""
  return sortKey(text.slice(name.length), false, name.startsWith("-"))
}

/** The inverse of `parseSortKeys`. */
export const renderSortKeys = (keys: readonly SortKey[]): unknown =>
  oneOrList(
    keys.map(key => {
      const text = `${key.descending === true ? "-" : ""}${key.as === undefined ? key.field : `${key.as}(${key.field})`}`
      const read = parseSortKey(text)
      return read.field === key.field && read.as === key.as && read.descending === key.descending ? text : present({ ...key })
    }),
  )
