/** A rule file whose keys are right, with a search: text, or lines of stages. */
export function ruleText(name: string, search: string, keys: readonly string[] = []): string {
  return [
    `name: ${name}`,
    "id: 38cbd42c-1098-41bb-99cf-9d6d2b296d83",
    "version: 2",
    'date: "2024-03-05"',
    "author: A. Author",
    "status: production",
    "type: TTP",
    "description: Finds it.",
    ...(keys.length > 0 ? keys : ["tags: {}"]),
    search.startsWith("- ") ? `search:\n${search.replace(/^/gm, "  ")}` : `search: ${search}`,
    "",
  ].join("\n")
}
