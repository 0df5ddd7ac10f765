/** How a placeholder stands in SPL text. */
export type PlaceholderContext = "bare" | "single" | "double"
export type TemplatePart = string | { readonly placeholder: string; readonly context: PlaceholderContext }

const names = ["FIELD", "MATCHSTR", "MATCHSEG1", "MATCHSEG2", "MATCHSEG3", "ITEM", "ITER"] as const
export type Placeholder = (typeof names)[number]

/** Takes the text between foreach's brackets apart at its placeholders, with the quotes that each stands in. */
export function parseTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = []
  let quote: '"' | "'" | null = null
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (quote !== null && c === "\\") i++
    else if (c === '"' || c === "'") {
      if (quote === null) quote = c
      else if (quote === c) quote = null
    } else if (c === "<") {
      const at = i
      const name = names.find(candidate => text.startsWith(`<<${candidate}>>`, at))
      if (name === undefined) continue
      parts.push(text.slice(from, i), { placeholder: name, context: quote === null ? "bare" : quote === '"' ? "double" : "single" })
      i += name.length + 3
      from = i + 1
    }
  }
  parts.push(text.slice(from))
  return parts
}

export const placeholdersOf = (parts: readonly TemplatePart[]): ReadonlySet<string> =>
  new Set(parts.flatMap(part => (typeof part === "string" ? [] : [part.placeholder])))

/** Names that stand outside quotes are part of the command's text: any other character could make another command of it. */
const bareName = /^[\p{L}\p{N}_.:@{}-]+$/u

/**
 * The template with names put in. They may come from log data, so that a name that its place cannot hold is refused: null.
 */
export function fillTemplate(parts: readonly TemplatePart[], values: ReadonlyMap<string, string>): string | null {
  let text = ""
  for (const part of parts) {
    if (typeof part === "string") {
      text += part
      continue
    }
    const value = values.get(part.placeholder) ?? ""
    switch (part.context) {
      case "double":
        text += value.replace(/["\\]/g, "\\$&")
        break
      case "single":
        // Field names have no escapes in every place where they may stand in single quotes.
        if (/['\\]/.test(value)) return null
        text += value
        break
      case "bare":
        if (value !== "" && !bareName.test(value)) return null
        text += value
        break
    }
  }
  return text
}

/**
 * The template with placeholders as the fields that hold their values: `<<ITEM>>` as `'<<ITEM>>'`, and text in double quotes with
 * placeholders in it as a concatenation. Null when one stands in a longer name in single quotes, which would be another field each time.
 */
export function bindTemplate(text: string): string | null {
  let possible = true
  const bound = text.replace(
    /"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|<<(?:ITEM|ITER)>>/g,
    (whole, double?: string, single?: string) => {
      if (double !== undefined) return bindText(double)
      if (single === undefined) return `'${whole}'`
      if (/<<(?:ITEM|ITER)>>/.test(single) && !/^<<(?:ITEM|ITER)>>$/.test(single)) possible = false
      return whole
    },
  )
  return possible ? bound : null
}

function bindText(content: string): string {
  const pieces = content.split(/(<<(?:ITEM|ITER)>>)/)
  if (pieces.length === 1) return `"${content}"`
  return `(${pieces.map((piece, i) => (i % 2 === 1 ? `'${piece}'` : `"${piece}"`)).join(" . ")})`
}
