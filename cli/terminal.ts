import pc from "picocolors"
import stringWidth from "string-width"
import { type CodeFrameStyle, printable } from "../engine/index.ts"

export type ColorChoice = "auto" | "always" | "never"
type Colors = ReturnType<typeof pc.createColors>

/** What is known of the terminal: decided once, from flags and environment. */
export interface Terminal {
  /** Standard output is a terminal that people look at. */
  readonly interactive: boolean
  /** Standard error can show a bar that redraws itself. */
  readonly progress: boolean
  /** Cells of a line. */
  readonly width: number
  /** Cells of a line of standard error; without limit where it is no terminal. */
  readonly messageWidth: number
  /** Colours of standard output, and of standard error. */
  readonly out: Colors
  readonly err: Colors
  /** How mistakes are shown on standard error. */
  readonly frames: CodeFrameStyle
}

const standardWidth = 100

export function terminal(color: ColorChoice): Terminal {
  const { stdout, stderr, env } = process
  const dumb = env.TERM === "dumb" || (env.CI ?? "") !== ""
  const colors = (stream: { readonly isTTY?: boolean }): Colors => pc.createColors(hasColors(color, stream.isTTY === true && !dumb))
  const err = colors(stderr)
  const width = widthFrom(env.COLUMNS) ?? stdout.columns ?? stderr.columns ?? standardWidth
  return {
    interactive: stdout.isTTY === true,
    progress: stderr.isTTY === true && !dumb,
    width,
    messageWidth: stderr.isTTY === true ? width : Number.POSITIVE_INFINITY,
    out: colors(stdout),
    err,
    frames: { error: text => err.red(text), warning: text => err.yellow(text), dim: text => err.dim(text), bold: text => err.bold(text) },
  }
}

/** A flag says it outright; then NO_COLOR and FORCE_COLOR do; then it goes by who looks. */
function hasColors(color: ColorChoice, seen: boolean): boolean {
  if (color !== "auto") return color === "always"
  const { NO_COLOR = "", FORCE_COLOR = "" } = process.env
  if (NO_COLOR !== "") return false
  return FORCE_COLOR === "" ? seen : FORCE_COLOR !== "0" && FORCE_COLOR !== "false"
}

const widthFrom = (columns: string | undefined): number | undefined => (/^[1-9]\d{0,5}$/.test(columns ?? "") ? Number(columns) : undefined)

/** Text of logs and rules as it may reach a terminal: one line, no control characters. */
export const oneLine = (text: string): string => printable(text.replace(/\r?\n/g, " "))

/** Cuts to a width in terminal cells; what is cut shows as an ellipsis. */
export function fit(text: string, width: number): string {
  // Most texts are short and plain, and measuring is slow.
  if (text.length <= width && /^[\x20-\x7e]*$/.test(text)) return text
  if (text.length <= width * 2 && stringWidth(text) <= width) return text
  let cut = ""
  let used = 0
  for (const { segment } of segmenter.segment(text.slice(0, width * 16))) {
    const next = stringWidth(segment)
    if (used + next > width - 1) return `${cut}…`
    cut += segment
    used += next
  }
  return cut.length < text.length ? `${cut}…` : cut
}
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" })

export const widthOf = (text: string): number => (/^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text))
export const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)))

/** Words over several lines, none wider than `width`; a word that is wider is cut. */
export function wrap(words: readonly string[], width: number, gap: string): string[] {
  const lines: string[] = []
  let line = ""
  for (const word of words) {
    const joined = line === "" ? word : line + gap + word
    if (line !== "" && widthOf(joined) > width) {
      lines.push(line)
      line = fit(word, width)
    } else line = fit(joined, width)
  }
  return line === "" ? lines : [...lines, line]
}
