import type { Condition, Leaf } from "../leaves.ts"

/** What a leaf that was never seen to hold is taken for, in records. */
const prior = 0.02

/** What is known of the records of one type, whatever their keys. */
export class TypeStatistics {
  /** Records that were looked at. */
  sampled = 0
  private readonly held = new Map<Leaf, number>()

  /** Takes note of a record, by the leaves that hold for it. */
  add(holding: Iterable<Leaf>): void {
    this.sampled++
    for (const leaf of holding) this.held.set(leaf, (this.held.get(leaf) ?? 0) + 1)
  }

  /** About how likely a condition is to hold, from 0 to 1, as if its leaves had nothing to do with one another; once records were looked at. */
  likelihood(condition: Condition): number {
    if (typeof condition === "boolean") return condition ? 1 : 0
    switch (condition.kind) {
      case "leaf": {
        const { leaf } = condition
        return Math.min(1, ((this.held.get(leaf) ?? 0) + prior * weakness(leaf)) / this.sampled)
      }
      case "not":
        return 1 - this.likelihood(condition.operand)
      case "all":
        return condition.operands.reduce((likely, operand) => likely * this.likelihood(operand), 1)
      default:
        return Math.min(
          1,
          condition.operands.reduce((likely, operand) => likely + this.likelihood(operand), 0),
        )
    }
  }
}

/** How likely a leaf is to hold where it was never seen to: the shorter what it looks for, the likelier. */
function weakness({ patterns, isLater, literal }: Leaf): number {
  if (isLater || literal !== null) return 1
  // Numbers that are compared, and values that must differ from others.
  if (patterns === null) return 25
  let worst = 0
  for (const pattern of patterns) {
    const length = pattern.includes("*") ? Math.max(...pattern.split("*").map(part => part.length)) : 2 * pattern.length + 8
    worst = Math.max(worst, length === 0 ? 50 : 16 / (length + 1))
  }
  return worst
}
