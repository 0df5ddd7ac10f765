import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { test } from "uvu"
import * as assert from "uvu/assert"

const root = fileURLToPath(new URL("..", import.meta.url))
const page = readFileSync(join(root, "ARCHITECTURE.md"), "utf8")

/** Rows of the table behind a marker, cells trimmed. */
function tableAfter(marker: string): string[][] {
  const lines = page.slice(page.indexOf(marker)).split("\n")
  const first = lines.findIndex(line => line.startsWith("|"))
  const rows: string[][] = []
  for (const line of lines.slice(first)) {
    if (!line.startsWith("|")) break
    rows.push(
      line
        .split("|")
        .slice(1, -1)
        .map(cell => cell.trim()),
    )
  }
  return rows.slice(2)
}

interface Layer {
  readonly name: string
  readonly patterns: readonly RegExp[]
  readonly may: ReadonlySet<string>
}
/** `engine/ir/*` is any file below the folder; `engine/regex.ts` is that file. */
const asPattern = (text: string): RegExp => new RegExp(`^${text.replace(/[.+]/g, "\\$&").replace(/\*/g, ".*")}$`)
const layers: readonly Layer[] = tableAfter("<!-- layers").map(([name = "", files = "", may = ""]) => ({
  name,
  patterns: files.split(/\s+/).map(asPattern),
  may: new Set(may.split(/,\s*/)),
}))

const files = ["engine", "cli"].flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter(file => file.endsWith(".ts"))
    .map(file => join(folder, file)),
)
interface Import {
  readonly target: string
  readonly typeOnly: boolean
}
const importsOf = (file: string): Import[] =>
  [...readFileSync(join(root, file), "utf8").matchAll(/^(?:import|export)\s+(type\s)?[^"';]*?from\s+"([^"]+)"/gm)].map(match => ({
    target: match[2]?.startsWith(".") ? relative(root, join(root, dirname(file), match[2])) : (match[2] ?? ""),
    typeOnly: match[1] !== undefined,
  }))
const layerOf = (file: string): Layer | undefined => layers.find(({ patterns }) => patterns.some(pattern => pattern.test(file)))
const isOwn = (target: string): boolean => target.startsWith("engine/") || target.startsWith("cli/")

/** The folder that makes up one definition, such as `engine/readers/evtx`; null for a definition that is one file. */
const unitOf = (file: string): string | null => /^engine\/(?:readers|functions|aggregates|stages)\/[\w-]+(?=\/)/.exec(file)?.[0] ?? null

test("the page has its tables", () => {
  assert.ok(layers.length > 5)
  assert.ok(tableAfter("<!-- phases").length > 5)
})

test("every file belongs to a layer", () => {
  assert.equal(
    files.filter(file => layerOf(file) === undefined),
    [],
  )
})

test("imports follow the table", () => {
  const wrong = files.flatMap(file => {
    const layer = layerOf(file)
    return importsOf(file)
      .filter(({ target, typeOnly }) => {
        if (typeOnly || !isOwn(target) || layer === undefined) return false
        const other = layerOf(target)
        if (other === undefined) return true
        const sameUnit = unitOf(file) !== null && unitOf(file) === unitOf(target)
        return !sameUnit && !layer.may.has(other.name)
      })
      .map(({ target }) => `${file} (${layer?.name}) -> ${target} (${layerOf(target)?.name ?? "no layer"})`)
  })
  assert.equal(wrong, [])
})

test("no values are imported in a circle", () => {
  const graph = new Map(
    files.map(file => [
      file,
      importsOf(file)
        .filter(({ target, typeOnly }) => !typeOnly && isOwn(target))
        .map(({ target }) => target),
    ]),
  )
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      circles.push([...path.slice(path.indexOf(file)), file].join(" -> "))
      return
    }
    if (done.has(file)) return
    for (const target of graph.get(file) ?? []) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  assert.equal(circles, [])
})

test("libraries are imported where the page says", () => {
  for (const [library = "", allowed = ""] of tableAfter("<!-- libraries"))
    assert.equal(
      files.filter(file => importsOf(file).some(({ target }) => target === library)),
      [allowed],
      library,
    )
})

test("every phase is where the page says", () => {
  for (const [phase = "", , , module = "", name = ""] of tableAfter("<!-- phases")) {
    assert.ok(existsSync(join(root, module)), `${phase}: ${module}`)
    assert.match(
      readFileSync(join(root, module), "utf8"),
      new RegExp(`export (?:const|function|async function\\*?|class) ${name}\\b`),
      phase,
    )
  }
})

test("names that say nothing are not used", () => {
  assert.equal(
    files.filter(file => /\/(?:utils?|helpers?|common|types|constants)(?:\.ts|\/)/.test(file)),
    [],
  )
})

test.run()
