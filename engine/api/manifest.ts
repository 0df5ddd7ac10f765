import { readFileSync } from "node:fs"
import { RuleError } from "../errors/error.ts"
import { compileWildcard } from "../wildcard.ts"
import { parseYaml } from "../yaml/document.ts"
import { compileSchema } from "../yaml/schema.ts"

/** What the user says of one input. */
export interface ToldFacts {
  readonly source?: string | undefined
  readonly sourcetype?: string | undefined
  readonly host?: string | undefined
  /** Name of a reader. */
  readonly format?: string | undefined
}

const text = { type: "string", minLength: 1 }

/** A list of inputs and what they are, for logs that cannot be recognised. */
export const manifestSchema = (): object => ({
  $schema: "http://json-schema.org/draft-07/schema#",
  $id: "urn:sluice:manifest",
  title: "Sluice manifest",
  type: "object",
  required: ["inputs"],
  additionalProperties: false,
  properties: {
    inputs: {
      type: "array",
      items: {
        type: "object",
        required: ["path"],
        additionalProperties: false,
        properties: {
          path: { ...text, description: "Name of the input, with * for any run of characters; the last of several that fit counts." },
          source: text,
          sourcetype: text,
          host: text,
          format: { ...text, description: "Name of an input format." },
        },
      },
    },
  },
})

/**
 * Reads a manifest: what it says of an input by its name. A pattern fits a whole name, or its end behind a slash.
 * @throws RuleError "io", "yaml" or "schema"
 */
export function readManifest(file: string): (name: string) => ToldFacts {
  let source: string
  try {
    source = readFileSync(file, "utf8")
  } catch (error) {
    throw new RuleError("io", `cannot read manifest "${file}": ${error instanceof Error ? error.message : String(error)}`)
  }
  const { document, errors } = parseYaml(file, source)
  const mistake = errors[0] ?? (document === null ? undefined : compileSchema(manifestSchema())(document)[0]?.error)
  if (mistake !== undefined || document === null) throw mistake ?? new RuleError("yaml", `manifest "${file}" is empty`)
  const entries = entriesOf(document.value).map(({ path, ...facts }) => {
    const whole = compileWildcard(path, { caseSensitive: true })
    const end = compileWildcard(`*/${path}`, { caseSensitive: true })
    return { fits: (name: string) => whole(name) || end(name), facts }
  })
  return name => entries.findLast(({ fits }) => fits(name))?.facts ?? {}
}

function entriesOf(value: unknown): ({ readonly path: string } & ToldFacts)[] {
  if (typeof value !== "object" || value === null || !("inputs" in value) || !Array.isArray(value.inputs)) return []
  return value.inputs.map((item: Readonly<Record<string, unknown>>) => {
    const told = (key: string): string | undefined => (item[key] === undefined ? undefined : String(item[key]))
    return { path: String(item.path), source: told("source"), sourcetype: told("sourcetype"), host: told("host"), format: told("format") }
  })
}
