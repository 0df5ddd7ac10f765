import type { SplReader } from "./spl/syntax.ts"

/** The fields after `by`, up to an option or one of the keywords; undefined when there is no `by`. @throws RuleError when none follows */
export function readBy(args: SplReader, ...until: readonly string[]): string[] | undefined {
  return args.accept("by") ? fieldsAfter(args, "by", ...until) : undefined
}

/** One or more fields. @throws RuleError when there is none */
export function fieldsAfter(args: SplReader, keyword: string, ...until: readonly string[]): string[] {
  const fields = args.fields(...until)
  if (fields.length === 0) throw args.error(`expected a field name after "${keyword}"`, `name a field, as in "${keyword} host"`)
  return fields
}
