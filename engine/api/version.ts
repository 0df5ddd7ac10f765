import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { bundledFolder } from "../load.ts"

/** The version of the package. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(bundledFolder()), "package.json"), "utf8"))
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "unknown"
}

/** What tells one build of the engine from any other; null where it runs from its sources, which change from run to run. */
export function buildId(): string | null {
  const file = fileURLToPath(new URL("build.txt", import.meta.url))
  return existsSync(file) ? `${version()} ${readFileSync(file, "utf8").trim()} node ${process.version}` : null
}
