import type { Stage } from "../ir/stage.ts"
import { type Scalar, valueFrom, valuesOf } from "../ir/value.ts"
import { printColumn, readColumn } from "../rows/column-names.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, present, textAt } from "../rows/plain-data.ts"
import { scalarText } from "../values/text-argument.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface MakemvStage extends Stage {
  readonly kind: "makemv"
  readonly field: string
  /** A space when left out, and when there is no tokenizer. */
  readonly delim?: string | undefined
  readonly tokenizer?: string | undefined
  readonly allowempty?: true | undefined
  readonly setsv?: true | undefined
}

const specification = { delim: "string", tokenizer: "string", allowempty: "boolean", setsv: "boolean" } as const

export const makemv: CoreStage<MakemvStage> = {
  name: "makemv",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  perRow: () => true,
  docs: {
    summary: "Split a field into several values.",
    description:
      "At a delimiter, a space unless another is given; or by a tokenizer, a regular expression whose first group is a value each time it matches. Empty values are " +
      "dropped unless `allowempty` is set. `setsv` is taken and changes nothing: a field is a multivalue or a single value, not both.",
    examples: [
      {
        title: "At a delimiter",
        stage: { makemv: { field: "to", delim: "," } },
        spl: 'makemv delim="," to',
        input: [{ to: "ann,,bob" }, { to: "eve" }, { n: 1 }],
        output: [{ to: ["ann", "bob"] }, { to: "eve" }, { n: 1 }],
      },
      {
        title: "Empty values too",
        stage: { makemv: { field: "to", delim: ",", allowempty: true } },
        spl: 'makemv allowempty=true delim="," to',
        input: [{ to: "ann,,bob" }],
        output: [{ to: ["ann", "", "bob"] }],
      },
      {
        title: "By a tokenizer",
        stage: { makemv: { field: "to", tokenizer: "([^,@]+)@[^,]*,?" } },
        spl: 'makemv tokenizer="([^,@]+)@[^,]*,?" to',
        input: [{ to: "ann@a.example,bob@b.example" }],
        output: [{ to: ["ann", "bob"] }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "The field, split at spaces.", type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          required: ["field"],
          properties: {
            field: { description: "The field.", type: "string", minLength: 1 },
            delim: { description: "What stands between values; a space when left out.", type: "string", minLength: 1 },
            tokenizer: { description: "A regular expression whose first group is a value.", type: "string", minLength: 1 },
            allowempty: { description: "Keep empty values.", type: "boolean" },
            setsv: { description: "Taken for compatibility.", type: "boolean" },
          },
        },
      ],
    },
    parse(value, ctx) {
      const delim = textAt(value, "delim")
      return {
        kind: "makemv",
        field: textAt(value, "field") ?? String(value),
        delim: delim === " " ? undefined : delim,
        tokenizer: textAt(value, "tokenizer"),
        allowempty: flagAt(value, "allowempty"),
        setsv: flagAt(value, "setsv"),
        range: ctx.range,
      }
    },
    render({ field, delim, tokenizer, allowempty, setsv }) {
      const options = present({ delim, tokenizer, allowempty, setsv })
      return Object.keys(options).length === 0 ? field : { field, ...options }
    },
  },
  fields: ({ field }) => ({ reads: [field], writes: [field], keepsOthers: true }),
  exec({ field, delim = " ", tokenizer, allowempty, range }, ctx) {
    const split = tokenizer === undefined ? (text: string): string[] => text.split(delim) : tokens(ctx.regex(tokenizer, range))
    return mapEvents(event => {
      const value = event.get(field)
      if (value === null) return event
      const parts: Scalar[] = []
      for (const scalar of valuesOf(value))
        for (const part of split(scalarText(scalar))) if (allowempty === true || part !== "") parts.push(part)
      // One value that stays what it was keeps its type.
      if (parts.length !== 1 || typeof value === "object" || parts[0] !== scalarText(value)) event.set(field, valueFrom(parts))
      return event
    })
  },
  spl: {
    commands: ["makemv"],
    parse(args) {
      let options = args.options(specification)
      if (args.done) throw args.error('command "makemv" needs a field', 'write makemv delim="," recipients')
      const field = readColumn(args)
      options = args.options(specification, options)
      const { delim, tokenizer } = options
      if (delim !== undefined && tokenizer !== undefined)
        throw args.error('"delim" and "tokenizer" exclude each other', "leave one of them out")
      if (delim === "") throw args.error('"delim" is empty', 'write the text between two values, as in delim=","')
      return {
        kind: "makemv",
        field,
        delim: delim === " " ? undefined : delim,
        tokenizer,
        allowempty: options.allowempty === true ? true : undefined,
        setsv: options.setsv === true ? true : undefined,
      }
    },
    render({ field, delim, tokenizer, allowempty, setsv }, ctx) {
      const quoted = (name: string, text: string | undefined): string => (text === undefined ? "" : `${name}=${ctx.string(text)}`)
      return commandText(
        ctx,
        "makemv",
        { allowempty, setsv },
        quoted("delim", delim),
        quoted("tokenizer", tokenizer),
        printColumn(field, ctx),
      )
    },
  },
  describe: ({ field, delim = " ", tokenizer }, ctx) =>
    `splits ${ctx.field(field)} into values ${tokenizer === undefined ? `at ${ctx.string(delim)}` : `with the regular expression ${ctx.string(tokenizer)}`}`,
}

function tokens(regex: { execAll(text: string): { readonly groups: readonly (string | undefined)[] }[] }): (text: string) => string[] {
  return text => regex.execAll(text).map(({ groups }) => groups[1] ?? groups[0] ?? "")
}
