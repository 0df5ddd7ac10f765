/** Writes the reference pages and the JSON Schemas from the definitions: `npm run docs`. A test fails when they are stale. */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { generatedFiles } from "./pages.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
for (const [file, text] of generatedFiles()) {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}
