import type { KeptTexts } from "../readers/containers/kept-text.ts"
import type { InputProblem } from "../readers/input.ts"
import type { LineVisitor, ReadContext, ReaderDefinition, ReadProblem } from "../readers/reader.ts"
import type { InputScan } from "../scan/input-scan.ts"
import type { InputFacts } from "../sources/catalog.ts"

/** An input that is read in pieces. */
export interface SplitInput {
  readonly facts: InputFacts
  readonly reader: ReaderDefinition
  readonly maxRecordBytes: number
  readonly scan: InputScan
  readonly kept: KeptTexts
  /** Lines of the pieces before the next one. */
  lines: number
  /** It could not be read any further. */
  isBroken: boolean
}

/** @throws when the format cannot be read in pieces */
export function visitorOf({ name, visitor }: ReaderDefinition, ctx: ReadContext): LineVisitor {
  if (visitor === undefined) throw new Error(`format "${name}" cannot be read in pieces`)
  return visitor(ctx)
}

/** A problem of a piece, where it stands in the whole input. */
export function moved(input: string, { position, message }: ReadProblem, lines: number): InputProblem {
  const { line } = position
  // That a file cannot be read any further has no place.
  return line === undefined ? { input, message } : { input, position: { ...position, line: line + lines }, message }
}
