import type { Expr } from "../../ir/expr.ts"
import type { SourceRange } from "../../ir/source.ts"
import { parseSpanOfTime } from "../../rows/span.ts"
import type { SplPrinter, SplReader } from "../../spl/syntax.ts"

export interface StreamstatsOptions {
  /** Left out when true. */
  readonly current?: false | undefined
  /** Number of events; left out when there is no limit. */
  readonly window?: number | undefined
  /** One window for all groups; left out when true. */
  readonly global?: false | undefined
  readonly timeWindow?: string | undefined
  readonly allnum?: true | undefined
  readonly resetBefore?: Expr | undefined
  readonly resetAfter?: Expr | undefined
  readonly resetOnChange?: true | undefined
}
export type Writable<T> = { -readonly [K in keyof T]: T[K] }

export const printCondition = (name: string, condition: Expr | undefined, ctx: SplPrinter): string =>
  condition === undefined ? "" : ` ${name}=(${ctx.expr(condition)})`

export function readOptions(args: SplReader, into: Writable<StreamstatsOptions>): void {
  for (;;) {
    while (args.accept(",")) {
      // Commas between options carry no meaning.
    }
    const name = args.peekOption()
    if (name === null) return
    const start = args.offset
    args.accept(name)
    args.expect("=")
    readOption(name, args, into, start)
  }
}

function readOption(name: string, args: SplReader, into: Writable<StreamstatsOptions>, start: number): void {
  const range = (): SourceRange | undefined => args.rangeFrom(start)
  switch (name) {
    case "current":
      into.current = args.boolean() ? undefined : false
      return
    case "global":
      into.global = args.boolean() ? undefined : false
      return
    case "allnum":
      into.allnum = args.boolean() ? true : undefined
      return
    case "reset_on_change":
      into.resetOnChange = args.boolean() ? true : undefined
      return
    case "window": {
      const window = args.integer()
      if (window < 0) throw args.error(`option "window" cannot be negative, found ${window}`, undefined, range())
      into.window = window === 0 ? undefined : window
      return
    }
    case "time_window":
      into.timeWindow = args.string()
      parseSpanOfTime(into.timeWindow, range())
      return
    case "reset_before":
      into.resetBefore = readCondition(args)
      return
    case "reset_after":
      into.resetAfter = readCondition(args)
      return
    default:
      throw args.error(
        `unknown option "${name}"`,
        "options are current, window, global, time_window, allnum, reset_before, reset_after, reset_on_change",
        range(),
      )
  }
}

/** A condition in parentheses; these, or all of it, may stand in double quotes: `(a=1)`, `"a=1"`, `"("a=1")"`. */
function readCondition(args: SplReader): Expr {
  const close = args.accept('"("') ? '")"' : args.accept('"') ? '"' : null
  const condition = args.expr()
  if (close !== null) args.expect(close)
  return condition
}
