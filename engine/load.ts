import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { RuleError } from "./errors/error.ts"
import { parseExpr } from "./expr/parse.ts"
import type { Rule } from "./ir/rule.ts"
import { lazy } from "./lazy.ts"
import { parsePredicate, parseSpl } from "./spl/parse.ts"
import { expandMacroText, type MacroDefinition, type MacroTable, macroTable } from "./spl/macro-expansion.ts"
import { CommandReader } from "./spl/reader.ts"
import type { DataModel, DataSource } from "./sources/data-source.ts"
import { type ContentReader, contentReader } from "./yaml/content.ts"
import { parseYaml, type YamlDocument } from "./yaml/document.ts"
import { isRule, type RuleTexts, ruleReader } from "./yaml/rule.ts"

export interface LoadOptions {
  /** Rule files and folders. */
  readonly rules: readonly string[]
  /** Folders of macros; of several definitions of one macro the last wins. */
  readonly macros?: readonly string[]
  /** Macros that a program gives as they are. */
  readonly givenMacros?: readonly MacroDefinition[]
  readonly lookups?: readonly string[]
  readonly dataSources?: readonly string[]
  readonly dataModels?: readonly string[]
}

/** A file that could not be used, or not wholly. */
export interface LoadProblem {
  readonly file: string
  readonly errors: readonly RuleError[]
}

export interface Content {
  /** Rules without mistakes, in the order of the paths given and of file names. */
  readonly rules: readonly Rule[]
  /** Files with mistakes: the rules among them are not in `rules`. */
  readonly problems: readonly LoadProblem[]
  /** Mistakes that leave their file usable. */
  readonly warnings: readonly LoadProblem[]
  readonly macros: MacroTable
  readonly texts: RuleTexts
  readonly dataSources: readonly DataSource[]
  readonly dataModels: readonly DataModel[]
  /** Folders with lookups, the most particular last. */
  readonly lookupFolders: readonly string[]
}

/** The folder with the rules, macros and data sources that come with the package. */
export function bundledFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "rules", "data_sources"))) return join(folder, "rules")
    if (folder === dirname(folder)) throw new Error("the package has lost its rules folder")
  }
}

/**
 * Loads rules and everything that they refer to. Macros and lookups come from the package, then from the repository that the rules
 * stand in (folders called `macros` and `lookups` beside an ancestor), then from the folders that the user names. Nothing throws:
 * every mistake of every file is in the result.
 */
export function loadContent(options: LoadOptions): Content {
  const problems: LoadProblem[] = []
  const warnings: LoadProblem[] = []
  const bundled = bundledFolder()
  const repositories = [...new Set(options.rules.flatMap(repositoryOf))]
  const foldersOf = (kind: string, named: readonly string[] | undefined): string[] => [
    join(bundled, kind),
    ...repositories.map(repository => join(repository, kind)).filter(folder => existsSync(folder)),
    ...(named ?? []),
  ]
  // Macros, data sources and models are read with no macros at hand: only rules may call them.
  const reader = contentReader(ruleTexts(macroTable([])))
  const read = <T>(folders: readonly string[], parse: (reader: ContentReader, document: YamlDocument) => { readonly value: T } | { readonly errors: readonly RuleError[] }): T[] =>
    folders.flatMap(folder => yamlFiles(folder, problems)).flatMap(file => {
      const document = readDocument(file, problems)
      if (document === null) return []
      const parsed = parse(reader, document)
      if ("value" in parsed) return [parsed.value]
      problems.push({ file, errors: parsed.errors })
      return []
    })
  // A search over a program's own records needs none of these: each is read when it is first asked for.
  const macros = lazyMacros(() =>
    macroTable([
      ...read<MacroDefinition>(foldersOf("macros", options.macros), (content, document) => content.macro(document)),
      ...(options.givenMacros ?? []),
    ]),
  )
  const dataSources = lazy(() => read([join(bundled, "data_sources"), ...(options.dataSources ?? [])], (content, document) => content.dataSource(document)))
  const dataModels = lazy(() => read([join(bundled, "data_models"), ...(options.dataModels ?? [])], (content, document) => content.dataModel(document)))
  const texts = ruleTexts(macros)
  const parseRule = ruleReader(texts)
  const rules: Rule[] = []
  for (const path of options.rules) {
    const single = !isFolder(path)
    for (const file of yamlFiles(path, problems)) {
      const errors: RuleError[] = []
      const document = readDocument(file, problems, errors)
      if (document === null) continue
      // A folder may hold stories and lookups beside rules; a file named by itself is meant to be a rule.
      if (!single && !isRule(document.value)) continue
      const parsed = parseRule(document)
      errors.push(...parsed.errors)
      if (parsed.warnings.length > 0) warnings.push({ file, errors: parsed.warnings })
      if (errors.length > 0 || parsed.rule === null) problems.push({ file, errors })
      else rules.push(parsed.rule)
    }
  }
  return {
    rules,
    problems,
    warnings,
    macros,
    texts,
    get dataSources() {
      return dataSources()
    },
    get dataModels() {
      return dataModels()
    },
    lookupFolders: foldersOf("lookups", options.lookups),
  }
}

function lazyMacros(load: () => MacroTable): MacroTable {
  const table = lazy(load)
  return { find: (name, arity) => table().find(name, arity), arities: name => table().arities(name), names: () => table().names() }
}

/** The SPL front-end as the YAML front-end uses it. */
export function ruleTexts(macros: MacroTable): RuleTexts {
  return {
    spl: (text, locate) => parseSpl(expandMacroText({ text, locate }, macros)),
    search: (text, locate) => parsePredicate(expandMacroText({ text, locate }, macros)),
    expr: (text, locate) => parseExpr(text, locate),
    aggregation(call, as, locate) {
      const reader = new CommandReader({ text: { text: call, locate }, start: 0, end: call.length, pipeline: () => ({ stages: [] }) })
      const parsed = reader.aggregation()
      if (!reader.done) throw reader.error(`unexpected "${reader.rest()}" after the aggregate`)
      return as === undefined ? parsed : { ...parsed, as }
    },
  }
}

function readDocument(file: string, problems: LoadProblem[], errors?: RuleError[]): YamlDocument | null {
  let text: string
  try {
    text = readFileSync(file, "utf8")
  } catch (error) {
    problems.push({ file, errors: [new RuleError("io", `cannot read "${file}": ${reason(error)}`)] })
    return null
  }
  const parsed = parseYaml(file, text)
  if (parsed.errors.length > 0) {
    if (errors === undefined || parsed.document === null) problems.push({ file, errors: parsed.errors })
    else errors.push(...parsed.errors)
    if (errors === undefined) return null
  }
  return parsed.document
}

/** All YAML files of a folder and its subfolders, by name; a path that is a file stands for itself. */
function yamlFiles(path: string, problems: LoadProblem[]): string[] {
  const files: string[] = []
  const visit = (at: string, depth: number): void => {
    for (const entry of readdirSync(at, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const below = join(at, entry.name)
      if (entry.isDirectory() && depth < 20) visit(below, depth + 1)
      else if (/\.ya?ml$/.test(entry.name)) files.push(below)
    }
  }
  try {
    if (statSync(path).isDirectory()) visit(path, 0)
    else files.push(path)
  } catch (error) {
    problems.push({ file: path, errors: [new RuleError("io", `cannot read "${path}": ${reason(error)}`)] })
  }
  return files
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** The nearest ancestors of a rules path that hold macros or lookups beside it. */
function repositoryOf(path: string): string[] {
  let folder = resolve(path)
  for (let i = 0; i < 6; i++) {
    if (existsSync(join(folder, "macros")) || existsSync(join(folder, "lookups"))) return [folder]
    const parent = dirname(folder)
    if (parent === folder) break
    folder = parent
  }
  return []
}

const reason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const code = "code" in error ? error.code : undefined
  return code === "ENOENT" ? "no such file or folder" : code === "EACCES" ? "permission denied" : code === "EISDIR" ? "is a folder" : error.message
}
