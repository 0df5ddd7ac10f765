import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { generatedFiles } from "../docs/pages.ts"

const root = fileURLToPath(new URL("..", import.meta.url))

for (const [file, text] of generatedFiles())
  test(`${file} is what the definitions say`, () => {
    assert.ok(readFileSync(join(root, file), "utf8") === text, "stale: run npm run docs")
  })

test.run()
