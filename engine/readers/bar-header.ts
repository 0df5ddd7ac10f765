/**
 * The cells of a header such as `CEF:0|Vendor|Product|...` that begins at `from`, and where the text behind it begins. `\|` in a cell is
 * a bar, `\\` a backslash. Null when there are fewer cells than `count`.
 */
export function readBarHeader(
  text: string,
  from: number,
  count: number,
): { readonly cells: readonly string[]; readonly end: number } | null {
  const cells: string[] = []
  let at = from
  while (cells.length < count) {
    const end = endOfCell(text, at)
    // What follows the last cell may be left out together with its bar.
    if (end === -1 && cells.length < count - 1) return null
    const cell = text.slice(at, end === -1 ? text.length : end)
    cells.push(cell.includes("\\") ? cell.replace(/\\([\\|])/g, "$1") : cell)
    at = end === -1 ? text.length : end + 1
  }
  return { cells, end: at }
}

function endOfCell(text: string, from: number): number {
  for (let at = text.indexOf("|", from); at !== -1; at = text.indexOf("|", at + 1)) {
    let slashes = 0
    while (at - slashes > from && text.charCodeAt(at - slashes - 1) === 0x5c) slashes++
    if (slashes % 2 === 0) return at
  }
  return -1
}
