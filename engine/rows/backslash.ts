/** `\\` as a backslash, in text where a backslash is otherwise itself: the names of fields outside quotes. */
export const unescapeBackslashes = (text: string): string => (text.includes("\\\\") ? text.replaceAll("\\\\", "\\") : text)
