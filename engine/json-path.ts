import { JSONPath } from "jsonpath-plus"
import { RuleError } from "./errors/error.ts"
import type { SourceRange } from "./ir/source.ts"
import { type Scalar, type Value, valueFrom } from "./ir/value.ts"

/** Longest path that is accepted. */
const maxLength = 1_000

/** A field whose name begins so is a JSONPath into the raw record. */
const prefix = "$."

/**
 * What a JSONPath finds in a record: scalars as they are, booleans as text; objects, lists and nulls are no field values. A path that
 * cannot be read finds nothing here: rules are checked when they are loaded.
 */
export function jsonPath(record: object, path: string): Value {
  if (path.length > maxLength) return null
  let found: unknown
  try {
    found = JSONPath({ path: verbatim(path), json: record, eval: false, wrap: true })
  } catch {
    return null
  }
  const values: Scalar[] = []
  for (const value of Array.isArray(found) ? found : [])
    if (typeof value === "number" || (typeof value === "string" && value !== "")) values.push(value)
    else if (typeof value === "boolean") values.push(value ? "true" : "false")
  return valueFrom(values)
}

/** Names that begin with `@`, and all that stand in quotes, mean themselves: the library has a sign for that. */
const verbatim = (path: string): string => (/[@'"]/.test(path) ? path.replace(/(?<=\.)@|(?<=\[["'])/g, "`$&") : path)

/** A name behind one dot or two, `*` among them. */
const member = /\.{1,2}[^.[\](){}?'"`]+/y
/** Positions, slices, names and `*` in brackets; a name with other characters in quotes. */
const bracket = /(?:\.\.)?\[(?:\*|-?\d*:-?\d*(?::\d*)?|\w[\w-]*(?:,\w[\w-]*)*|'[^'"\][]+'|"[^'"\][]+")\]/y

interface PathProblem {
  readonly message: string
  readonly hint: string
}

/** Why a path cannot be read, or null when it can. Script and filter expressions would need code to be evaluated: they are refused. */
export function jsonPathProblem(path: string): PathProblem | null {
  if (path.length > maxLength)
    return { message: `it is longer than ${maxLength} characters`, hint: "write $..name for a name at any depth" }
  for (let at = 1; at < path.length; ) {
    const step = [member, bracket].find(pattern => {
      pattern.lastIndex = at
      return pattern.test(path)
    })
    if (step === undefined) return stepProblem(path.slice(at))
    at = step.lastIndex
  }
  return null
}

/** What is wrong with a path at the first step that cannot be read. */
function stepProblem(rest: string): PathProblem {
  const [, dots = "", next = ""] = /^(\.*)(.?)/s.exec(rest) ?? []
  if (dots.length > 2 || (dots !== "" && next === "") || (dots.length === 1 && next === "["))
    return { message: `a name is missing behind "${dots}"`, hint: "write a path such as $.user.name or $.users[0]" }
  if (next === "{") return { message: 'it holds "{"', hint: "write [*] for the items of a list" }
  if (next !== "[") return { message: `unexpected "${next}"`, hint: 'put a name with odd characters in brackets and quotes: $.a["b c"]' }
  if (/^\.*\[\s*(?:\?|\()/.test(rest))
    return { message: "filter and script expressions are not allowed", hint: "write [*] for the items of a list" }
  const content = /^\.*\[([^\]]*)\]/.exec(rest)?.[1]
  if (content === undefined) return { message: 'bracket "[" is not closed', hint: 'add "]"' }
  return {
    message: `"[${content}]" is no step`,
    hint: /^-\d+$/.test(content) ? `write [${content}:] to count from the end of a list` : 'write [*], [0], [0:2] or ["name"]',
  }
}

/**
 * Checks a field's name where it is written, when it is a JSONPath.
 * @throws RuleError "wrong_argument" for a path that could not be read, and would match nothing
 */
export function checkJsonPath(field: string, range: () => SourceRange | undefined): void {
  if (!field.startsWith(prefix)) return
  const problem = jsonPathProblem(field)
  if (problem !== null)
    throw new RuleError("wrong_argument", `"${field}" is no JSONPath: ${problem.message}`, { range: range(), hint: problem.hint })
}
