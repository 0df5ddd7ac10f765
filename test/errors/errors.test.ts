import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { test } from "uvu"
import * as assert from "uvu/assert"
import {
  codeFrame,
  compileRules,
  errorCodes,
  openWorkspace,
  RuleError,
  readEvents,
  searchMistakes,
  type Workspace,
} from "../../engine/index.ts"
import { parseYaml } from "../../engine/yaml/document.ts"

/**
 * A mistake, and what the user sees of it: every diagnostic that loading and checking give, in order, with an empty line between two.
 * One of: `source` a whole rule file; `search` the text under `search:` of a rule whose other keys are right; `spl` a search given
 * by itself; `input_format` the name of a log format; none of them for a file that is not there.
 */
interface Fixture {
  readonly title: string
  readonly file?: string
  readonly source?: string
  readonly search?: string
  readonly spl?: string
  readonly input_format?: string
  /** Files beside the rule, by path. */
  readonly files?: Readonly<Record<string, string>>
  readonly diagnostic: string
}

const header = `name: A rule
id: 38cbd42c-1098-41bb-99cf-9d6d2b296d83
version: 1
date: "2024-03-05"
author: A. Author
status: production
type: TTP
description: Finds it.
tags: {}
search:`

const folder = fileURLToPath(new URL(".", import.meta.url))
const pages = readdirSync(folder).filter(name => name.endsWith(".yml"))
const root = mkdtempSync(join(tmpdir(), "sluice-errors-"))
test.after(() => rmSync(root, { recursive: true }))

function isFixture(value: unknown): value is Fixture {
  return typeof value === "object" && value !== null && "title" in value && "diagnostic" in value && typeof value.diagnostic === "string"
}

function fixturesOf(page: string): readonly Fixture[] {
  const { document, errors } = parseYaml(page, readFileSync(join(folder, page), "utf8"))
  assert.equal(
    errors.map(error => codeFrame(error)),
    [],
  )
  const list: readonly unknown[] = Array.isArray(document?.value) ? document.value : []
  assert.ok(list.length > 0 && list.every(isFixture), `${page} is a list of fixtures`)
  return list.filter(isFixture)
}

const ruleText = ({ source, search }: Fixture): string | undefined =>
  source ??
  (search === undefined
    ? undefined
    : header + (search.startsWith("\n") || /^\s*- /.test(search) ? `\n${search.replace(/^\n/, "")}` : ` ${search}`))

/** Writes a fixture's files below a folder of its own. */
function writeFixture(fixture: Fixture, at: string): string {
  const file = join(at, fixture.file ?? "rule.yml")
  const text = ruleText(fixture)
  for (const [path, content] of [...Object.entries(fixture.files ?? {}), ...(text === undefined ? [] : [[file, text] as const])]) {
    const target = path === file ? file : join(at, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, content)
  }
  return file
}

function mistakesOf(file: string, { notRun, problems }: ReturnType<typeof compileRules>): readonly RuleError[] {
  return [
    ...problems.filter(problem => problem.file === file).flatMap(({ errors }) => errors),
    ...notRun.filter(({ rule }) => rule.source.file === file).flatMap(({ errors }) => errors),
  ]
}

async function formatMistakes(format: string, workspace: Workspace): Promise<readonly RuleError[]> {
  const log = join(root, "events.ndjson")
  writeFileSync(log, '{"a": 1}\n')
  try {
    for await (const _ of readEvents([log], workspace, { format }).batches);
    return []
  } catch (error) {
    if (error instanceof RuleError) return [error]
    throw error
  }
}

const pagesWithCases = pages.map((page, p) => ({
  page,
  cases: fixturesOf(page).map((fixture, c) => {
    const at = join(root, `${p}-${c}`)
    return { fixture, at, file: writeFixture(fixture, at) }
  }),
}))
const together = pagesWithCases.flatMap(({ cases }) => cases).filter(({ fixture }) => fixture.files === undefined)
// Opening a workspace costs more than a rule: what needs no files of its own shares one.
const shared = openWorkspace({
  rules: together.filter(({ fixture }) => fixture.spl === undefined && fixture.input_format === undefined).map(({ file }) => file),
})
const checked = compileRules(shared)

for (const { page, cases } of pagesWithCases)
  for (const { fixture, at, file } of cases)
    test(`${page}: ${fixture.title}`, async () => {
      const errors =
        fixture.spl !== undefined
          ? searchMistakes(fixture.spl, shared)
          : fixture.input_format !== undefined
            ? await formatMistakes(fixture.input_format, shared)
            : mistakesOf(file, fixture.files === undefined ? checked : compileRules(openWorkspace({ rules: [file] })))
      const shown = errors.map(error => codeFrame(error)).join("\n\n")
      assert.fixture(shown.replaceAll(`${at}/`, ""), fixture.diagnostic.trimEnd())
    })

test("every code has a page, whose fixtures show it", () => {
  assert.equal(pages.map(page => page.replace(/\.yml$/, "")).sort(), Object.keys(errorCodes).sort())
  for (const { page, cases } of pagesWithCases)
    for (const { fixture } of cases) assert.match(fixture.diagnostic, `error[${page.replace(/\.yml$/, "")}] `, fixture.title)
})

test.run()
