/** Thrown at whatever goes beyond plain YAML. */
export const beyond = new Error("not plain YAML")

export const newline = 10
export const blank = 32
export const hash = 35

/** A place in the text, line by line. */
export class YamlCursor {
  protected readonly text: string
  /** Offset of the next character that is no blank, and how many blanks precede it in its line. */
  protected at = 0
  protected indent = 0

  constructor(text: string) {
    this.text = text
  }

  /** Goes to the first line from `from` on that is neither blank nor a comment. Gives whether there was a comment. */
  protected skipBlankLines(from: number): boolean {
    const { text } = this
    let start = from
    let at = from
    let comment = false
    for (; at < text.length; at++) {
      const c = text.charCodeAt(at)
      if (c === newline) start = at + 1
      else if (c === hash) {
        comment = true
        at = this.lineEnd(at) - 1
      } else if (c !== blank) break
    }
    this.at = at
    this.indent = at - start
    return comment
  }

  protected lineEnd(from: number): number {
    const end = this.text.indexOf("\n", from)
    return end === -1 ? this.text.length : end
  }

  protected skipBlanks(from: number): number {
    let at = from
    while (this.text.charCodeAt(at) === blank) at++
    return at
  }

  /** Offset behind the last character of a piece that is no blank. */
  protected trimmedEnd(start: number, end: number): number {
    let at = end
    while (at > start && this.text.charCodeAt(at - 1) === blank) at--
    return at
  }
}
