import pc from "picocolors"
import stringWidth from "string-width"
import { type CodeFrameStyle, printable } from "../engine/index.ts"

export type ColorChoice = "auto" | "always" | "never"

/** What is known of the terminal: decided once, from flags and environment. */
export interface Terminal {
  /** Standard output is a terminal that people look at. */
  readonly interactive: boolean
  /** Standard error can show a bar that redraws itself. */
  readonly progress: boolean
  readonly width: number
  readonly colors: ReturnType<typeof pc.createColors>
  readonly frames: CodeFrameStyle
}

export function terminal(color: ColorChoice): Terminal {
  const dumb = process.env.TERM === "dumb" || process.env.CI !== undefined
  const wanted =
    color === "always" || (color === "auto" && ((process.env.FORCE_COLOR ?? "") !== "" || (process.stderr.isTTY && process.stdout.isTTY && !dumb)))
  const colors = pc.createColors(wanted && !(color === "auto" && (process.env.NO_COLOR ?? "") !== ""))
  return {
    interactive: process.stdout.isTTY === true,
    progress: process.stderr.isTTY === true && !dumb,
    width: process.stdout.columns ?? 100,
    colors,
    frames: { error: text => colors.red(text), dim: text => colors.dim(text), bold: text => colors.bold(text) },
  }
}

/** Text of logs and rules as it may reach a terminal: one line, no control characters. */
export const oneLine = (text: string): string => printable(text.replace(/\r?\n/g, " "))

/** Cuts to a width in terminal cells; what is cut shows as an ellipsis. */
export function fit(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let cut = ""
  let used = 0
  for (const character of text) {
    const next = stringWidth(character)
    if (used + next > width - 1) break
    cut += character
    used += next
  }
  return `${cut}…`
}

export const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - stringWidth(text)))
export const widthOf = (text: string): number => stringWidth(text)
