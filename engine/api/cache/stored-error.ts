import { type ErrorCode, errorCodes } from "../../errors/codes.ts"
import { RuleError } from "../../errors/error.ts"
import type { SourceRange, SourceText } from "../../ir/source.ts"
import { MisshapenData, plain } from "./plain-reader.ts"

/** Ranges point into files, of which only the names are stored: their texts are part of the key. */
type StoredRange = readonly [file: string, start: number, end: number, macro?: string, calledFrom?: StoredRange]
type StoredError = readonly [code: ErrorCode, message: string, hint: string | null, range: StoredRange | null]

const storeRange = ({ source, start, end, calledFrom }: SourceRange): StoredRange =>
  calledFrom === undefined ? [source.file, start, end] : [source.file, start, end, calledFrom.macro, storeRange(calledFrom.range)]

export const storeError = ({ code, message, hint, range }: RuleError): StoredError => [
  code,
  message,
  hint ?? null,
  range === undefined ? null : storeRange(range),
]

/** Deepest nesting of macro calls that is believed. */
const maxCalls = 64

/** Makes errors of what `storeError` gave. */
export class ErrorRestorer {
  private readonly sources = new Map<string, SourceText>()
  private readonly textOf: (file: string) => string

  /** @param textOf the text of a file, asked for when an error is shown */
  constructor(textOf: (file: string) => string) {
    this.textOf = textOf
  }

  /** @throws MisshapenData */
  error(stored: unknown): RuleError {
    const [code, message, hint, range] = plain.list(stored, item => item)
    const known = plain.text(code)
    if (!isErrorCode(known)) throw new MisshapenData(`there is no error "${known}"`)
    return new RuleError(known, plain.text(message), {
      hint: hint === null ? undefined : plain.text(hint),
      range: range === null ? undefined : this.range(range, 0),
    })
  }

  private range(stored: unknown, depth: number): SourceRange {
    if (depth > maxCalls) throw new MisshapenData("macros call each other without end")
    const [file, start, end, macro, calledFrom] = plain.list(stored, item => item)
    const range: SourceRange = { source: this.source(plain.text(file)), start: plain.offset(start), end: plain.offset(end) }
    return macro === undefined ? range : { ...range, calledFrom: { macro: plain.text(macro), range: this.range(calledFrom, depth + 1) } }
  }

  private source(file: string): SourceText {
    const known = this.sources.get(file)
    if (known !== undefined) return known
    const { textOf } = this
    let text: string | undefined
    const source: SourceText = {
      file,
      get text() {
        text ??= textOf(file)
        return text
      },
    }
    this.sources.set(file, source)
    return source
  }
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code)
