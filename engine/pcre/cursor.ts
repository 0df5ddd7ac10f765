import { PatternError } from "./syntax.ts"

/** Reads a pattern from the left. */
export class Cursor {
  readonly text: string
  position = 0

  constructor(text: string) {
    this.text = text
  }

  get done(): boolean {
    return this.position >= this.text.length
  }

  /** The UTF-16 code unit at the position, empty at the end. */
  get char(): string {
    return this.text[this.position] ?? ""
  }

  take(text: string): boolean {
    if (!this.text.startsWith(text, this.position)) return false
    this.position += text.length
    return true
  }

  /** Reads what a sticky expression matches. */
  match(pattern: RegExp): RegExpExecArray | null {
    const match = this.peek(pattern)
    if (match !== null) this.position += match[0].length
    return match
  }

  peek(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position
    return pattern.exec(this.text)
  }

  codePoint(): number {
    const code = this.text.codePointAt(this.position) ?? 0
    this.position += code > 0xffff ? 2 : 1
    return code
  }

  /** The text read since a position. */
  since(start: number): string {
    return this.text.slice(start, this.position)
  }

  /** @param end where the offending text ends; by default where the cursor stands */
  fail(message: string, start: number, { end = this.position, hint }: { end?: number; hint?: string } = {}): never {
    throw new PatternError(message, { start, end }, hint)
  }

  /** Refuses the text read since a position. */
  unsupported(start: number, where = ""): never {
    return this.fail(`"${this.since(start)}"${where} is not supported by RE2`, start, { hint: "rewrite the pattern without it" })
  }
}
