import { existsSync, statSync } from "node:fs"
import { dirname, isAbsolute, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { ContentFiles, unreadable } from "./api/cache/content-files.ts"
import { type KnownContent, readKnownContent } from "./api/known-content.ts"
import { parseDespiteMistakes } from "./api/search-mistakes.ts"
import { RuleError } from "./errors/error.ts"
import type { Rule } from "./ir/rule.ts"
import { lazy } from "./lazy.ts"
import type { DataModel, DataSource } from "./sources/data-source.ts"
import { expandMacroText, type MacroDefinition, type MacroTable, macroTable } from "./spl/macro-expansion.ts"
import { parseAggregation, parseExpression, parsePredicate, parseSpl } from "./spl/parse.ts"
import { type ContentReader, contentReader } from "./yaml/content.ts"
import { type ParsedYaml, parseYaml, type YamlDocument } from "./yaml/document.ts"
import { knownDocument } from "./yaml/known-document.ts"
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

/** What a file of content is meant to be. */
export type ContentKind = "rule" | "macro" | "data source" | "data model"

/** A file that could not be used, or not wholly. */
export interface LoadProblem {
  readonly file: string
  readonly kind: ContentKind
  readonly errors: readonly RuleError[]
  /** What could be read of a rule. */
  readonly rule?: Rule
}

export interface Content {
  /** Rules without mistakes, in the order of the paths given and of file names. All are read when one is first asked for. */
  readonly rules: readonly Rule[]
  /** Files with mistakes: the rules among them are not in `rules`. */
  readonly problems: readonly LoadProblem[]
  /** Mistakes that leave their file usable. */
  readonly warnings: readonly LoadProblem[]
  /** YAML files below the rule folders that are no rules, such as stories and lookups. */
  readonly others: readonly string[]
  readonly macros: MacroTable
  readonly texts: RuleTexts
  readonly dataSources: readonly DataSource[]
  readonly dataModels: readonly DataModel[]
  /** Folders with lookups, the most particular last. */
  readonly lookupFolders: readonly string[]
  /** The rule of a file that is known to be one without mistakes. */
  readRule(file: string): Rule
}

/** Where content stands: files and folders that are there, each kind in the order in which later ones win. */
export interface ContentFolders {
  readonly rules: readonly string[]
  readonly macros: readonly string[]
  readonly lookups: readonly string[]
  readonly dataSources: readonly string[]
  readonly dataModels: readonly string[]
}

/** The folder with the rules, macros and data sources that come with the package. */
export function bundledFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "rules", "data_sources"))) return join(folder, "rules")
    if (folder === dirname(folder)) throw new Error("the package has lost its rules folder")
  }
}

/**
 * Where the content stands that options name. Macros and lookups come from the package, then from the repository that the rules stand
 * in (folders called `macros` and `lookups` beside an ancestor), then from the folders that the user names.
 */
export function contentFolders(options: LoadOptions): ContentFolders {
  const bundled = bundledFolder()
  const repositories = [...new Set(options.rules.flatMap(repositoryOf))]
  const foldersOf = (kind: string, named: readonly string[] | undefined): string[] => [
    join(bundled, kind),
    ...repositories.map(repository => join(repository, kind)).filter(folder => existsSync(folder)),
    ...(named ?? []),
  ]
  return {
    rules: options.rules,
    macros: foldersOf("macros", options.macros),
    lookups: foldersOf("lookups", options.lookups),
    dataSources: [join(bundled, "data_sources"), ...(options.dataSources ?? [])],
    dataModels: [join(bundled, "data_models"), ...(options.dataModels ?? [])],
  }
}

/**
 * Loads rules and everything that they refer to, each kind when it is first asked for. Nothing throws: every mistake of every file is in
 * the result.
 */
export function loadContent(
  options: LoadOptions,
  folders: ContentFolders = contentFolders(options),
  files: ContentFiles = new ContentFiles(),
): Content {
  const problems: LoadProblem[] = []
  // Macros, data sources and models are read with no macros at hand: only rules may call them.
  const reader = contentReader(ruleTexts(macroTable([])))
  const known = lazy(readKnownContent)
  const yamlFiles = (path: string, kind: ContentKind): readonly string[] => {
    const listing = files.yamlFiles(path)
    problems.push(...listing.unread.map(({ file, error }) => ({ file, kind, errors: [error] })))
    return listing.files
  }
  type Parse<T> = (reader: ContentReader, document: YamlDocument) => { readonly value: T } | { readonly errors: readonly RuleError[] }
  const read = <T>(kind: ContentKind, paths: readonly string[], parse: Parse<T>): T[] =>
    paths
      .flatMap(path => yamlFiles(path, kind))
      .flatMap(file => {
        const { document, errors } = readDocument(file, files, kind, known)
        const parsed = document === null || errors.length > 0 ? { errors } : parse(reader, document)
        if ("value" in parsed) return [parsed.value]
        problems.push({ file, kind, errors: parsed.errors })
        return []
      })
  // A search over a program's own records needs none of these: each is read when it is first asked for.
  const macros = lazyMacros(() =>
    macroTable([
      ...read<MacroDefinition>("macro", folders.macros, (content, document) => content.macro(document)),
      ...(options.givenMacros ?? []),
    ]),
  )
  const dataSources = lazy(() => read<DataSource>("data source", folders.dataSources, (content, document) => content.dataSource(document)))
  const dataModels = lazy(() => read<DataModel>("data model", folders.dataModels, (content, document) => content.dataModel(document)))
  const texts = ruleTexts(macros)
  const parseRule = lazy(() => ruleReader(texts))
  const rules = lazy(() => {
    // Mistakes of files that the user names are all reported, whether anything asks for them or not.
    if (options.macros !== undefined && options.macros.length > 0) macros.names()
    if (options.dataSources !== undefined && options.dataSources.length > 0) dataSources()
    if (options.dataModels !== undefined && options.dataModels.length > 0) dataModels()
    const rules: Rule[] = []
    const warnings: LoadProblem[] = []
    const others: string[] = []
    const seen = new Set<string>()
    for (const path of folders.rules) {
      const single = !isFolder(path)
      for (const file of yamlFiles(path, "rule")) {
        // Folders named together may overlap.
        if (seen.has(resolve(file))) continue
        seen.add(resolve(file))
        const { document, errors } = readDocument(file, files, "rule", known)
        // A folder may hold stories and lookups beside rules; a file named by itself is meant to be a rule.
        if (document !== null && !single && !isRule(document.value)) {
          others.push(file)
          continue
        }
        if (document === null) {
          problems.push({ file, kind: "rule", errors })
          continue
        }
        const parsed = parseRule()(document)
        if (parsed.warnings.length > 0) warnings.push({ file, kind: "rule", errors: parsed.warnings })
        const all = [...errors, ...parsed.errors]
        if (parsed.rule === null) problems.push({ file, kind: "rule", errors: all })
        else if (all.length > 0) problems.push({ file, kind: "rule", errors: all, rule: parsed.rule })
        else rules.push(parsed.rule)
      }
    }
    return { rules, warnings, others }
  })
  return {
    get rules() {
      return rules().rules
    },
    get problems() {
      rules()
      return problems
    },
    get warnings() {
      return rules().warnings
    },
    get others() {
      return rules().others
    },
    macros,
    texts,
    get dataSources() {
      return dataSources()
    },
    get dataModels() {
      return dataModels()
    },
    lookupFolders: folders.lookups,
    readRule(file) {
      const { document } = readDocument(file, files, "rule", known)
      const rule = document === null ? null : parseRule()({ ...document, isKnown: true }).rule
      if (rule === null) throw new Error(`what was a rule is none: ${file}`)
      return rule
    },
  }
}

function lazyMacros(load: () => MacroTable): MacroTable {
  const table = lazy(load)
  return { find: (name, arity) => table().find(name, arity), arities: name => table().arities(name), names: () => table().names() }
}

/** The SPL front-end as the YAML front-end uses it. */
export function ruleTexts(macros: MacroTable): RuleTexts {
  return {
    spl: (text, locate, report) =>
      report === undefined ? parseSpl(expandMacroText({ text, locate }, macros)) : parseDespiteMistakes({ text, locate }, macros, report),
    search: (text, locate) => parsePredicate(expandMacroText({ text, locate }, macros)),
    expr: (text, locate) => parseExpression({ text, locate }),
    aggregation(call, as, locate) {
      const parsed = parseAggregation({ text: call, locate })
      return as === undefined ? parsed : { ...parsed, as }
    },
  }
}

/** A file as a document, if it is one, and everything that is wrong with its YAML. */
function readDocument(file: string, files: ContentFiles, kind: ContentKind, known: () => KnownContent): ParsedYaml {
  let bytes: Uint8Array
  try {
    bytes = files.read(file)
  } catch (error) {
    return { document: null, errors: [unreadable(file, error)] }
  }
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return { document: null, errors: [notUtf8(file, bytes)] }
  }
  const found = kind === "data source" || kind === "data model" ? known().find(kind, bytes) : null
  return found === null ? parseYaml(file, text) : { document: knownDocument({ file, text }, found.value), errors: [] }
}
const utf8 = new TextDecoder("utf-8", { fatal: true })

function notUtf8(file: string, bytes: Uint8Array): RuleError {
  const text = new TextDecoder("utf-8").decode(bytes)
  const at = Math.max(0, text.indexOf("\ufffd"))
  return new RuleError("yaml", "file is not in UTF-8", {
    range: { source: { file, text }, start: at, end: at + 1 },
    hint: "save it in UTF-8",
  })
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** The nearest ancestors of a rules path that hold macros or lookups beside it. */
function repositoryOf(path: string): string[] {
  let folder = resolve(path)
  for (let i = 0; i < 6; i++) {
    if (existsSync(join(folder, "macros")) || existsSync(join(folder, "lookups")))
      return [isAbsolute(path) ? folder : relative(process.cwd(), folder) || "."]
    const parent = dirname(folder)
    if (parent === folder) break
    folder = parent
  }
  return []
}
