import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import type { Evaluator, Test } from "../exec/operator.ts"
import type { Expr } from "../ir/expr.ts"
import type { Predicate } from "../ir/predicate.ts"
import { textOf } from "../ir/value.ts"
import { fieldsOf, fieldsOfPredicate } from "../ir/visit.ts"
import type { Regex } from "../regex.ts"
import type { DataSource, ValueTable } from "./data-source.ts"
import type { Datasets } from "./datasets.ts"

/** Compiling what data sources are written in; the executor is passed in. */
export interface SourceCompiler {
  evaluator(expr: Expr): Evaluator
  test(predicate: Predicate): Test
  regex(pattern: string): Regex
}

/** A name that an event may carry, and when it does. */
export interface NamedTest {
  readonly name: string
  readonly test: Test
}
/** A tag, and the field whose value alone decides on it; null when more does. */
export interface TagTest extends NamedTest {
  readonly field: string | null
}
/** How the value of a field is made. */
export interface Calculation {
  readonly evaluate: Evaluator
  /** It reads the field that it makes: the record's own value, before any calculation. */
  readonly readsItself: boolean
}
/** How the value of a field of a data source is made, with what it is made of. */
export interface FieldCalculation extends Calculation {
  readonly formula: Formula
}
export interface CompiledMapping {
  readonly when: Test
  readonly exprs: ReadonlyMap<string, Expr>
  readonly fields: ReadonlyMap<string, Evaluator>
}

/** A data source ready to run: its own fields and the inherited ones, compiled. */
export interface CompiledSource {
  readonly name: string
  readonly fields: ReadonlyMap<string, FieldCalculation>
  readonly extractions: readonly { readonly field: string; readonly regex: Regex; readonly all: boolean }[]
  readonly source: readonly Calculation[]
  readonly sourcetype: readonly Calculation[]
  readonly host: readonly Calculation[]
  readonly time: readonly Calculation[]
  readonly eventtypes: readonly NamedTest[]
  readonly tags: readonly TagTest[]
  /** By full name of a dataset. */
  readonly datasets: ReadonlyMap<string, CompiledMapping>
}

/**
 * Compiles a data source with everything that it inherits.
 * @throws RuleError when it extends an unknown source, maps to an unknown dataset, or has fields that depend on each other in a circle
 */
export function compileSource(
  source: DataSource,
  byName: ReadonlyMap<string, DataSource>,
  datasets: Datasets,
  compiler: SourceCompiler,
): CompiledSource {
  const line = lineage(source, byName)
  const range = { source: source.file, start: 0, end: 1 }
  const merged = <V>(part: (ancestor: DataSource) => ReadonlyMap<string, V>): Map<string, V> =>
    new Map(line.flatMap(ancestor => [...part(ancestor)]))
  /** The nearest of the line that says anything. */
  const nearest = (part: (ancestor: DataSource) => readonly Expr[]): readonly Expr[] =>
    line.map(part).findLast(list => list.length > 0) ?? []
  const mappings = merged(ancestor => ancestor.datasets)
  for (const name of mappings.keys())
    if (!datasets.byName.has(name))
      throw new RuleError("unknown_data_model", `data source "${source.name}" maps to the unknown dataset "${name}"`, {
        range,
        hint: suggest(name, datasets.byName.keys()),
      })
  const formulas = merged(formulasOf)
  const always = {
    _time: nearest(({ time }) => time),
    host: nearest(({ host }) => (host === null ? [] : [host])),
    source: nearest(ancestor => ancestor.source),
    sourcetype: nearest(ancestor => ancestor.sourcetype),
  }
  const eventtypes = merged(ancestor => ancestor.eventtypes)
  const tags = merged(ancestor => ancestor.tags)
  const needs = new Map<string, readonly string[]>([
    ...[...formulas].map(([name, formula]): [string, string[]] => [name, readsOf(formula).filter(read => read !== name)]),
    ...Object.entries(always).map(([name, exprs]): [string, string[]] => [name, exprs.flatMap(fieldsOf).filter(read => read !== name)]),
    ["eventtype", [...eventtypes.values()].flatMap(fieldsOfPredicate)],
    ["tag", [...tags.values()].flatMap(fieldsOfPredicate)],
  ])
  const circle = findCircle(needs)
  if (circle !== null)
    throw new RuleError(
      "schema",
      `fields of data source "${source.name}" depend on each other: ${circle.map(name => `"${name}"`).join(", ")}`,
      {
        range,
        hint: 'write $.name for the record\'s own member "name"',
      },
    )
  const calculations = (name: keyof typeof always): Calculation[] =>
    always[name].map(expr => ({ evaluate: compiler.evaluator(expr), readsItself: fieldsOf(expr).includes(name) }))
  return {
    name: source.name,
    fields: new Map(
      [...formulas].map(([name, formula]) => [
        name,
        { formula, evaluate: compileFormula(formula, compiler), readsItself: readsOf(formula).includes(name) },
      ]),
    ),
    extractions: line
      .flatMap(ancestor => ancestor.extractions)
      .map(({ field, pattern, all }) => ({ field, regex: compiler.regex(pattern), all })),
    source: calculations("source"),
    sourcetype: calculations("sourcetype"),
    host: calculations("host"),
    time: calculations("_time"),
    eventtypes: [...eventtypes].map(([name, predicate]) => ({ name, test: compiler.test(predicate) })),
    tags: [...tags].map(([name, predicate]) => {
      const [field, ...others] = fieldsOfPredicate(predicate)
      return { name, test: compiler.test(predicate), field: field !== undefined && others.length === 0 ? field : null }
    }),
    datasets: new Map(
      [...mappings].map(([name, { when, fields }]) => [
        name,
        {
          when: compiler.test(when),
          exprs: fields,
          fields: new Map([...fields].map(([field, expr]) => [field, compiler.evaluator(expr)])),
        },
      ]),
    ),
  }
}

/** Shapes that the last of a line may have: its own, or those of the nearest ancestor that names any. */
export const shapesOf = (line: readonly DataSource[]): ReadonlySet<string> =>
  new Set(line.map(({ shapes }) => shapes).findLast(list => list.length > 0) ?? [])

/** How a field is calculated: by a table, an expression, or the expression where the table has nothing. */
export interface Formula {
  readonly table: ValueTable | null
  readonly expr: Expr | null
}

function formulasOf({ fields, tables }: DataSource): Map<string, Formula> {
  const names = new Set([...tables.keys(), ...fields.keys()])
  return new Map([...names].map(name => [name, { table: tables.get(name) ?? null, expr: fields.get(name) ?? null }]))
}

function compileFormula({ table, expr }: Formula, compiler: SourceCompiler): Evaluator {
  const otherwise = expr === null ? null : compiler.evaluator(expr)
  if (table === null) return otherwise ?? (() => null)
  const { by, values } = table
  return event => {
    const key = textOf(event.get(by))
    return (key === null ? undefined : values.get(key)) ?? otherwise?.(event) ?? null
  }
}

const readsOf = ({ table, expr }: Formula): string[] => [...(table === null ? [] : [table.by]), ...(expr === null ? [] : fieldsOf(expr))]

/** Fields that each need the next, the last the first. */
function findCircle(needs: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>()
  const visit = (name: string, above: readonly string[]): string[] | null => {
    if (above.includes(name)) return above.slice(above.indexOf(name))
    if (done.has(name)) return null
    for (const need of needs.get(name) ?? []) {
      const circle = visit(need, [...above, name])
      if (circle !== null) return circle
    }
    done.add(name)
    return null
  }
  for (const name of needs.keys()) {
    const circle = visit(name, [])
    if (circle !== null) return circle
  }
  return null
}

/** The sources that a source extends, the farthest first, and itself last. */
export function lineage(source: DataSource, byName: ReadonlyMap<string, DataSource>, below: readonly string[] = []): DataSource[] {
  const range = { source: source.file, start: 0, end: 1 }
  if (below.includes(source.name)) throw new RuleError("schema", `data source "${source.name}" extends itself`, { range })
  return [
    ...source.extends.flatMap(name => {
      const parent = byName.get(name)
      if (parent === undefined)
        throw new RuleError("schema", `data source "${source.name}" extends the unknown source "${name}"`, {
          range,
          hint: suggest(name, byName.keys()),
        })
      return lineage(parent, byName, [...below, source.name])
    }),
    source,
  ]
}
