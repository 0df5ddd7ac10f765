/** The tag of an element around events. */
const outerTag = /<\/?[A-Za-z][^<>]*>/y

/** Whether a text is what may stand between events: declarations, comments, the tags of elements around them, and blanks. */
export function isMarkup(text: string): boolean {
  let at = 0
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code <= 0x20 || code === 0xfeff) {
      at++
      continue
    }
    const end = text.startsWith("<!--", at) ? "-->" : text.startsWith("<?", at) ? "?>" : null
    if (end !== null) {
      const found = text.indexOf(end, at)
      if (found === -1) return false
      at = found + end.length
      continue
    }
    outerTag.lastIndex = at
    if (!outerTag.test(text)) return false
    at = outerTag.lastIndex
  }
  return true
}
