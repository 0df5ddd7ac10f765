import type { Stage } from "../ir/stage.ts"
import type { DerivedStage } from "./stage.ts"

export interface MacroStage extends Stage {
  readonly kind: "macro"
  readonly name: string
  readonly args: readonly string[]
}

export const macro: DerivedStage<MacroStage> = {
  name: "macro",
  docs: {
    summary: "Put the stages of a macro in place.",
    description: "A filter macro called `<rule file>_filter` that is defined nowhere stands for nothing: it is the user's hook for tuning.",
    examples: [
      {
        title: "A macro with an argument",
        stage: { macro: "keep_large(bytes)" },
        spl: "`keep_large(bytes)`",
        macros: { keep_large: { arguments: ["field"], definition: "where $field$ > 100" } },
        input: [{ bytes: 50 }, { bytes: 200 }],
        output: [{ bytes: 200 }],
      },
    ],
  },
  yaml: {
    schema: { type: "string", minLength: 1 },
    parse: (value, ctx) => ({ kind: "macro", ...ctx.macro(String(value)), range: ctx.range }),
    render: ({ name, args }, ctx) => ctx.macro(name, args),
  },
  expand: ({ name, args, range }, ctx) => ctx.pipeline(name, args, range).stages,
  spl: { render: ({ name, args }, ctx) => ctx.macro(name, args) },
}
