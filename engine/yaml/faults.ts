/** A mistake in the syntax of a YAML file as its parser reports it. */
export interface ParserFault {
  readonly code: string
  readonly message: string
  readonly start: number
  readonly end: number
}
export interface Fault {
  readonly message: string
  readonly hint: string | undefined
  readonly start: number
  readonly end: number
}

/** Where brackets and quotes that are not closed begin; null when there is none. */
export interface OpenMarks {
  quote(before: number): number | null
  bracket(before: number): number | null
}

/** What the parser reports, in the words of one who writes a file rather than of one who parses it. */
export function describeFault({ code, message, start, end }: ParserFault, text: string, open: OpenMarks): Fault {
  const at = (says: string, hint?: string, from = start, to = end): Fault => ({ message: says, hint, start: from, end: to })
  const mark = text.charAt(start)
  switch (code) {
    case "TAB_AS_INDENT":
      return at("tab in the indentation", "indent with spaces", start, start + 1)
    case "DUPLICATE_KEY": {
      const key = /^(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|[^:\n]*[^:\s])/.exec(text.slice(start))?.[0] ?? mark
      return at(`key "${key.replace(/^["']|["']$/g, "")}" stands twice`, "keep one of the two", start, start + key.length)
    }
    case "BAD_ALIAS": {
      const sign = text.lastIndexOf("*", start)
      if (sign === -1) return at(said(message))
      return at('"*" begins an alias, which is not allowed', "put it in quotes where the star is a wildcard", sign, sign + 1)
    }
    case "MULTIPLE_DOCS":
      return at("a second document begins here", "write one document to a file")
    case "BAD_DQ_ESCAPE":
      return at(
        `"${text.slice(start, start + 2)}" is no escape of a double-quoted text`,
        "use single quotes, in which a backslash is itself",
        start,
        start + 2,
      )
    case "BAD_SCALAR_START":
      return at(`a value cannot begin with "${mark}"`, "put the value in quotes, or on a line of its own behind |-", start, start + 1)
    case "BLOCK_AS_IMPLICIT_KEY":
      return secondColon(text, start) ?? at("a list cannot begin in the middle of a line", "begin it on the next line", start, start + 1)
    case "MULTILINE_IMPLICIT_KEY":
      return at(
        "this line is neither a key nor a value",
        'write it as "key: value", or indent it below the key that it belongs to',
        start,
        lineEnd(text, start),
      )
    case "TAG_RESOLVE_FAILED":
    case "BAD_COLLECTION_TYPE":
      return at(`tag "${text.slice(start, end)}" is not allowed`, "leave it out")
    case "RESOURCE_EXHAUSTION":
      return at("lists and maps are nested too deeply", undefined, start, start + 1)
    case "BAD_INDENT":
    case "MISSING_CHAR":
      return indentation(message, text, start, end, open) ?? at(said(message))
    case "UNEXPECTED_TOKEN":
      return at(mark.trim() === "" ? said(message) : `unexpected "${mark}"`, "put a value that holds it in quotes", start, start + 1)
    default:
      return at(said(message))
  }
}

function indentation(message: string, text: string, start: number, end: number, open: OpenMarks): Fault | null {
  if (message.startsWith("Missing closing")) {
    const quote = open.quote(start)
    return quote === null
      ? null
      : { message: `quote ${text.charAt(quote)} is not closed`, hint: "add a closing quote", start: quote, end: quote + 1 }
  }
  if (/^Flow .* must be sufficiently indented|and end with a/.test(message)) {
    const bracket = open.bracket(start)
    if (bracket === null) return null
    const closing = text.charAt(bracket) === "{" ? "}" : "]"
    return { message: `"${text.charAt(bracket)}" is not closed`, hint: `add "${closing}"`, start: bracket, end: bracket + 1 }
  }
  if (message.startsWith("All sequence items"))
    return {
      message: "list item does not stand below the items before it",
      hint: 'begin every "- " in the same column',
      start,
      end: start + 1,
    }
  if (message.startsWith("All mapping items"))
    return {
      message: "key does not stand below the keys before it",
      hint: "begin all keys of a map in the same column",
      start,
      end: lineEnd(text, start, /:(?:\s|$)/),
    }
  if (message.startsWith("Sequence item without"))
    return { message: "list item does not begin with a dash", hint: 'write "- " in front of it', start, end: lineEnd(text, start) }
  if (message.startsWith("Implicit map keys"))
    return { message: "key is not followed by a colon", hint: 'write it as "key: value"', start, end: Math.max(end, start + 1) }
  if (/^Missing (?:, |space after :)/.test(message))
    return { message: said(message), hint: "put a text that holds one of {}[],: in quotes", start, end: start + 1 }
  return null
}

/** `key: a: b`: the second colon makes a key of what was meant as text. */
function secondColon(text: string, start: number): Fault | null {
  const line = text.slice(start, lineEnd(text, start))
  const colon = /:(?=\s|$)/.exec(line)
  if (colon === null) return null
  return {
    message: 'a value without quotes cannot hold ": "',
    hint: "put the value in quotes, or on a line of its own behind |-",
    start: start + colon.index,
    end: start + colon.index + 1,
  }
}

function lineEnd(text: string, start: number, until = /\r?$/m): number {
  const line = /[^\n]*/.exec(text.slice(start))?.[0] ?? ""
  return start + Math.max(1, until.exec(line)?.index ?? line.length)
}

const said = (message: string): string => (message.charAt(0).toLowerCase() + message.slice(1)).replace(/\.$/, "").split("\n")[0] ?? message
