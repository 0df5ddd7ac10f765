import { RuleError } from "../errors/error.ts"
import type { Expr } from "../ir/expr.ts"
import type { Predicate } from "../ir/predicate.ts"
import { lazy } from "../lazy.ts"
import type { DataModel, DataSource, Dataset, DatasetMapping, Extraction, ValueTable } from "../sources/data-source.ts"
import type { MacroDefinition } from "../spl/macro-expansion.ts"
import { dataModelSchema, dataSourceSchema, macroSchema } from "./content-schemas.ts"
import type { YamlDocument } from "./document.ts"
import { parsePredicateForm } from "./predicate.ts"
import type { RuleTexts } from "./rule.ts"
import { compileSchema, type SchemaCheck } from "./schema.ts"

type Parsed<T> = { readonly value: T } | { readonly errors: readonly RuleError[] }

export interface ContentReader {
  macro(document: YamlDocument): Parsed<MacroDefinition>
  dataSource(document: YamlDocument): Parsed<DataSource>
  dataModel(document: YamlDocument): Parsed<DataModel>
}

/** Readers of everything that is no rule. They keep their compiled schemas. */
export function contentReader(front: RuleTexts): ContentReader {
  const macroCheck = lazy(() => compileSchema(macroSchema()))
  const sourceCheck = lazy(() => compileSchema(dataSourceSchema()))
  const modelCheck = lazy(() => compileSchema(dataModelSchema()))
  const mistakes = (document: YamlDocument, check: () => SchemaCheck): readonly RuleError[] =>
    document.isKnown ? [] : check()(document).map(({ error }) => error)
  return {
    macro(document) {
      // A published macro may carry keys of its generation; what it stands for is all that counts.
      const errors = macroCheck()(document).flatMap(({ error, unknownKey }) => (unknownKey ? [] : [error]))
      const value = mapOf(document.value)
      if (errors.length > 0) return { errors }
      return {
        value: {
          name: String(value.name),
          arguments: listOf(value.arguments).map(String),
          definition: String(value.definition),
          locate: document.locator(["definition"]),
        },
      }
    },
    dataSource(document) {
      const errors = mistakes(document, sourceCheck)
      return errors.length > 0 ? { errors } : attempt(() => parseDataSource(document, front))
    },
    dataModel(document) {
      const errors = mistakes(document, modelCheck)
      return errors.length > 0 ? { errors } : attempt(() => parseDataModel(document, front))
    },
  }
}

function attempt<T>(read: () => T): Parsed<T> {
  try {
    return { value: read() }
  } catch (error) {
    if (error instanceof RuleError) return { errors: [error] }
    throw error
  }
}

type Path = readonly (string | number)[]

function parseDataSource(document: YamlDocument, front: RuleTexts): DataSource {
  const value = mapOf(document.value)
  const expr = (source: unknown, path: Path): Expr => front.expr(String(source), document.locator(path))
  const exprs = (key: string): Expr[] => listOf(value[key]).map((source, i) => expr(source, Array.isArray(value[key]) ? [key, i] : [key]))
  const exprMap = (map: unknown, path: Path): Map<string, Expr> =>
    new Map(Object.entries(mapOf(map)).map(([name, source]) => [name, expr(source, [...path, name])]))
  const predicate = (form: unknown, path: Path): Predicate => predicateAt(document, front, form, path)
  const predicateMap = (key: string): Map<string, Predicate> =>
    new Map(Object.entries(mapOf(value[key])).map(([name, form]) => [name, predicate(form, [key, name])]))
  const { isKnown } = document
  /** What can only be right is read when it is first asked for, the rest at once, so that its mistakes show. */
  const later = <T>(read: () => T): (() => T) => {
    const value = lazy(read)
    if (!isKnown) value()
    return value
  }
  const match = later(() => (value.match === undefined ? null : predicate(value.match, ["match"])))
  const source = later(() => exprs("source"))
  const sourcetype = later(() => exprs("sourcetype"))
  const host = later(() => (value.host === undefined ? null : expr(value.host, ["host"])))
  const time = later(() => exprs("time"))
  const fields = later(() => exprMap(value.fields, ["fields"]))
  const tables = later(
    () =>
      new Map(
        Object.entries(mapOf(value.tables)).map(([name, table]): [string, ValueTable] => {
          const { by, values } = mapOf(table)
          return [name, { by: String(by), values: new Map(Object.entries(mapOf(values)).map(([key, entry]) => [key, String(entry)])) }]
        }),
      ),
  )
  const eventtypes = later(() => predicateMap("eventtypes"))
  const tags = later(() => predicateMap("tags"))
  const datasets = later(
    () =>
      new Map(
        Object.entries(mapOf(value.datasets)).map(([name, mapping]): [string, DatasetMapping] => {
          const { when, fields } = mapOf(mapping)
          return [name, { when: predicate(when, ["datasets", name, "when"]), fields: exprMap(fields, ["datasets", name, "fields"]) }]
        }),
      ),
  )
  return {
    file: document.source,
    isKnown,
    name: String(value.name),
    description: String(value.description ?? ""),
    extends: listOf(value.extends).map(String),
    shapes: listOf(value.shapes).map(String),
    get match() {
      return match()
    },
    priority: Number(value.priority ?? 0),
    get source() {
      return source()
    },
    get sourcetype() {
      return sourcetype()
    },
    get host() {
      return host()
    },
    get time() {
      return time()
    },
    get fields() {
      return fields()
    },
    get tables() {
      return tables()
    },
    extractions: listOf(value.extract).map((item): Extraction => {
      const { field, pattern, all } = mapOf(item)
      return { field: String(field ?? "_raw"), pattern: String(pattern), all: all === true }
    }),
    get eventtypes() {
      return eventtypes()
    },
    get tags() {
      return tags()
    },
    get datasets() {
      return datasets()
    },
  }
}

function parseDataModel(document: YamlDocument, front: RuleTexts): DataModel {
  const value = mapOf(document.value)
  return {
    file: document.source,
    name: String(value.name),
    description: String(value.description ?? ""),
    datasets: Object.entries(mapOf(value.datasets)).map(([name, definition]): Dataset => {
      const { parent, constraint, fields } = mapOf(definition)
      return {
        name,
        parent: parent === undefined ? null : String(parent),
        constraint: constraint === undefined ? null : predicateAt(document, front, constraint, ["datasets", name, "constraint"]),
        fields: listOf(fields).map(String),
      }
    }),
  }
}

function predicateAt(document: YamlDocument, front: RuleTexts, form: unknown, path: Path): Predicate {
  const refuse = (what: string, at: Path): never => {
    throw new RuleError("schema", `${what} cannot stand here`, {
      range: document.range([...path, ...at]),
      hint: "write out what it stands for",
    })
  }
  return parsePredicateForm(form, {
    at: inner => document.range([...path, ...inner]),
    search: (source, inner) => front.search(source, document.locator([...path, ...inner])),
    macro: (_, at) => refuse("a macro", at),
    pipeline: (_, at) => refuse("a subsearch", at),
  })
}

const mapOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {}
const listOf = (value: unknown): readonly unknown[] => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value])
