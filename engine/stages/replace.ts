import { RuleError } from "../errors/error.ts"
import type { Stage } from "../ir/stage.ts"
import { readColumns } from "../rows/column-names.ts"
import { compileFieldPatterns, isInternal } from "../rows/field-patterns.ts"
import { isMap, listOf, pairsForm, pairsOf, present, textsOf } from "../rows/plain-data.ts"
import { eachScalar, scalarFrom } from "../rows/scalar-text.ts"
import { scalarText } from "../values/text-argument.ts"
import { applyWildcard, hasWildcard, wildcardCapture } from "../wildcard.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface ReplaceStage extends Stage {
  readonly kind: "replace"
  readonly replacements: readonly Replacement[]
  /** Names and patterns; all fields but internal ones when there are none. */
  readonly fields: readonly string[]
}
export interface Replacement {
  readonly value: string
  readonly with: string
}

export const replace: CoreStage<ReplaceStage> = {
  name: "replace",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  perRow: () => true,
  docs: {
    summary: "Replace whole values of fields by others.",
    description:
      "`*` stands for any run of characters; as many in the replacement, or none, carry over what they stand for. Values are compared case-insensitively. Of " +
      "several replacements that fit, one without wildcards wins (the last of them), then the one with most characters besides its wildcards. Without `in`, all " +
      "fields are meant except internal ones.",
    examples: [
      {
        title: "Wildcards, in some fields",
        stage: { replace: { values: { "::ffff:*": "*", "* localhost": "localhost *" }, in: ["src", "host"] } },
        spl: 'replace "::ffff:*" WITH "*", "* localhost" WITH "localhost *" IN src, host',
        input: [{ src: "::ffff:10.0.0.1", host: "web localhost", dest: "::ffff:10.0.0.2" }],
        output: [{ src: "10.0.0.1", host: "localhost web", dest: "::ffff:10.0.0.2" }],
      },
      {
        title: "In all fields",
        stage: { replace: { aug: "August" } },
        spl: "replace aug with August",
        input: [{ start_month: "aug", end_month: "sep", _raw: "aug" }],
        output: [{ start_month: "August", end_month: "sep", _raw: "aug" }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        {
          type: "object",
          additionalProperties: false,
          required: ["values"],
          properties: {
            values: { description: "Values and what they are replaced by.", ...pairsSchema() },
            in: { description: "The fields; all when left out.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
          },
        },
        { description: "Values and what they are replaced by, in all fields.", ...pairsSchema(), not: { required: ["values"] } },
      ],
    },
    parse(value, ctx) {
      const long = isMap(value) && Object.hasOwn(value, "values") && typeof value.values === "object"
      const pairs = pairsOf(long ? value.values : value)
      return {
        kind: "replace",
        replacements: pairs.map(([from, to]) => ({ value: from, with: String(to) })),
        fields: long ? textsOf(listOf(value.in)) : [],
        range: ctx.range,
      }
    },
    render({ replacements, fields }) {
      const values = pairsForm(replacements.map(item => [item.value, scalarFrom(item.with)]))
      return fields.length === 0 && isMap(values) && !Object.hasOwn(values, "values")
        ? values
        : present({ values, in: fields.length === 0 ? undefined : fields })
    },
  },
  fields: ({ fields }) => ({
    reads: fields.length === 0 ? ["*"] : fields,
    writes: fields.length === 0 ? ["*"] : fields,
    keepsOthers: true,
  }),
  exec({ replacements, fields, range }) {
    const substitute = compileReplacements(replacements, range)
    const patterns = compileFieldPatterns(fields)
    return mapEvents(event => {
      for (const name of fields.length === 0 ? event.names() : patterns.select(event)) {
        if (fields.length === 0 && isInternal(name)) continue
        const value = event.get(name)
        const replaced = eachScalar(value, scalar => substitute(scalarText(scalar)) ?? scalar)
        if (replaced !== value) event.set(name, replaced)
      }
      return event
    })
  },
  spl: {
    commands: ["replace"],
    parse(args) {
      const replacements: Replacement[] = []
      while (!args.done && !(replacements.length > 0 && args.peek("in"))) {
        const value = args.string()
        if (!args.accept("with")) throw args.error(`value "${value}" has no replacement`, "write replace old WITH new IN field")
        replacements.push({ value, with: args.string() })
        args.accept(",")
      }
      if (replacements.length === 0)
        throw args.error('command "replace" needs a value and its replacement', "write replace old WITH new IN field")
      if (!args.accept("in")) return { kind: "replace", replacements, fields: [] }
      const names = readColumns(args)
      if (names.length === 0) throw args.error('"IN" names no field', "write the fields behind it")
      return { kind: "replace", replacements, fields: names }
    },
    render({ replacements, fields }, ctx) {
      const pairs = replacements.map(item => `${ctx.string(item.value)} WITH ${ctx.string(item.with)}`).join(", ")
      return `replace ${pairs}${fields.length === 0 ? "" : ` IN ${ctx.fields(fields)}`}`
    },
  },
  describe({ replacements, fields }, ctx) {
    const pairs = replacements.map(item => `${ctx.string(item.value)} by ${ctx.string(item.with)}`).join(", ")
    return `replaces ${pairs} in ${fields.length === 0 ? "all fields" : ctx.fields(fields)}`
  },
}

/** Maps of values, or lists of them where the order matters. */
function pairsSchema() {
  const map = { type: "object", minProperties: 1, additionalProperties: { type: ["string", "number"] } } as const
  return { oneOf: [map, { type: "array", minItems: 1, items: map }] } as const
}

const stars = (pattern: string): number => pattern.split("*").length - 1

/** The replacement of a text; null when it has none. */
function compileReplacements(replacements: readonly Replacement[], range: Stage["range"]): (text: string) => string | null {
  const exact = new Map<string, string>()
  const wild: { readonly size: number; readonly capture: (text: string) => string[] | null; readonly with: string }[] = []
  for (const { value, with: replacement } of replacements) {
    if (!hasWildcard(value)) {
      exact.set(value.toLowerCase(), replacement)
      continue
    }
    if (stars(replacement) !== 0 && stars(replacement) !== stars(value))
      throw new RuleError("wrong_argument", `"${value}" and "${replacement}" do not have the same number of wildcards`, {
        range,
        hint: 'write as many "*" in the replacement as in the value, or none',
      })
    wild.push({ size: value.length - stars(value), capture: wildcardCapture(value), with: replacement })
  }
  // The fullest pattern first; of equals, the later one.
  wild.reverse().sort((a, b) => b.size - a.size)
  return text => {
    const whole = exact.get(text.toLowerCase())
    if (whole !== undefined) return whole
    for (const { capture, with: replacement } of wild) {
      const captured = capture(text)
      if (captured !== null) return applyWildcard(replacement, captured)
    }
    return null
  }
}
