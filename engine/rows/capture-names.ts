/** Names of the groups of a regular expression, without duplicates, in order of appearance: known before it is compiled. */
export function captureNames(pattern: string): string[] {
  const names = new Set<string>()
  for (const [, angled, quoted] of pattern.matchAll(/\\[\s\S]|\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/g)) {
    const name = angled ?? quoted
    if (name !== undefined) names.add(name)
  }
  return [...names]
}
