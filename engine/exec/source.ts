import { all, type Predicate } from "../ir/predicate.ts"
import type { Stage } from "../ir/stage.ts"
import type { ExpandedStage } from "../stages/expand.ts"
import type { StageSource } from "../stages/stage.ts"

/** The events that a search reads. */
export type EventSource = Extract<StageSource, { readonly kind: "events" }>

/** Takes the leading stages that say which events are read. Consecutive matches at the start are one predicate. */
export function splitSource(stages: readonly ExpandedStage[]): {
  readonly source: StageSource
  readonly rest: readonly ExpandedStage[]
} {
  const [first] = stages
  if (first?.definition.type === "generating" || (first !== undefined && first.definition.source !== undefined && !isMatch(first.stage))) {
    const source = first.definition.source?.(first.stage) ?? { kind: "none" }
    return { source, rest: stages }
  }
  const predicates: Predicate[] = []
  let i = 0
  for (; i < stages.length; i++) {
    const stage = stages[i]?.stage
    if (stage === undefined || !isMatch(stage)) break
    predicates.push(stage.predicate)
  }
  return { source: { kind: "events", dataset: null, predicate: all(predicates) }, rest: stages.slice(i) }
}

interface MatchLike extends Stage {
  readonly kind: "match"
  readonly predicate: Predicate
}
const isMatch = (stage: Stage): stage is MatchLike => stage.kind === "match" && "predicate" in stage

/** How a pipeline behind its source minds the order of events: up to its first transforming stage, only stages before it see it. */
export function orderOf(stages: readonly ExpandedStage[]): "any" | "sensitive" | "transformed" {
  for (const { stage, definition } of stages) {
    const order = definition.order(stage)
    if (order === "sensitive") return "sensitive"
    if (definition.type === "transforming" || order === "sorted") return "transformed"
    if (definition.type === "generating") return "transformed"
  }
  return "any"
}

/** Names that the stages read fields by, wildcards aside: those mean only fields that an event lists. */
export const literalReads = (stages: readonly ExpandedStage[]): string[] => [
  ...new Set(stages.flatMap(({ stage, definition }) => definition.fields(stage).reads.filter(name => !name.includes("*")))),
]

/** What an event is known by beside its fields: its text, and names of its source. */
const moreThanFields: ReadonlySet<string> = new Set(["_raw", "source", "sourcetype"])

/**
 * The fields that are all that stages see of events; null where that cannot be said: where results show whatever there is, or events are
 * asked for more than fields.
 */
export function onlyReads(stages: readonly ExpandedStage[]): readonly string[] | null {
  // The time is read by more than names.
  const names = new Set(["_time"])
  for (const { stage, definition } of stages) {
    const { reads, keepsOthers } = definition.fields(stage)
    for (const name of reads) {
      if (name.includes("*") || moreThanFields.has(name)) return null
      names.add(name)
    }
    if (!keepsOthers) return [...names]
  }
  return null
}

/** Whether the first stage shows events as a dataset has them, whose fields it reads under names that nobody wrote down. */
export const showsDataset = ([first]: readonly ExpandedStage[]): boolean =>
  first?.definition.type === "generating" && first.definition.fields(first.stage).reads.includes("*")
