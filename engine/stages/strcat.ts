import type { Stage } from "../ir/stage.ts"
import { textOf } from "../ir/value.ts"
import { printColumn, readColumn } from "../rows/column-names.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, listOf, present, textAt } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface StrcatStage extends Stage {
  readonly kind: "strcat"
  readonly parts: readonly StrcatPart[]
  readonly target: string
  /** Without all fields the target stays as it is. */
  readonly allrequired?: true | undefined
}
export type StrcatPart = { readonly field: string } | { readonly text: string }

export const strcat: CoreStage<StrcatStage> = {
  name: "strcat",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  perRow: () => true,
  docs: {
    summary: "Put the values of fields and fixed texts together in one field.",
    description: "A missing field counts as empty text; with `allrequired`, the target then stays as it is.",
    examples: [
      {
        title: "Fields and a text",
        stage: { strcat: { parts: ["src", { text: "->" }, "dest"], target: "flow" } },
        spl: 'strcat src "->" dest flow',
        input: [{ src: "a", dest: "b" }, { src: "a" }],
        output: [
          { src: "a", dest: "b", flow: "a->b" },
          { src: "a", flow: "a->" },
        ],
      },
      {
        title: "Only with all fields",
        stage: { strcat: { parts: ["src", { text: "->" }, "dest"], target: "flow", allrequired: true } },
        spl: 'strcat allrequired=true src "->" dest flow',
        input: [
          { src: "a", dest: "b" },
          { src: "a", flow: "old" },
        ],
        output: [
          { src: "a", dest: "b", flow: "a->b" },
          { src: "a", flow: "old" },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      required: ["parts", "target"],
      properties: {
        parts: {
          description: "Field names, and fixed texts as {text: ...}.",
          type: "array",
          minItems: 1,
          items: {
            oneOf: [
              { type: "string", minLength: 1 },
              { type: "object", additionalProperties: false, required: ["text"], properties: { text: { type: ["string", "number"] } } },
            ],
          },
        },
        target: { description: "The field that gets the result.", type: "string", minLength: 1 },
        allrequired: { description: "Leave the target alone where a field is missing.", type: "boolean" },
      },
    },
    parse: (value, ctx) => ({
      kind: "strcat",
      parts: listOf(isMap(value) ? value.parts : []).map(part =>
        isMap(part) ? { text: textAt(part, "text") ?? "" } : { field: String(part) },
      ),
      target: textAt(value, "target") ?? "",
      allrequired: flagAt(value, "allrequired"),
      range: ctx.range,
    }),
    render: ({ parts, target, allrequired }) =>
      present({ parts: parts.map(part => ("field" in part ? part.field : part)), target, allrequired }),
  },
  fields: ({ parts, target }) => ({
    reads: [...new Set(parts.flatMap(part => ("field" in part ? [part.field] : [])))],
    writes: [target],
    keepsOthers: true,
  }),
  exec: ({ parts, target, allrequired }) =>
    mapEvents(event => {
      let text = ""
      for (const part of parts) {
        const value = "field" in part ? textOf(event.get(part.field)) : part.text
        if (value === null && allrequired === true) return event
        text += value ?? ""
      }
      event.set(target, text)
      return event
    }),
  spl: {
    commands: ["strcat"],
    parse(args) {
      let options = args.options({ allrequired: "boolean" })
      const parts: { readonly quoted: boolean; readonly text: string }[] = []
      while (!args.done) {
        if (args.accept(",")) continue
        const quoted = args.peekQuoted()
        parts.push({ quoted, text: quoted ? args.string() : readColumn(args) })
        options = args.options({ allrequired: "boolean" }, options)
      }
      const target = parts.pop()
      if (target === undefined || parts.length === 0)
        throw args.error('command "strcat" needs a field and a target', 'write strcat src "/" dest target')
      return {
        kind: "strcat",
        parts: parts.map(({ quoted, text }) => (quoted ? { text } : { field: text })),
        target: target.text,
        allrequired: options.allrequired === true ? true : undefined,
      }
    },
    render({ parts, target, allrequired }, ctx) {
      // In double quotes a name would be a text.
      const source = (name: string): string => (ctx.field(name).startsWith('"') ? `'${name}'` : ctx.field(name))
      const texts = parts.map(part => ("field" in part ? source(part.field) : ctx.string(part.text)))
      return commandText(ctx, "strcat", { allrequired }, texts.join(" "), printColumn(target, ctx))
    },
  },
  describe: ({ parts, target }, ctx) =>
    `sets ${ctx.field(target)} to ${parts.map(part => ("field" in part ? ctx.field(part.field) : ctx.string(part.text))).join(" followed by ")}`,
}
