import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import type { Operator, Sink } from "../exec/operator.ts"
import type { Stage } from "../ir/stage.ts"
import { type Scalar, valuesOf } from "../ir/value.ts"
import { fieldFrom, isArray, parseContainer } from "../json/value.ts"
import { isInternal } from "../rows/field-patterns.ts"
import { bindTemplate, fillTemplate, parseTemplate, placeholdersOf, type TemplatePart } from "../rows/foreach-template.ts"
import { isMap, present, textAt, textsOf } from "../rows/plain-data.ts"
import { scalarFrom } from "../rows/scalar-text.ts"
import type { SplReader } from "../spl/syntax.ts"
import { hasWildcard, wildcardCapture } from "../wildcard.ts"
import type { CoreStage, ExecContext } from "./stage.ts"

export interface ForeachStage extends Stage {
  readonly kind: "foreach"
  /** Field names and patterns; the name of one field in modes that go over its values. */
  readonly fields: readonly string[]
  /** SPL with placeholders such as `<<FIELD>>`. */
  readonly template: string
  /** Over the fields when left out. */
  readonly mode?: CollectionMode | undefined
}
type CollectionMode = "multivalue" | "json_array" | "auto_collections"

const modes = ["multivalue", "json_array", "auto_collections"] as const
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
        mode: { description: "Goes over the values of one field instead.", enum: modes },
      },
    },
    parse: (value, ctx) => ({
      kind: "foreach",
      fields: textsOf(isMap(value) ? value.fields : undefined),
      template: textAt(value, "do") ?? "",
      mode: modes.find(mode => mode === textAt(value, "mode")),
      range: ctx.range,
    }),
    render: ({ fields, template, mode }) => present({ fields, mode, do: template }),
  },
  fields: () => ({ reads: ["*"], writes: ["*"], keepsOthers: true }),
  exec(stage, ctx) {
    const parts = parseTemplate(stage.template)
    const used = placeholdersOf(parts)
    const isCollection = stage.mode !== undefined
    for (const name of used)
      if ((name === "ITEM" || name === "ITER") !== isCollection)
        throw new RuleError("wrong_argument", `"<<${name}>>" stands for nothing in this mode`, {
          range: stage.range,
          hint: isCollection ? "write <<ITEM>> for the value" : "write <<FIELD>>, or set mode=multivalue",
        })
    return stage.mode === undefined ? overFields(stage, parts, ctx) : overValues(stage, stage.mode, ctx)
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
  const collection = modes.find(name => name === mode)
  if (mode !== undefined && mode !== "multifield" && collection === undefined)
    throw args.error(`"foreach" has no mode "${options.mode}"`, `modes are multifield, ${modes.join(", ")}`)
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

/** Ways through the template that are kept compiled. More come from events with ever other fields, and are compiled for one event. */
const maxCompiled = 500

function overFields({ fields, range }: ForeachStage, parts: readonly TemplatePart[], ctx: ExecContext): Operator {
  const patterns = fields.map(pattern => ({ pattern, capture: wildcardCapture(pattern, { caseSensitive: true }) }))
  const compile = (values: ReadonlyMap<string, string>): Operator | null => {
    const text = fillTemplate(parts, values)
    return text === null ? null : ctx.operator(ctx.parse(text, range))
  }
  // Mistakes in the template show when the rule is loaded, not when the first event comes.
  for (const { pattern, capture } of patterns) {
    const name = pattern.replaceAll("*", "x1")
    if (compile(valuesFor(name, capture(name) ?? [])) === null)
      throw new RuleError("wrong_argument", `field "${name}" cannot stand in the template`, { range, hint: "put <<FIELD>> into quotes" })
  }
  /** A name from log data may be one that the template does not read with. */
  const attempt = (name: string, captures: readonly string[]): Operator | null => {
    try {
      const compiled = compile(valuesFor(name, captures))
      if (compiled === null) ctx.warn(`foreach passed over the field "${name}": its name cannot stand in the template`)
      return compiled
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      ctx.warn(`foreach passed over the field "${name}": ${error.message}`)
      return null
    }
  }
  const known = new Map<string, Operator | null>()
  const operatorOf = (name: string, captures: readonly string[]): Operator | null => {
    const key = JSON.stringify([name, captures])
    const found = known.get(key)
    if (found !== undefined) return found
    const compiled = attempt(name, captures)
    if (known.size < maxCompiled) known.set(key, compiled)
    return compiled
  }
  return next => {
    const exit: Sink = { push: event => next.push(event), end() {} }
    const chains = new Map<string, Sink>()
    const chainOf = (event: Event): { readonly chain: Sink; readonly kept: boolean } => {
      const matches = matchFields(event, patterns)
      const key = JSON.stringify(matches)
      const found = chains.get(key)
      if (found !== undefined) return { chain: found, kept: true }
      const operators = matches.flatMap(([name, captures]) => operatorOf(name, captures) ?? [])
      const chain = operators.reduceRight((sink, operator) => operator(sink), exit)
      const kept = chains.size < maxCompiled
      if (kept) chains.set(key, chain)
      return { chain, kept }
    }
    return {
      push(event) {
        const { chain, kept } = chainOf(event)
        const open = chain.push(event)
        if (!kept) chain.end()
        return open
      },
      end() {
        for (const chain of chains.values()) chain.end()
        next.end()
      },
    }
  }
}

const valuesFor = (name: string, captures: readonly string[]): ReadonlyMap<string, string> =>
  new Map([
    ["FIELD", name],
    ["MATCHSTR", captures.join("")],
    ["MATCHSEG1", captures[0] ?? ""],
    ["MATCHSEG2", captures[1] ?? ""],
    ["MATCHSEG3", captures[2] ?? ""],
  ])

type Match = readonly [name: string, captures: readonly string[]]
interface CompiledPattern {
  readonly pattern: string
  readonly capture: (name: string) => readonly string[] | null
}

/** Each field once, by the first pattern that means it. A name without wildcards is meant whether the event has it or not. */
function matchFields(event: Event, patterns: readonly CompiledPattern[]): Match[] {
  const matches: Match[] = []
  const seen = new Set<string>()
  let present: readonly string[] | null = null
  for (const { pattern, capture } of patterns) {
    present ??= event.names()
    for (const name of hasWildcard(pattern) ? present : [pattern]) {
      if (seen.has(name) || (pattern.startsWith("*") && isInternal(name))) continue
      const captures = capture(name)
      if (captures === null) continue
      seen.add(name)
      matches.push([name, captures])
    }
  }
  return matches
}

function overValues({ fields, template, range }: ForeachStage, mode: CollectionMode, ctx: ExecContext): Operator {
  const [field = ""] = fields
  const text = bindTemplate(template)
  if (text === null)
    throw new RuleError("wrong_argument", "a placeholder stands in the name of a field", {
      range,
      hint: "write <<ITEM>> outside quotes for the value",
    })
  const pipeline = ctx.parse(text, range)
  if (pipeline.stages.length !== 1 || pipeline.stages[0]?.kind !== "eval")
    throw new RuleError("wrong_argument", `mode ${mode} runs a single eval`, {
      range,
      hint: "give it several assignments, or use mode=multifield",
    })
  const inner = ctx.operator(pipeline)
  const values = { multivalue: itemsOf, json_array: elementsOf, auto_collections: anyItemsOf }[mode]
  return next => {
    const sink = inner({ push: () => true, end() {} })
    return {
      push(event) {
        values(event, field).forEach((item, position) => {
          event.set("<<ITEM>>", item)
          event.set("<<ITER>>", position)
          sink.push(event)
        })
        event.set("<<ITEM>>", null)
        event.set("<<ITER>>", null)
        return next.push(event)
      },
      end() {
        sink.end()
        next.end()
      },
    }
  }
}

/** Text that is a number counts as one, as it does when its text is put in place. */
const itemsOf = (event: Event, field: string): readonly Scalar[] =>
  valuesOf(event.get(field)).map(value => (typeof value === "string" ? scalarFrom(value) : value))

const elementsOf = (event: Event, field: string): readonly (Scalar | null)[] => {
  const value = event.get(field)
  const array = typeof value === "string" ? parseContainer(value) : undefined
  return isArray(array) ? array.map(fieldFrom) : []
}

const anyItemsOf = (event: Event, field: string): readonly (Scalar | null)[] => {
  const elements = elementsOf(event, field)
  const value = event.get(field)
  return elements.length > 0 || (typeof value === "string" && /^\s*\[\s*\]\s*$/.test(value)) ? elements : itemsOf(event, field)
}
