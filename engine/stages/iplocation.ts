import type { GeoPlace, PlaceNames } from "../geo/place.ts"
import type { Stage } from "../ir/stage.ts"
import { type Scalar, textOf, valueFrom, valuesOf } from "../ir/value.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, present, textAt } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface IplocationStage extends Stage {
  readonly kind: "iplocation"
  readonly field: string
  readonly prefix?: string | undefined
  readonly allfields?: true | undefined
  /** Languages in order of preference, or `code` for codes; English when left out. */
  readonly lang?: string | undefined
}

const usualFields = ["City", "Country", "Region", "lat", "lon"] as const
const furtherFields = ["Continent", "MetroCode", "Timezone"] as const

const withoutEmpty = (prefix: string | undefined): string | undefined => (prefix === "" ? undefined : prefix)

export const iplocation: CoreStage<IplocationStage> = {
  name: "iplocation",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  perRow: () => true,
  docs: {
    summary: "Add where an IP address is.",
    description:
      "Sets City, Country, Region, lat and lon, and with `allfields` Continent, MetroCode and Timezone, as far as the geographic database knows them. Without a database no field is " +
      "set, and the summary says so. `lang` is a language or several with commas between them, or `code` for two-letter codes.",
    examples: [
      {
        title: "Without a database",
        stage: { iplocation: "src" },
        spl: "iplocation src",
        input: [{ src: "192.0.2.7" }],
        output: [{ src: "192.0.2.7" }],
      },
      {
        title: "Every option",
        stage: { iplocation: { field: "src", prefix: "src_", allfields: true, lang: "de,en" } },
        spl: 'iplocation prefix=src_ allfields=true lang="de,en" src',
        input: [{ dest: "192.0.2.7" }],
        output: [{ dest: "192.0.2.7" }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "The field with the address.", type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          required: ["field"],
          properties: {
            field: { description: "The field with the address.", type: "string", minLength: 1 },
            prefix: { description: "What the names of the new fields begin with.", type: "string" },
            allfields: { description: "Continent, MetroCode and Timezone as well.", type: "boolean" },
            lang: { description: "Languages with commas between them, or code for two-letter codes.", type: "string", minLength: 1 },
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "iplocation",
      field: isMap(value) ? (textAt(value, "field") ?? "") : String(value),
      prefix: withoutEmpty(textAt(value, "prefix")),
      allfields: flagAt(value, "allfields"),
      lang: textAt(value, "lang"),
      range: ctx.range,
    }),
    render({ field, prefix, allfields, lang }) {
      const options = present({ prefix, allfields, lang })
      return Object.keys(options).length === 0 ? field : { field, ...options }
    },
  },
  fields: ({ field, prefix = "", allfields }) => ({
    reads: [field],
    writes: (allfields === true ? [...usualFields, ...furtherFields] : usualFields).map(name => prefix + name),
    keepsOthers: true,
  }),
  exec({ field, prefix = "", allfields, lang = "en" }, ctx) {
    const { geo } = ctx
    if (geo === undefined)
      return next => {
        let told = false
        return {
          push(event) {
            if (!told) ctx.warn("iplocation has no geographic database: no location is set")
            told = true
            return next.push(event)
          },
          end: () => next.end(),
        }
      }
    const languages = lang.split(",").map(part => part.trim())
    return mapEvents(event => {
      const values = valuesOf(event.get(field))
      if (values.length === 0) return event
      const found = new Map<string, Scalar[]>()
      for (const value of values) {
        const place = geo(textOf(value) ?? "")
        if (place === null) continue
        for (const [name, part] of placeFields(place, languages, allfields === true)) {
          const list = found.get(name)
          if (list === undefined) found.set(name, [part])
          else list.push(part)
        }
      }
      for (const [name, list] of found) event.set(prefix + name, valueFrom(list))
      return event
    })
  },
  spl: {
    commands: ["iplocation"],
    parse(args) {
      const spec = { prefix: "string", allfields: "boolean", lang: "string" } as const
      let options = args.options(spec)
      const words: string[] = []
      while (!args.done) {
        words.push(args.field())
        options = args.options(spec, options)
      }
      const field = words.pop()
      if (field === undefined) throw args.error('command "iplocation" needs a field', "write iplocation src")
      // Languages with commas between them, outside quotes.
      if (words.length > 0 && options.lang === undefined) throw args.error('"iplocation" takes one field', `write iplocation ${field}`)
      const lang = options.lang === undefined ? undefined : [options.lang, ...words].join(",")
      return {
        kind: "iplocation",
        field,
        prefix: withoutEmpty(options.prefix),
        allfields: options.allfields === true ? true : undefined,
        lang,
      }
    },
    render: ({ field, prefix, allfields, lang }, ctx) => commandText(ctx, "iplocation", { prefix, allfields, lang }, ctx.field(field)),
  },
  describe: ({ field, prefix }) =>
    `adds where the address in ${field} is${prefix === undefined ? "" : `, in fields called "${prefix}..."`}`,
}

function* placeFields(place: GeoPlace, languages: readonly string[], all: boolean): Iterable<readonly [string, Scalar]> {
  const name = (names: PlaceNames | undefined, code: string | undefined): string | undefined => {
    for (const language of languages) {
      const found = language === "code" ? code : names?.get(language)
      if (found !== undefined && found !== "") return found
    }
    return names?.get("en") ?? code
  }
  const fields: readonly (readonly [string, Scalar | undefined])[] = [
    ["City", name(place.city, undefined)],
    ["Country", name(place.country, place.countryCode)],
    ["Region", name(place.region, place.regionCode)],
    ["lat", place.latitude],
    ["lon", place.longitude],
    ...(all
      ? ([
          ["Continent", name(place.continent, place.continentCode)],
          ["MetroCode", place.metroCode],
          ["Timezone", place.timeZone],
        ] as const)
      : []),
  ]
  for (const [field, value] of fields) if (value !== undefined) yield [field, value]
}
