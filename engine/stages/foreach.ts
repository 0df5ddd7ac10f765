import { RuleError } from "../errors/error.ts"
import type { Stage } from "../ir/stage.ts"
import { overFields } from "../rows/foreach-fields.ts"
import { parseTemplate, placeholdersOf } from "../rows/foreach-template.ts"
import { type CollectionMode, collectionModes, overValues } from "../rows/foreach-values.ts"
import { isMap, present, textAt, textsOf } from "../rows/plain-data.ts"
import type { SplReader } from "../spl/syntax.ts"
import type { CoreStage } from "./stage.ts"

export interface ForeachStage extends Stage {
  readonly kind: "foreach"
  /** Field names and patterns; the name of one field in modes that go over its values. */
  readonly fields: readonly string[]
  /** SPL with placeholders such as `<<FIELD>>`. */
  readonly template: string
  /** Over the fields when left out. */
  readonly mode?: CollectionMode | undefined
}

/** Options that call placeholders by other names. */
const renames = {
  fieldstr: "FIELD",
  matchstr: "MATCHSTR",
  matchseg1: "MATCHSEG1",
  matchseg2: "MATCHSEG2",
  matchseg3: "MATCHSEG3",
  itemstr: "ITEM",
  iterstr: "ITER",
} as const
const spec = {
  mode: "string",
  fieldstr: "string",
  matchstr: "string",
  matchseg1: "string",
  matchseg2: "string",
  matchseg3: "string",
  itemstr: "string",
  iterstr: "string",
} as const

/** Commands that treat each event by itself, so that the order of events makes no difference. */
const orderless = new Set([
  "eval",
  "fields",
  "fillnull",
  "makemv",
  "mvexpand",
  "nomv",
  "regex",
  "rename",
  "replace",
  "rex",
  "search",
  "spath",
  "where",
])

export const foreach: CoreStage<ForeachStage> = {
  name: "foreach",
  type: "streaming",
  order: ({ template }) =>
    template.split("|").every(part => orderless.has(/^\s*(\w*)/.exec(part)?.[1]?.toLowerCase() ?? "")) ? "any" : "sensitive",
  idle: () => true,
  docs: {
    summary: "Run the same commands for each of some fields, or for each value of a field.",
    description:
      "The commands are SPL text, in which `<<FIELD>>` stands for the name of the field, `<<MATCHSTR>>` for what the wildcards match and `<<MATCHSEG1>>` to " +
      "`<<MATCHSEG3>>` for what each of them matches. A pattern stands for the fields that the event has; `*` leaves out those that begin with an underscore. With a " +
      "`mode`, a single eval runs for each value: `<<ITEM>>` is the value and `<<ITER>>` its position, from 0. A field whose name cannot stand in the text is passed over.",
    examples: [
      {
        title: "A sum of fields",
        stage: [{ eval: { total: "0" } }, { foreach: { fields: ["www*"], do: "eval total = total + <<FIELD>>" } }],
        spl: "eval total = 0 | foreach www* [eval total = total + <<FIELD>>]",
        input: [{ www1: 1000, www2: 500 }, { www1: 800 }],
        output: [
          { www1: 1000, www2: 500, total: 1500 },
          { www1: 800, total: 800 },
        ],
      },
      {
        title: "Names made of what matched",
        stage: { foreach: { fields: ["min_*_*", "unit"], do: 'eval "<<MATCHSEG2>>_<<MATCHSEG1>>" = \'<<FIELD>>\' . " <<MATCHSTR>>"' } },
        spl: 'foreach min_*_* unit matchseg1=ONE [eval "<<MATCHSEG2>>_ONE" = \'<<FIELD>>\' . " <<MATCHSTR>>"]',
        input: [{ min_cpu_a: 5 }],
        output: [{ min_cpu_a: 5, a_cpu: "5 cpua" }],
      },
      {
        title: "Each value of a multivalue",
        stage: [
          { eval: { label: '""' } },
          { foreach: { fields: ["n"], mode: "multivalue", do: 'eval label = label . "<<ITER>>:<<ITEM>> "' } },
        ],
        spl: 'eval label = "" | foreach mode=multivalue n [eval label = label . "<<ITER>>:<<ITEM>> "]',
        input: [{ n: ["a", "b"] }, { m: 1 }],
        output: [
          { n: ["a", "b"], label: "0:a 1:b " },
          { m: 1, label: "" },
        ],
      },
      {
        title: "Each element of a JSON array",
        stage: [{ eval: { sum: "0" } }, { foreach: { fields: ["list"], mode: "auto_collections", do: "eval sum = sum + <<ITEM>>" } }],
        spl: "eval sum = 0 | foreach list mode=auto_collections itemstr=N [eval sum = sum + N]",
        input: [{ list: "[1, 2, 3]" }, { list: ["4", "5"] }],
        output: [
          { list: "[1, 2, 3]", sum: 6 },
          { list: ["4", "5"], sum: 9 },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      required: ["fields", "do"],
      properties: {
        fields: { description: "Names and patterns of fields.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
        do: { description: "SPL with placeholders such as <<FIELD>>.", type: "string", minLength: 1 },
        mode: { description: "Goes over the values of one field instead.", enum: collectionModes },
      },
    },
    parse: (value, ctx) => ({
      kind: "foreach",
      fields: textsOf(isMap(value) ? value.fields : undefined),
      template: textAt(value, "do") ?? "",
      mode: collectionModes.find(mode => mode === textAt(value, "mode")),
      range: ctx.range,
    }),
    render: ({ fields, template, mode }) => present({ fields, mode, do: template }),
  },
  fields: () => ({ reads: ["*"], writes: ["*"], keepsOthers: true }),
  exec(stage, ctx) {
    const template = ctx.expandMacros(stage.template, stage.range)
    const parts = parseTemplate(template)
    const used = placeholdersOf(parts)
    const isCollection = stage.mode !== undefined
    for (const name of used)
      if ((name === "ITEM" || name === "ITER") !== isCollection)
        throw new RuleError("wrong_argument", `"<<${name}>>" stands for nothing in this mode`, {
          range: stage.range,
          hint: isCollection ? "write <<ITEM>> for the value" : "write <<FIELD>>, or set mode=multivalue",
        })
    const { fields, mode, range } = stage
    return mode === undefined ? overFields(fields, parts, range, ctx) : overValues(fields[0] ?? "", template, mode, range, ctx)
  },
  spl: {
    commands: ["foreach"],
    parse: readForeach,
    render: ({ fields, template, mode }, ctx) =>
      `foreach ${mode === undefined ? "" : `mode=${mode} `}${fields.map(ctx.field).join(" ")} [${template}]`,
  },
  describe: ({ fields, template, mode }) =>
    `runs "${template}" for ${mode === undefined ? `each of the fields ${fields.join(", ")}` : `each value of ${fields.join(", ")}`}`,
}

function readForeach(args: SplReader): ForeachStage {
  let options = args.options(spec)
  const fields: string[] = []
  while (!args.done && !args.peekSubsearch()) {
    const before = fields.length
    fields.push(...args.fields())
    options = args.options(spec, options)
    if (fields.length === before) break
  }
  if (fields.length === 0)
    throw args.error('command "foreach" needs a field or a pattern', "write foreach count_* [eval total = total + <<FIELD>>]")
  if (!args.peekSubsearch())
    throw args.error('command "foreach" needs commands in brackets', "write foreach count_* [eval total = total + <<FIELD>>]")
  const text = args.bracketText()
  options = args.options(spec, options)
  const mode = options.mode?.toLowerCase()
  const collection = collectionModes.find(name => name === mode)
  if (mode !== undefined && mode !== "multifield" && collection === undefined)
    throw args.error(`"foreach" has no mode "${options.mode}"`, `modes are multifield, ${collectionModes.join(", ")}`)
  if (collection !== undefined && fields.length !== 1)
    throw args.error(`mode ${collection} goes over one field, not ${fields.length}`, "name one field")
  return { kind: "foreach", fields, template: withStandardNames(text, options), mode: collection }
}

/** The template with placeholders under their standard names. */
function withStandardNames(text: string, options: Readonly<Record<string, string | number | boolean | undefined>>): string {
  let template = text
  for (const [option, standard] of Object.entries(renames)) {
    const name = options[option]
    if (typeof name === "string" && name !== "") template = template.replaceAll(name, `<<${standard}>>`)
  }
  return template
}
