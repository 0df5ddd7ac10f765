import { extractAll, extractPath, parsePath } from "../documents/spath.ts"
import type { Stage } from "../ir/stage.ts"
import { type Scalar, textOf, type Value, valueFrom, valuesOf } from "../ir/value.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { commandText } from "../rows/option-text.ts"
import { isMap, present, textAt } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface SpathStage extends Stage {
  readonly kind: "spath"
  /** `_raw` when left out. */
  readonly input?: string | undefined
  /** Everything when left out. */
  readonly path?: string | undefined
  /** Called as the path when left out. */
  readonly output?: string | undefined
}

const standardInput = "_raw"

/** The output is left out where it says nothing. */
const spathStage = (input: string | undefined, path: string | undefined, output: string | undefined): SpathStage => ({
  kind: "spath",
  input: unlessDefault(input, standardInput),
  path,
  output: output === path ? undefined : output,
})

export const spath: CoreStage<SpathStage> = {
  name: "spath",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  docs: {
    summary: "Take fields out of JSON or XML text.",
    description:
      "With a path, what it leads to: `a.b` for keys, `a{}` for all elements of an array and `a{0}` for one of them, `a{@id}` for an XML attribute. JSON elements count from " +
      "0, XML elements from 1. Without a path, every field of the text under its path. Text that is neither JSON nor XML gives nothing.",
    examples: [
      {
        title: "A path",
        stage: { spath: { input: "body", path: "user.names{}", output: "name" } },
        spl: "spath input=body path=user.names{} output=name",
        input: [{ body: '{"user": {"names": ["ann", "bob"]}}' }, { body: "no JSON", name: "kept" }],
        output: [
          { body: '{"user": {"names": ["ann", "bob"]}}', name: ["ann", "bob"] },
          { body: "no JSON", name: "kept" },
        ],
      },
      {
        title: "A path alone",
        stage: { spath: "a{1}.b" },
        spl: "spath a{1}.b",
        input: [{ _raw: '{"a": [{"b": 1}, {"b": 2}]}' }],
        output: [{ _raw: '{"a": [{"b": 1}, {"b": 2}]}', "a{1}.b": 2 }],
      },
      {
        title: "Everything",
        stage: { spath: { input: "xml" } },
        spl: "spath input=xml",
        input: [{ xml: '<list n="2"><item>a</item><item>b</item></list>' }],
        output: [{ xml: '<list n="2"><item>a</item><item>b</item></list>', "list{@n}": "2", "list.item": ["a", "b"] }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "The path.", type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          dependencies: { output: ["path"] },
          properties: {
            input: { description: "The field with the text; _raw when left out.", type: "string", minLength: 1 },
            path: { description: "What to take; everything when left out.", type: "string", minLength: 1 },
            output: { description: "The field for the result; called as the path when left out.", type: "string", minLength: 1 },
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      ...(isMap(value)
        ? spathStage(textAt(value, "input"), textAt(value, "path"), textAt(value, "output"))
        : spathStage(undefined, String(value), undefined)),
      range: ctx.range,
    }),
    render: ({ input, path, output }) =>
      input === undefined && output === undefined && path !== undefined ? path : present({ input, path, output }),
  },
  fields: ({ input = standardInput, path, output = path }) => ({
    reads: [input],
    writes: output === undefined ? ["*"] : [output],
    keepsOthers: true,
  }),
  exec({ input = standardInput, path, output = path }) {
    if (path === undefined || output === undefined)
      return mapEvents(event => {
        for (const [name, value] of extractEverything(event.get(input))) event.set(name, value)
        return event
      })
    const steps = parsePath(path)
    return mapEvents(event => {
      const found = valuesOf(event.get(input)).flatMap(text => valuesOf(extractPath(textOf(text) ?? "", steps)))
      if (found.length > 0) event.set(output, valueFrom(found))
      return event
    })
  },
  spl: {
    commands: ["spath"],
    parse(args) {
      const spec = { input: "field", output: "field", path: "string" } as const
      let options = args.options(spec)
      let bare: string | undefined
      while (!args.done && bare === undefined) {
        bare = args.string()
        options = args.options(spec, options)
      }
      if (bare !== undefined && options.path !== undefined) throw args.error('"spath" takes one path', "leave one of them out")
      const path = options.path ?? bare
      if (options.output !== undefined && path === undefined) throw args.error('"output" needs a path', "write spath path=a.b output=name")
      return spathStage(options.input, path, options.output)
    },
    render: ({ input, path, output }, ctx) => commandText(ctx, "spath", { input, output, path }),
  },
  describe: ({ input = standardInput, path, output = path }) =>
    path === undefined ? `takes all fields out of the JSON or XML in ${input}` : `sets ${output} to ${path} of the JSON or XML in ${input}`,
}

/** The fields of all texts of a multivalue together. */
function extractEverything(value: Value): Iterable<readonly [string, Value]> {
  const texts = valuesOf(value)
  if (texts.length === 1) return extractAll(textOf(texts[0]) ?? "")
  const found = new Map<string, Scalar[]>()
  for (const text of texts)
    for (const [name, part] of extractAll(textOf(text) ?? "")) {
      const list = found.get(name)
      if (list === undefined) found.set(name, [...valuesOf(part)])
      else list.push(...valuesOf(part))
    }
  return [...found].map(([name, list]): [string, Value] => [name, valueFrom(list)])
}
