import { parseXml } from "../documents/xml-element.ts"
import { parseXmlPath, readXmlPath } from "../documents/xml-path.ts"
import type { Stage } from "../ir/stage.ts"
import { textOf, valueFrom, valuesOf } from "../ir/value.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { commandText } from "../rows/option-text.ts"
import { isMap, present, textAt } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface XpathStage extends Stage {
  readonly kind: "xpath"
  readonly path: string
  /** `_raw` when left out. */
  readonly field?: string | undefined
  /** `xpath` when left out. */
  readonly outfield?: string | undefined
  readonly default?: string | undefined
}

const standardField = "_raw"
const standardOutput = "xpath"

export const xpath: CoreStage<XpathStage> = {
  name: "xpath",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Take what an XPath leads to out of XML text.",
    description:
      "Paths are made of names, `*`, `//` for any depth, tests such as `[@id='7']`, `[name='x']`, `[.='x']`, `[2]` and `[last()]`, and `@attribute` or `text()` at the end, as in " +
      "Splunk. Several results give a multivalue; `default` stands in for none. Text that is no XML gives nothing.",
    examples: [
      {
        title: "An attribute at any depth",
        stage: { xpath: { path: "//bar/@nickname", outfield: "name" } },
        spl: 'xpath outfield=name "//bar/@nickname"',
        input: [{ _raw: '<foo><bar nickname="spock"/></foo><foo><bar nickname="scotty"/></foo>' }],
        output: [{ _raw: '<foo><bar nickname="spock"/></foo><foo><bar nickname="scotty"/></foo>', name: ["spock", "scotty"] }],
      },
      {
        title: "By the text of a neighbour, or a default",
        stage: { xpath: { path: "//DataSet[sname='BARC']/id", field: "xml", default: "none" } },
        spl: "xpath \"//DataSet[sname='BARC']/id\" field=xml default=none",
        input: [
          { xml: "<DataSet><id>1</id><sname>BARC</sname></DataSet><DataSet><id>2</id><sname>TARC</sname></DataSet>" },
          { xml: "no XML" },
        ],
        output: [
          { xml: "<DataSet><id>1</id><sname>BARC</sname></DataSet><DataSet><id>2</id><sname>TARC</sname></DataSet>", xpath: "1" },
          { xml: "no XML", xpath: "none" },
        ],
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
          required: ["path"],
          properties: {
            path: { description: "The path.", type: "string", minLength: 1 },
            field: { description: "The field with the text; _raw when left out.", type: "string", minLength: 1 },
            outfield: { description: "The field for the result; xpath when left out.", type: "string", minLength: 1 },
            default: { description: "What to set when the path leads to nothing.", type: "string" },
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "xpath",
      path: isMap(value) ? (textAt(value, "path") ?? "") : String(value),
      field: unlessDefault(textAt(value, "field"), standardField),
      outfield: unlessDefault(textAt(value, "outfield"), standardOutput),
      default: textAt(value, "default"),
      range: ctx.range,
    }),
    render({ path, field, outfield, default: otherwise }) {
      const options = present({ field, outfield, default: otherwise })
      return Object.keys(options).length === 0 ? path : { path, ...options }
    },
  },
  fields: ({ field = standardField, outfield = standardOutput }) => ({ reads: [field], writes: [outfield], keepsOthers: true }),
  exec({ path, field = standardField, outfield = standardOutput, default: otherwise, range }) {
    const compiled = parseXmlPath(path, range)
    return mapEvents(event => {
      const found = valuesOf(event.get(field)).flatMap(text => readXmlPath(parseXml(textOf(text) ?? "") ?? [], compiled))
      if (found.length > 0) event.set(outfield, valueFrom(found))
      else if (otherwise !== undefined) event.set(outfield, otherwise)
      return event
    })
  },
  spl: {
    commands: ["xpath"],
    parse(args) {
      const spec = { outfield: "field", field: "field", default: "string" } as const
      let options = args.options(spec)
      if (args.done) throw args.error('command "xpath" needs a path', 'write xpath outfield=name "//user/@name"')
      const path = args.string()
      options = args.options(spec, options)
      return {
        kind: "xpath",
        path,
        field: unlessDefault(options.field, standardField),
        outfield: unlessDefault(options.outfield, standardOutput),
        default: options.default,
      }
    },
    render: ({ path, field, outfield, default: otherwise }, ctx) =>
      commandText(ctx, "xpath", { outfield, field, default: otherwise }, ctx.string(path)),
  },
  describe: ({ path, field = standardField, outfield = standardOutput }) =>
    `sets ${outfield} to what ${path} leads to in the XML of ${field}`,
}
