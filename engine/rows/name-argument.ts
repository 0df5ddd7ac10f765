import type { SourceRange } from "../ir/source.ts"
import type { SplReader } from "../spl/syntax.ts"
import type { YamlContext } from "../stages/stage.ts"
import { isMap } from "./plain-data.ts"

/** What a search names something by that is declared elsewhere, such as a lookup, and where it does so. */
export interface NameText {
  readonly text: string
  readonly range?: SourceRange | undefined
}

export function readName(args: SplReader): NameText {
  const start = args.offset
  const text = args.word()
  return { text, range: args.rangeFrom(start) }
}

/** The name under a key of a stage's value, or the value itself where that is all there is. */
export const nameAt = (value: unknown, key: string, ctx: YamlContext): NameText =>
  isMap(value)
    ? { text: String(value[key] ?? ""), range: ctx.at([key]) ?? ctx.range }
    : { text: String(value), range: ctx.at([]) ?? ctx.range }
