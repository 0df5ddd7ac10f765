import type { JsonValue } from "../reader.ts"

/** The most levels that elements may nest in one template or fragment. */
export const maxElementDepth = 32
/** The most levels that binary XML values may nest in each other. Windows uses one. */
export const maxValueDepth = 8

/** Bytes that are no valid EVTX. The record, template or chunk that they stand in is left out; reading goes on. */
export class Malformed extends Error {}

export type Scalar = string | number

/** A substitution's value: integers as numbers while they are exact, all other types as the text that Windows prints. */
export type Value = Scalar | null | readonly Scalar[] | Instance

export interface Text {
  readonly kind: "text"
  readonly text: string
}

export interface CData {
  readonly kind: "cdata"
  readonly text: string
}

export interface Instruction {
  readonly kind: "instruction"
  readonly target: string
  readonly text: string
}

/** The place of a value. Where an optional one is null, the element or attribute around it is left out of the XML. */
export interface Substitution {
  readonly kind: "substitution"
  readonly index: number
  readonly optional: boolean
}

export interface Attribute {
  readonly name: string
  readonly parts: readonly (Text | Substitution)[]
}

export interface Element {
  readonly kind: "element"
  readonly name: string
  readonly attributes: readonly Attribute[]
  readonly children: readonly Node[]
  /** Written `<a/>`, which is not how Windows writes an element that only happens to have no content. */
  readonly empty: boolean
}

/** A template instance that stands in the markup itself, not in a value. */
export interface Embedded {
  readonly kind: "embedded"
  readonly instance: Instance
}

export type Node = Text | CData | Instruction | Substitution | Element | Embedded

/**
 * How one field of an event gets its value: from substitution `index`; when that is -1, from `literal`; when that is null too,
 * from `content`, whatever it is.
 */
export interface Entry {
  readonly key: string
  readonly index: number
  readonly literal: Scalar | null
  readonly content: readonly Node[]
  /** No other entry of the section has this key. */
  readonly once: boolean
  /** A null value leaves the field out; otherwise it is "". */
  readonly skipNull: boolean
  /** Decimal digits are a number even where the template has them as text. */
  readonly numeric: boolean
}

/** What a part of a template adds to an event's data. */
export type Section =
  | { readonly kind: "fields"; readonly key: string; readonly entries: readonly Entry[]; readonly rest: readonly Node[] }
  | { readonly kind: "element"; readonly element: Element }
  | { readonly kind: "substitution"; readonly index: number }
  | { readonly kind: "embedded"; readonly instance: Instance }
  | { readonly kind: "literal"; readonly key: string; readonly value: JsonValue }

/** A step of rendering a template as XML. */
export type Piece =
  | string
  | { readonly kind: "value"; readonly index: number; readonly inAttribute: boolean }
  /** An element whose only content is a value. */
  | {
      readonly kind: "element"
      readonly start: readonly Piece[]
      readonly index: number
      readonly optional: boolean
      readonly end: string
    }
  /** What is left out as a whole when one of the nodes is an optional substitution without value. */
  | { readonly kind: "optional"; readonly nodes: readonly Node[]; readonly pieces: readonly Piece[] }
  | { readonly kind: "instance"; readonly instance: Instance }

/** A piece of binary XML with places for values: a template definition, or a fragment that has none. */
export class Template {
  /** The first four bytes of the definition's GUID, which instances repeat. */
  readonly id: number
  readonly nodes: readonly Node[]
  readonly sections: readonly Section[]
  /** Made when the text of a record is first asked for. */
  pieces: readonly Piece[] | null = null

  constructor(id: number, nodes: readonly Node[], sections: readonly Section[]) {
    this.id = id
    this.nodes = nodes
    this.sections = sections
  }
}

/** A template with its values: what a record holds, independent of the bytes it was read from. */
export class Instance {
  readonly template: Template
  readonly values: readonly Value[]

  constructor(template: Template, values: readonly Value[]) {
    this.template = template
    this.values = values
  }
}

/** Whether the element or attribute around these nodes hangs on an optional value that is null. */
export function isOmitted(nodes: readonly Node[], values: readonly Value[]): boolean {
  for (const node of nodes) if (node.kind === "substitution" && node.optional && (values[node.index] ?? null) === null) return true
  return false
}

/** The text of a value inside other text; binary XML has none there. */
export function textOf(value: Value | undefined): string {
  if (value === null || value === undefined || value instanceof Instance) return ""
  return typeof value === "object" ? value.join(",") : String(value)
}
