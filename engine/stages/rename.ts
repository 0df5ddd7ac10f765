import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import type { Operator } from "../exec/operator.ts"
import type { Stage } from "../ir/stage.ts"
import type { Value } from "../ir/value.ts"
import { printColumn, readColumn } from "../rows/column-names.ts"
import { isInternal } from "../rows/field-patterns.ts"
import { pairsForm, pairsOf } from "../rows/plain-data.ts"
import { applyWildcard, hasWildcard, wildcardCapture } from "../wildcard.ts"
import { type CoreStage, mapEvents, movesOf } from "./stage.ts"

export interface RenameStage extends Stage {
  readonly kind: "rename"
  readonly renames: readonly FieldRename[]
}
export interface FieldRename {
  readonly from: string
  readonly to: string
}

export const rename: CoreStage<RenameStage> = {
  name: "rename",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  perRow: () => true,
  docs: {
    summary: "Give fields other names.",
    description:
      "Renames are made in order, and a later one sees the earlier ones. `*` in both names carries over what it stands for. A field that has the new name " +
      "already is replaced, even when the renamed field is missing: then it goes missing too.",
    examples: [
      {
        title: "Names with spaces, and wildcards",
        stage: { rename: { count: "Number of events", "Processes.*": "*" } },
        spl: 'rename count AS "Number of events", "Processes.*" AS "*"',
        input: [{ count: 3, "Processes.dest": "web01", "Processes.user": "ann" }],
        output: [{ "Number of events": 3, dest: "web01", user: "ann" }],
      },
      {
        title: "Renaming a missing field onto an existing one",
        stage: { rename: { a: "b" } },
        spl: "rename a as b",
        input: [
          { a: 1, b: 2 },
          { b: 2, c: 3 },
        ],
        output: [{ b: 1 }, { c: 3 }],
      },
      {
        title: "One after the other",
        stage: { rename: [{ a: "b" }, { b: "c" }] },
        spl: "rename a as b b as c",
        input: [{ a: 1 }],
        output: [{ c: 1 }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        {
          description: "Old names and new names.",
          type: "object",
          minProperties: 1,
          additionalProperties: { type: "string", minLength: 1 },
        },
        {
          description: "Old names and new names, where one stands twice or the order matters.",
          type: "array",
          minItems: 1,
          items: { type: "object", minProperties: 1, additionalProperties: { type: "string", minLength: 1 } },
        },
      ],
    },
    parse: (value, ctx) => ({ kind: "rename", renames: pairsOf(value).map(([from, to]) => ({ from, to: String(to) })), range: ctx.range }),
    render: ({ renames }) => pairsForm(renames.map(({ from, to }) => [from, to])),
  },
  fields({ renames }) {
    const reads = new Set<string>()
    const writes = new Set<string>()
    const removes = new Set<string>()
    for (const { from, to } of renames) {
      if (!writes.delete(from)) reads.add(from)
      removes.add(from)
      removes.delete(to)
      writes.add(to)
    }
    return { reads: [...reads], writes: [...writes], keepsOthers: true, removes: [...removes] }
  },
  moves: (stage, names) => movesOf(operatorOf(stage), names),
  exec: operatorOf,
  spl: {
    commands: ["rename"],
    parse(args) {
      const renames: FieldRename[] = []
      do {
        const from = readColumn(args)
        if (!args.accept("as")) throw args.error(`field "${from}" has no new name`, `write rename ${from} as new_name`)
        renames.push({ from, to: readColumn(args) })
        args.accept(",")
      } while (!args.done)
      return { kind: "rename", renames }
    },
    render: ({ renames }, ctx) =>
      `rename ${renames.map(({ from, to }) => `${printColumn(from, ctx)} as ${printColumn(to, ctx)}`).join(", ")}`,
  },
  describe: ({ renames }, ctx) => `renames ${renames.map(({ from, to }) => `${ctx.field(from)} to ${ctx.field(to)}`).join(", ")}`,
}

function operatorOf({ renames, range }: RenameStage): Operator {
  const steps = renames.map(({ from, to }) => {
    if (stars(from) !== stars(to))
      throw new RuleError("wrong_argument", `"${from}" and "${to}" do not have the same number of wildcards`, {
        range,
        hint: `write as many "*" in one as in the other`,
      })
    return hasWildcard(from) ? renameMatching(from, to) : renameOne(from, to)
  })
  return mapEvents(event => {
    for (const step of steps) step(event)
    return event
  })
}

const stars = (pattern: string): number => pattern.split("*").length - 1

function renameOne(from: string, to: string): (event: Event) => void {
  return event => {
    if (from === to) return
    event.set(to, event.get(from))
    event.set(from, null)
  }
}

function renameMatching(from: string, to: string): (event: Event) => void {
  const capture = wildcardCapture(from, { caseSensitive: true })
  const skipsInternal = from.startsWith("*")
  return event => {
    const moved: [string, Value][] = []
    for (const name of event.names()) {
      const captured = skipsInternal && isInternal(name) ? null : capture(name)
      if (captured === null) continue
      const target = applyWildcard(to, captured)
      if (target === name) continue
      moved.push([target, event.get(name)])
      event.set(name, null)
    }
    for (const [target, value] of moved) event.set(target, value)
  }
}
