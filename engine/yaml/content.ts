import { RuleError } from "../errors/error.ts"
import type { Expr } from "../ir/expr.ts"
import type { Predicate } from "../ir/predicate.ts"
import { lazy } from "../lazy.ts"
import type { DataModel, DataSource, Dataset, DatasetMapping, Extraction, ValueTable } from "../sources/data-source.ts"
import type { MacroDefinition } from "../spl/macro-expansion.ts"
import type { YamlDocument } from "./document.ts"
import { parsePredicateForm, predicateSchema } from "./predicate.ts"
import type { RuleTexts } from "./rule.ts"
import { compileSchema, type SchemaCheck } from "./schema.ts"

const text = { type: "string", minLength: 1 }
const texts = { oneOf: [text, { type: "array", minItems: 1, items: text }] }
const expressions = { type: "object", additionalProperties: { type: ["string", "number"] } }
const predicates = { type: "object", additionalProperties: { $ref: "#/$defs/predicate" } }
/** Predicates as data sources and data models may have them: no subsearch, and so none of the stages. */
const plainPredicates = { ...predicateSchema, pipeline: { description: "A subsearch; it cannot stand here." } }
const metadata = {
  name: text,
  id: text,
  version: { type: "integer" },
  date: text,
  creation_date: text,
  modification_date: text,
  author: text,
  status: text,
  description: { type: "string" },
}
const draft = "http://json-schema.org/draft-07/schema#"

/** A macro: a piece of SPL under a name, with arguments. */
export const macroSchema = (): object => ({
  $schema: draft,
  $id: "urn:sluice:macro",
  title: "Sluice macro",
  type: "object",
  required: ["name", "definition"],
  additionalProperties: false,
  properties: {
    ...metadata,
    definition: { ...text, description: "SPL; $argument$ is replaced as text." },
    arguments: { type: "array", items: text },
  },
})

/** A data source: see engine/sources/data-source.ts. */
export const dataSourceSchema = (): object => ({
  $schema: draft,
  $id: "urn:sluice:data-source",
  title: "Sluice data source",
  type: "object",
  required: ["name"],
  additionalProperties: false,
  properties: {
    ...metadata,
    extends: { ...texts, description: "Data sources whose fields this one has as well." },
    shapes: { ...texts, description: "Record shapes that it applies to; any when left out." },
    match: { $ref: "#/$defs/predicate" },
    priority: { type: "number", description: "The highest of several that match wins; 0 by default." },
    source: { ...texts, description: "Expressions; the first is shown, searches match any." },
    sourcetype: texts,
    host: text,
    time: texts,
    fields: { ...expressions, description: "Aliases and calculated fields: name to expression." },
    tables: {
      type: "object",
      description: "Fields whose value goes by that of another; where a table has none, the field's expression gives it.",
      additionalProperties: {
        type: "object",
        additionalProperties: false,
        required: ["by", "values"],
        properties: { by: text, values: { type: "object", additionalProperties: { type: ["string", "number"] } } },
      },
    },
    extract: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["pattern"],
        properties: { field: text, pattern: text, all: { type: "boolean" } },
      },
    },
    eventtypes: predicates,
    tags: predicates,
    datasets: {
      type: "object",
      additionalProperties: {
        type: "object",
        additionalProperties: false,
        required: ["when"],
        properties: { when: { $ref: "#/$defs/predicate" }, fields: expressions },
      },
    },
  },
  $defs: plainPredicates,
})

/** A data model: datasets and their fields. */
export const dataModelSchema = (): object => ({
  $schema: draft,
  $id: "urn:sluice:data-model",
  title: "Sluice data model",
  type: "object",
  required: ["name", "datasets"],
  additionalProperties: false,
  properties: {
    ...metadata,
    datasets: {
      type: "object",
      additionalProperties: {
        type: "object",
        additionalProperties: false,
        required: ["fields"],
        properties: {
          parent: text,
          constraint: { $ref: "#/$defs/predicate" },
          description: { type: "string" },
          fields: { type: "array", items: text },
        },
      },
    },
  },
  $defs: plainPredicates,
})

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
      const errors = isPlainMacro(document.value)
        ? []
        : macroCheck()(document).flatMap(({ error, unknownKey }) => (unknownKey ? [] : [error]))
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

/** A macro as nearly all are, which is seen to be right without the schema: compiling that takes longer than reading hundreds of them. */
function isPlainMacro(value: unknown): boolean {
  return (
    Object.entries(mapOf(value)).every(([key, part]) => {
      switch (key) {
        case "name":
        case "definition":
          return isText(part)
        case "description":
          return typeof part === "string"
        case "arguments":
          return Array.isArray(part) && part.every(isText)
        default:
          return false
      }
    }) &&
    isText(mapOf(value).name) &&
    isText(mapOf(value).definition)
  )
}
const isText = (value: unknown): boolean => typeof value === "string" && value !== ""

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
