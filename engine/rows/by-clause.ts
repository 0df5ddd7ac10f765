import type { SplReader } from "../spl/syntax.ts"

/** The fields after `by`, up to an option or one of the keywords; undefined without `by`. @throws RuleError "syntax" when no field follows */
export function readBy(args: SplReader, ...until: readonly string[]): string[] | undefined {
  return args.accept("by") ? fieldsAfter(args, "by", ...until) : undefined
}

/** One or more fields behind a keyword. @throws RuleError "syntax" when there is none */
export function fieldsAfter(args: SplReader, keyword: string, ...until: readonly string[]): string[] {
  const fields = args.fields(...until)
  if (fields.length === 0) throw args.error(`expected a field name after "${keyword}"`, `name a field, as in "${keyword} host"`)
  return fields
}

/** For `explain`: ` for each host and user`, or nothing. */
export const describeBy = (by: readonly string[] | undefined): string => (by === undefined ? "" : ` for each ${by.join(" and ")}`)

/** JSON Schema of one field name or a list of them. */
export const fieldListSchema = {
  oneOf: [
    { type: "string", minLength: 1 },
    { type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
  ],
} as const
