import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { contentSnapshot } from "../../engine/api/content-snapshot.ts"
import { contentKey, type KnownKind } from "../../engine/api/known-content.ts"
import { bundledFolder } from "../../engine/load.ts"
import { parseYaml } from "../../engine/yaml/document.ts"

const known: unknown = JSON.parse(contentSnapshot())
const values = new Map<string, unknown>(typeof known === "object" && known !== null ? Object.entries(known) : [])

const kinds: readonly (readonly [kind: KnownKind, folder: string])[] = [
  ["data source", "data_sources"],
  ["data model", "data_models"],
]
for (const [kind, folder] of kinds) {
  const root = join(bundledFolder(), folder)
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(name => name.endsWith(".yml"))

  test(`what the build keeps of every ${kind} is what its file says`, () => {
    assert.ok(files.length > 0)
    for (const name of files) {
      const bytes = readFileSync(join(root, name))
      assert.equal(values.get(contentKey(kind, bytes)), parseYaml(name, bytes.toString("utf8")).document?.value, name)
    }
  })

  test(`a ${kind} that has been changed is not known`, () => {
    const bytes = readFileSync(join(root, files[0] ?? ""))
    assert.not(values.has(contentKey(kind, Buffer.concat([bytes, Buffer.from("\n")]))))
  })
}

test.run()
