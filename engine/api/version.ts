import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { bundledFolder } from "../load.ts"

/** The version of the package. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(bundledFolder()), "package.json"), "utf8"))
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "unknown"
}
