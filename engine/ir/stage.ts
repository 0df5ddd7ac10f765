import type { SourceRange } from "./source.ts"

/** Base of every stage node; `kind` equals the name of its definition. */
export interface Stage {
  readonly kind: string
  readonly range?: SourceRange | undefined
}
export interface Pipeline {
  readonly stages: readonly Stage[]
}
