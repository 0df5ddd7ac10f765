import { RuleError } from "../errors/error.ts"
import type { Stage } from "../ir/stage.ts"
import type { Value } from "../ir/value.ts"
import { printColumn, readColumn } from "../rows/column-names.ts"
import { present, textAt } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

export interface AutoregressStage extends Stage {
  readonly kind: "autoregress"
  readonly field: string
  /** `field_pN` when left out. */
  readonly as?: string | undefined
  /** How many events back, from the first to the last: both 1 when left out. */
  readonly p?: readonly [first: number, last: number] | undefined
}

const maxBack = 10_000

function readRange(text: string): readonly [number, number] | null {
  const found = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text.replace(/\s/g, ""))
  if (found === null) return null
  const first = Number(found[1])
  const last = Number(found[2] ?? found[1])
  return first >= 1 && last >= first && last <= maxBack ? [first, last] : null
}
const beyondOne = (p: readonly [number, number]): readonly [number, number] | undefined => (p[0] === 1 && p[1] === 1 ? undefined : p)
const printRange = ([first, last]: readonly [number, number]): string => (first === last ? String(first) : `${first}-${last}`)

function rangeOf(text: string | undefined, range: Stage["range"]): readonly [number, number] | undefined {
  if (text === undefined) return undefined
  const p = readRange(text)
  if (p === null)
    throw new RuleError("wrong_argument", `"p" is "${text}"`, {
      range,
      hint: `write a number such as p=1, or two such as p=1-3, up to ${maxBack}`,
    })
  return beyondOne(p)
}

function checked(
  field: string,
  as: string | undefined,
  p: readonly [number, number] | undefined,
  range: Stage["range"],
): Omit<AutoregressStage, "kind"> {
  const [first, last] = p ?? [1, 1]
  if (as !== undefined && first !== last)
    throw new RuleError("wrong_argument", `"as ${as}" names one field, "p=${first}-${last}" asks for several`, {
      range,
      hint: "leave the name out",
    })
  return { field, as: as === `${field}_p${first}` ? undefined : as, p }
}

export const autoregress: CoreStage<AutoregressStage> = {
  name: "autoregress",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Copy values of earlier events into each event.",
    description: "Into fields called `field_p1`, `field_p2` and so on by how many events back they come from; a single one may be named.",
    examples: [
      {
        title: "From the event before",
        stage: { autoregress: { field: "ip", as: "before" } },
        spl: "autoregress ip AS before",
        input: [{ ip: "a" }, { n: 1 }, { ip: "c" }],
        output: [{ ip: "a" }, { n: 1, before: "a" }, { ip: "c" }],
      },
      {
        title: "From several events before",
        stage: { autoregress: { field: "n", p: "1-2" } },
        spl: "autoregress n p=1-2",
        input: [{ n: 1 }, { n: 2 }, { n: 3 }],
        output: [{ n: 1 }, { n: 2, n_p1: 1 }, { n: 3, n_p1: 2, n_p2: 1 }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "The field.", type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          required: ["field"],
          properties: {
            field: { description: "The field.", type: "string", minLength: 1 },
            as: { description: "The new field.", type: "string", minLength: 1 },
            p: {
              description: 'How many events back: a number, or from and to as in "1-3"; 1 when left out.',
              oneOf: [{ type: "integer", minimum: 1 }, { type: "string" }],
            },
          },
        },
      ],
    },
    parse(value, ctx) {
      const field = textAt(value, "field") ?? String(value)
      return {
        kind: "autoregress",
        ...checked(field, textAt(value, "as"), rangeOf(textAt(value, "p"), ctx.at(["p"]) ?? ctx.range), ctx.range),
        range: ctx.range,
      }
    },
    render({ field, as, p }) {
      if (as === undefined && p === undefined) return field
      return present({ field, as, p: p === undefined ? undefined : p[0] === p[1] ? p[0] : printRange(p) })
    },
  },
  fields: stage => ({ reads: [stage.field], writes: targetsOf(stage).map(({ name }) => name), keepsOthers: true }),
  exec(stage) {
    const { field, p: [, last] = [1, 1] } = stage
    const targets = targetsOf(stage)
    return next => {
      // A ring of the last values; `at` is where the next one goes.
      const before: Value[] = []
      let at = 0
      return {
        push(event) {
          const value = event.get(field)
          for (const { name, back } of targets) {
            const earlier = before[(at - back + last) % last] ?? null
            if (earlier !== null) event.set(name, earlier)
          }
          before[at] = value
          at = (at + 1) % last
          return next.push(event)
        },
        end: () => next.end(),
      }
    }
  },
  spl: {
    commands: ["autoregress"],
    parse(args) {
      const start = args.offset
      let options = args.options({ p: "string" })
      if (args.done) throw args.error('command "autoregress" needs a field', "write autoregress bytes p=1")
      const field = readColumn(args)
      options = args.options({ p: "string" }, options)
      const as = args.accept("as") ? readColumn(args) : undefined
      const { p } = args.options({ p: "string" }, options)
      const range = args.rangeFrom(start)
      return { kind: "autoregress", ...checked(field, as, rangeOf(p, range), range) }
    },
    render: ({ field, as, p }, ctx) =>
      `autoregress ${printColumn(field, ctx)}${as === undefined ? "" : ` as ${printColumn(as, ctx)}`}${p === undefined ? "" : ` p=${printRange(p)}`}`,
  },
  describe: (stage, ctx) =>
    `copies values of ${ctx.field(stage.field)} from earlier events into ${ctx.fields(targetsOf(stage).map(({ name }) => name))}`,
}

function targetsOf({ field, as, p: [first, last] = [1, 1] }: AutoregressStage): { name: string; back: number }[] {
  return Array.from({ length: last - first + 1 }, (_, i) => ({ name: as ?? `${field}_p${first + i}`, back: first + i }))
}
