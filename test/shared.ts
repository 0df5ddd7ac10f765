import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../shared/", import.meta.url))

/**
 * A path in the folder of shared test data beside the repository; null when it is not there, which is said once.
 */
export function sharedPath(...parts: readonly string[]): string | null {
  const path = join(root, ...parts)
  if (existsSync(path)) return path
  console.log(`skipped: the shared test data ${parts.join("/")} is not there`)
  return null
}

/** The lines of a JSON-lines file of the shared folder; none when it is not there. */
export function sharedLines(...parts: readonly string[]): readonly unknown[] {
  const path = sharedPath(...parts)
  if (path === null) return []
  return readFileSync(path, "utf8")
    .split("\n")
    .filter(line => line !== "")
    .map((line): unknown => JSON.parse(line))
}
