/**
 * Compiles a pattern of like(): `%` stands for any text, `_` for one character (a code point), everything else for itself, the
 * backslash too. The whole text must match, case-sensitively, line breaks included.
 */
export function compileLike(pattern: string): (text: string) => boolean {
  const parts = pattern.split("%")
  const first = parts[0] ?? ""
  const last = parts[parts.length - 1] ?? ""
  if (!pattern.includes("_")) {
    if (parts.length === 1) return text => text === pattern
    const middle = parts.slice(1, -1).filter(part => part !== "")
    return text => {
      if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
      let at = first.length
      for (const part of middle) {
        const found = text.indexOf(part, at)
        if (found === -1) return false
        at = found + part.length
      }
      return at <= text.length - last.length
    }
  }
  if (parts.length === 1) return text => endOfMatch(text, 0, pattern) === text.length
  const middle = parts.slice(1, -1).filter(part => part !== "")
  return text => {
    let at = endOfMatch(text, 0, first)
    if (at === -1) return false
    for (const part of middle) {
      at = search(text, at, part)
      if (at === -1) return false
    }
    return endsWith(text, at, last)
  }
}

const isPair = (text: string, at: number): boolean => {
  const next = text.charCodeAt(at + 1)
  const unit = text.charCodeAt(at)
  return unit >= 0xd800 && unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff
}

/** Where a part without `%` that matches at an offset ends, or -1. */
function endOfMatch(text: string, start: number, part: string): number {
  let at = start
  for (let i = 0; i < part.length; i++) {
    if (at >= text.length) return -1
    if (part[i] === "_") at += isPair(text, at) ? 2 : 1
    else if (part[i] === text[at]) at++
    else return -1
  }
  return at
}

/** The first place from an offset on where a part matches: its end, or -1. The leftmost one leaves most for the rest. */
function search(text: string, from: number, part: string): number {
  for (let start = from; start < text.length; start += isPair(text, start) ? 2 : 1) {
    const end = endOfMatch(text, start, part)
    if (end !== -1) return end
  }
  return -1
}

/** Whether a part matches the end of the text, not before an offset. Walks backwards, so that each `_` takes one code point. */
function endsWith(text: string, from: number, part: string): boolean {
  let at = text.length
  for (let i = part.length - 1; i >= 0; i--) {
    at -= part[i] === "_" && at >= 2 && isPair(text, at - 2) ? 2 : 1
    if (at < from || (part[i] !== "_" && part[i] !== text[at])) return false
  }
  return at >= from
}
