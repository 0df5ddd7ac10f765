import { predicateSchema } from "./predicate.ts"

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
