import { functions } from "../functions/index.ts"
import type { Stage } from "../ir/stage.ts"
import type { ExpandedStage } from "../stages/expand.ts"
import type { FilterParts } from "../stages/stage.ts"
import { hasWildcard } from "../wildcard.ts"
import type { Test } from "./operator.ts"

/**
 * What filters behind the source, also behind groupings, ask of the event itself: where it does not hold, the event makes no difference to
 * the results. Plain data.
 */
export type LaterFilter =
  | { readonly kind: "all" | "any"; readonly operands: readonly LaterFilter[] }
  /** What is left of the event when it has run through the steps is a row. */
  | { readonly kind: "rows"; readonly steps: readonly RowSteps[] }

/** Stages that make of each row what they make of it whatever rows stand beside it. */
export interface RowSteps {
  /**
   * Fields that the rows before are grouped by, all that is known of a group, each with the name that it has from here on; null for the first
   * steps, which have the event.
   */
  readonly keys: readonly (readonly [name: string, as: string])[] | null
  readonly stages: readonly Stage[]
}

/** A later filter that can be asked of events; equal tests have equal keys. */
export type LaterTest =
  | { readonly kind: "all" | "any"; readonly operands: readonly LaterTest[] }
  | { readonly kind: "test"; readonly key: string; readonly test: Test }

/** @param stages those behind the source, and the source itself where it groups events */
export function laterFilter(stages: readonly ExpandedStage[]): LaterFilter | null {
  const reading = new Reading()
  for (const stage of stages) if (!reading.take(stage)) break
  return conjunction("all", reading.found)
}

/** A stage that was passed, as far as it matters to the fields behind it. */
interface Passed {
  readonly stage: Stage
  readonly onlyMoves: boolean
  /** Fields before the stage that a field behind it is made of; null when the stage leaves it alone. */
  madeOf(name: string): readonly string[] | null
}

interface Segment {
  readonly keys: readonly string[] | null
  readonly passed: Passed[]
}

class Reading {
  readonly found: LaterFilter[] = []
  private readonly segments: Segment[] = [{ keys: null, passed: [] }]
  /** Fields of the rows at hand; null for events, which may have any. */
  private row: readonly string[] | null = null
  /** Fields whose values do not follow from the event alone. */
  private unknown: ReadonlySet<string> = new Set()

  /** False when nothing can be said of what comes behind the stage. */
  take({ stage, definition }: ExpandedStage): boolean {
    if (isVolatile(stage)) return false
    const groups = definition.groups?.(stage) ?? null
    if (groups !== null) return this.group(groups, definition.fields(stage).writes)
    const filters = definition.filters?.(stage)
    if (filters !== undefined) {
      const filter = this.filter(filters)
      if (filter !== null) this.found.push(filter)
      return true
    }
    if (definition.moves !== undefined && this.row !== null) {
      this.move(stage, definition.moves(stage, this.row))
      return true
    }
    return definition.perRow?.(stage) === true && this.pass({ stage, definition })
  }

  private group(keys: readonly string[], row: readonly string[]): boolean {
    if (row.some(hasWildcard)) return false
    const known = keys.filter(name => this.isKnown(name))
    this.segments.push({ keys: known, passed: [] })
    this.row = row
    this.unknown = new Set(row.filter(name => !known.includes(name)))
    return true
  }

  private move(stage: Stage, origins: ReadonlyMap<string, string>): void {
    const before = this.row ?? []
    // Where a row lacks what would take a field's place, the field may stay.
    const madeOf = (name: string): string[] => {
      const origin = origins.get(name)
      if (origin === undefined) return []
      return origin !== name && before.includes(name) ? [origin, name] : [origin]
    }
    this.row = [...origins.keys()]
    this.unknown = new Set(this.row.filter(name => !madeOf(name).every(each => this.isKnown(each))))
    this.add({ stage, onlyMoves: true, madeOf })
  }

  private pass({ stage, definition }: ExpandedStage): boolean {
    const { reads, writes, removes = [], keepsOthers } = definition.fields(stage)
    if (!keepsOthers || [...reads, ...writes, ...removes].some(hasWildcard)) return false
    const written = [...writes, ...removes]
    // What a stage writes may also be left as it was.
    const isKnown = [...reads, ...writes].every(name => this.isKnown(name))
    this.unknown = new Set([...this.unknown].filter(name => !removes.includes(name)).concat(isKnown ? [] : writes))
    if (this.row !== null) this.row = [...new Set([...this.row.filter(name => !removes.includes(name)), ...writes])]
    this.add({ stage, onlyMoves: false, madeOf: name => (written.includes(name) ? [...reads, name] : null) })
    return true
  }

  private add(passed: Passed): void {
    this.segments.at(-1)?.passed.push(passed)
  }

  private isKnown(name: string): boolean {
    return !this.unknown.has(name)
  }

  private filter(parts: FilterParts): LaterFilter | null {
    if (parts.kind !== "part") {
      const operands = parts.operands.map(operand => this.filter(operand))
      const known = operands.filter(operand => operand !== null)
      return parts.kind === "any" && known.length < operands.length ? null : conjunction(parts.kind, known)
    }
    const { stage, reads } = parts
    // Of rows, keywords search more than a field.
    if (reads.length === 0 || reads.some(name => hasWildcard(name) || name === "_raw" || !this.isKnown(name))) return null
    return { kind: "rows", steps: this.stepsTo(stage, reads) }
  }

  /** The stages that a filter's fields come from, and the filter. */
  private stepsTo(filter: Stage, reads: readonly string[]): RowSteps[] {
    const steps: RowSteps[] = []
    let needed = new Set(reads)
    let stages: Stage[] = [filter]
    for (const { keys, passed } of this.segments.toReversed()) {
      // Stages that move fields behind a grouping are a matter of names, and wildcards take time.
      const moves = keys === null ? 0 : passed.findIndex(({ onlyMoves }) => !onlyMoves)
      const renaming = moves === -1 ? passed : passed.slice(0, moves)
      for (const { stage, madeOf } of passed.slice(renaming.length).toReversed()) {
        const made = [...needed].map(name => ({ name, of: madeOf(name) }))
        if (made.every(({ of }) => of === null)) continue
        stages.unshift(stage)
        needed = new Set(made.flatMap(({ name, of }) => of ?? [name]))
      }
      if (keys === null) {
        steps.unshift({ keys: null, stages })
        break
      }
      const named = [...needed].flatMap((as): [string, string][] => {
        const name = renaming.reduceRight<string | undefined>((at, { madeOf }) => (at === undefined ? at : madeOf(at)?.[0]), as)
        return name !== undefined && keys.includes(name) ? [[name, as]] : []
      })
      steps.unshift({ keys: named, stages })
      needed = new Set(named.map(([name]) => name))
      stages = []
    }
    return steps
  }
}

const conjunction = (kind: "all" | "any", operands: readonly LaterFilter[]): LaterFilter | null => {
  const [only] = operands
  return operands.length <= 1 ? (only ?? null) : { kind, operands }
}

/** Whether a stage may give something else the next time. Nodes are plain data, so that one walk serves every stage. */
function isVolatile(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(isVolatile)
  if (typeof node !== "object" || node === null) return false
  if ("kind" in node && node.kind === "call" && "name" in node && functions.find(String(node.name))?.volatile === true) return true
  return Object.entries(node).some(([key, value]) => key !== "range" && isVolatile(value))
}
