import { RuleError } from "../errors/error.ts"
import type { Pipeline, Stage } from "../ir/stage.ts"
import { type JoinAliases, type JoinPlan, joinPartners } from "../rows/join-partners.ts"
import { datasetPrefixes, readNamedDataset } from "../rows/named-dataset.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, numberAt, pairsForm, pairsOf, present, textAt, textsOf } from "../rows/plain-data.ts"
import type { SplPrinter, SplReader } from "../spl/syntax.ts"
import type { CoreStage } from "./stage.ts"

export interface JoinStage extends Stage, JoinPlan {
  readonly kind: "join"
  readonly search: Pipeline
}

const spec = {
  type: "string",
  max: "integer",
  overwrite: "boolean",
  usetime: "boolean",
  earlier: "boolean",
  left: "field",
  right: "field",
} as const

export const join: CoreStage<JoinStage> = {
  name: "join",
  type: "streaming",
  order: () => "sensitive",
  idle: () => true,
  docs: {
    summary: "Join each event with results of another search that have the same values.",
    description:
      "The search is one of its own over the whole input. An event without a partner is dropped, or kept with `type: left`. Of several partners the first is taken, or " +
      "`max` of them (0 for all), each in an event of its own. The partner's fields overwrite the event's unless `overwrite` is false. Values are compared " +
      "case-sensitively. With `left`, `right` and `on` the two sides may call the fields differently, and fields of the results are called `left.field` and `right.field`.",
    examples: [
      {
        title: "Only events with a partner",
        stage: [{ match: { kind: "process" } }, { join: { fields: ["guid"], search: "kind=network" } }],
        spl: "search kind=process | join guid [search kind=network]",
        input: [
          { kind: "process", guid: "1", image: "a.exe" },
          { kind: "process", guid: "2", image: "b.exe" },
          { kind: "network", guid: "1", port: 80 },
          { kind: "network", guid: "1", port: 443 },
        ],
        output: [{ kind: "network", guid: "1", image: "a.exe", port: 80 }],
      },
      {
        title: "Every event, with all partners",
        stage: [
          { match: { kind: "process" } },
          { join: { fields: ["guid"], type: "left", max: 0, overwrite: false, search: [{ match: { kind: "network" } }] } },
        ],
        spl: "search kind=process | join type=outer max=0 overwrite=f guid [search kind=network]",
        input: [
          { kind: "process", guid: "1", image: "a.exe" },
          { kind: "process", guid: "2", image: "b.exe" },
          { kind: "network", guid: "1", port: 80 },
          { kind: "network", guid: "1", port: 443 },
        ],
        output: [
          { kind: "process", guid: "1", image: "a.exe", port: 80 },
          { kind: "process", guid: "1", image: "a.exe", port: 443 },
          { kind: "process", guid: "2", image: "b.exe" },
        ],
      },
      {
        title: "Fields with different names",
        stage: [
          { match: { kind: "sale" } },
          { join: { left: "L", right: "R", on: { product: "id" }, search: [{ from: { lookup: "products" } }] } },
        ],
        spl: "search kind=sale | join left=L right=R where L.product = R.id inputlookup:products",
        input: [{ kind: "sale", product: "7" }],
        output: [{ "L.kind": "sale", "L.product": "7", "R.id": "7", "R.name": "lamp" }],
        lookups: { products: [{ id: "7", name: "lamp" }] },
      },
      {
        title: "Only later partners",
        stage: [{ match: { kind: "a" } }, { join: { fields: ["id"], usetime: true, earlier: false, search: "kind=b" } }],
        spl: "search kind=a | join usetime=true earlier=false id [search kind=b]",
        input: [
          { _time: 9, kind: "a", id: 1 },
          { _time: 5, kind: "b", id: 1, n: 1 },
          { _time: 3, kind: "a", id: 1, late: "no" },
        ],
        output: [{ _time: 5, kind: "b", id: 1, late: "no", n: 1 }],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      required: ["search"],
      properties: {
        fields: {
          description: "Fields that must be equal; all that both sides have when left out.",
          type: "array",
          minItems: 1,
          items: { type: "string", minLength: 1 },
        },
        search: { $ref: "#/$defs/pipeline" },
        type: { description: "inner drops events without a partner, left (or outer) keeps them.", enum: ["inner", "left", "outer"] },
        max: { description: "Partners of one event; 1 when left out, 0 for all.", type: "integer", minimum: 0 },
        overwrite: { description: "The partner's fields win; true when left out.", type: "boolean" },
        usetime: { description: "Only partners from before the event, or from after it.", type: "boolean" },
        earlier: { description: "With usetime: from before it; true when left out.", type: "boolean" },
        left: { description: "Name for the events' side.", type: "string", minLength: 1 },
        right: { description: "Name for the search's side.", type: "string", minLength: 1 },
        on: {
          description: "A map of fields of the events to fields of the search.",
          type: "object",
          minProperties: 1,
          additionalProperties: { type: "string", minLength: 1 },
        },
      },
      dependencies: { left: ["right", "on"], right: ["left", "on"], on: ["left", "right"] },
    },
    parse(value, ctx) {
      const map = isMap(value) ? value : {}
      const left = textAt(value, "left")
      const right = textAt(value, "right")
      const type = textAt(value, "type")
      return {
        kind: "join",
        fields: textsOf(map.fields),
        aliases:
          left === undefined || right === undefined
            ? undefined
            : { left, right, on: pairsOf(map.on).map(([ours, theirs]) => ({ left: ours, right: String(theirs) })) },
        type: type === "left" || type === "outer" ? "left" : undefined,
        max: unlessDefault(numberAt(value, "max"), 1),
        overwrite: map.overwrite === false ? false : undefined,
        usetime: flagAt(value, "usetime"),
        earlier: map.earlier === false ? false : undefined,
        search: ctx.pipeline(map.search, ["search"]),
        range: ctx.range,
      }
    },
    render: ({ fields, aliases, type, max, overwrite, usetime, earlier, search }, ctx) =>
      present({
        fields: fields.length === 0 ? undefined : fields,
        left: aliases?.left,
        right: aliases?.right,
        on: aliases === undefined ? undefined : pairsForm(aliases.on.map(pair => [pair.left, pair.right])),
        type,
        max,
        overwrite,
        usetime,
        earlier,
        search: ctx.pipeline(search),
      }),
  },
  fields: ({ fields, aliases, usetime }) => ({
    reads: aliases !== undefined || fields.length === 0 ? ["*"] : [...fields, ...(usetime === true ? ["_time"] : [])],
    writes: ["*"],
    keepsOthers: aliases === undefined,
  }),
  exec(stage, ctx) {
    const { aliases, search, range } = stage
    if (aliases !== undefined && aliases.on.length === 0) throw new RuleError("wrong_argument", '"join" compares no fields', { range })
    return joinPartners(stage, ctx.subsearch(search, ctx.limits.joinRows), ctx)
  },
  spl: {
    commands: ["join"],
    parse: readJoin,
    render: ({ fields, aliases, type, max, overwrite, usetime, earlier, search }, ctx) =>
      commandText(
        ctx,
        "join",
        { type, max, overwrite, usetime, earlier, left: aliases?.left, right: aliases?.right },
        // A name that begins like a dataset would be read as one.
        fields
          .map(name => (datasetPrefixes.some(prefix => name.toLowerCase().startsWith(prefix)) ? ctx.string(name) : ctx.field(name)))
          .join(", "),
        aliases === undefined ? "" : printCondition(aliases, ctx),
        ctx.subsearch(search),
      ),
  },
  describe: ({ fields, aliases, type, search }, ctx) =>
    `joins each event with ${ctx.subsearch(search)} ` +
    `${aliases === undefined ? (fields.length === 0 ? "by the fields that both have" : `by ${ctx.fields(fields)}`) : printCondition(aliases, ctx)}` +
    `${type === "left" ? "" : ", and drops events without a partner"}`,
}

const printCondition = ({ left, right, on }: JoinAliases, ctx: SplPrinter): string =>
  `where ${on.map(pair => `${ctx.field(`${left}.${pair.left}`)}=${ctx.field(`${right}.${pair.right}`)}`).join(" ")}`

function readJoin(args: SplReader): JoinStage {
  let options = args.options(spec)
  const fields: string[] = []
  let condition: { readonly first: string; readonly second: string }[] | undefined
  while (!args.done && !args.peekSubsearch() && !datasetPrefixes.some(prefix => args.peek(prefix))) {
    if (args.accept("where")) condition = readCondition(args)
    else fields.push(...args.fields("where", ...datasetPrefixes))
    options = args.options(spec, options)
    if (args.peek("(") || args.peek(")") || args.peek("]")) throw args.error("unexpected parenthesis", "write join user [search ...]")
  }
  const search = args.peekSubsearch() ? args.subsearch() : readNamedDataset(args)
  if (search === null) throw args.error('command "join" needs a search in brackets', "write join user [search ...]")
  const { type, max, overwrite, usetime, earlier, left, right } = args.options(spec, options)
  const kind = type?.toLowerCase()
  if (kind !== undefined && !["inner", "left", "outer"].includes(kind))
    throw args.error(`"join" has no type "${type}"`, "types are inner, left and outer")
  if (max !== undefined && max < 0) throw args.error(`"max" cannot be ${max}`, "write max=0 for all")
  return {
    kind: "join",
    fields,
    aliases: condition === undefined ? undefined : aliasesOf(condition, left, right, args),
    type: kind === "left" || kind === "outer" ? "left" : undefined,
    max: unlessDefault(max, 1),
    overwrite: overwrite === false ? false : undefined,
    usetime: usetime === true ? true : undefined,
    earlier: earlier === false ? false : undefined,
    search,
  }
}

function readCondition(args: SplReader): { first: string; second: string }[] {
  const pairs: { first: string; second: string }[] = []
  while (!args.done && !args.peekSubsearch() && !datasetPrefixes.some(prefix => args.peek(prefix))) {
    if (args.accept(",") || args.accept("and")) continue
    const first = args.field()
    args.expect("=")
    pairs.push({ first, second: args.field() })
  }
  return pairs
}

/** Either side of an equality may stand first. */
function aliasesOf(
  condition: readonly { first: string; second: string }[],
  left: string | undefined,
  right: string | undefined,
  args: SplReader,
): JoinAliases {
  if (left === undefined || right === undefined || condition.length === 0)
    throw args.error('"where" needs names for both sides and an equality', "write join left=L right=R where L.id=R.id [search ...]")
  const strip = (name: string, alias: string): string | null => (name.startsWith(`${alias}.`) ? name.slice(alias.length + 1) : null)
  return {
    left,
    right,
    on: condition.map(({ first, second }) => {
      const straight = { left: strip(first, left), right: strip(second, right) }
      const crossed = { left: strip(second, left), right: strip(first, right) }
      for (const pair of [straight, crossed]) if (pair.left !== null && pair.right !== null) return { left: pair.left, right: pair.right }
      throw args.error(`"${first}=${second}" does not compare the two sides`, `write ${left}.field=${right}.field`)
    }),
  }
}
