import { RuleError } from "../errors/error.ts"
import { NumericSum } from "./numeric-sum.ts"

/** The sum of a time bucket brought to a unit of time. */
class SumPerUnit extends NumericSum {
  private readonly factor: number

  constructor(factor: number) {
    super()
    this.factor = factor
  }

  result(): number | null {
    const total = this.total()
    return total === null ? null : total * this.factor
  }
}

/**
 * What per_second() and its kin compute, for a unit of so many seconds.
 * @throws RuleError "wrong_argument" outside timechart, where there are no buckets of a known width
 */
export function sumPerUnit(name: string, unitSeconds: number, bucketSeconds: number): SumPerUnit {
  if (Number.isNaN(bucketSeconds))
    throw new RuleError("wrong_argument", `aggregate "${name}" needs the time buckets of timechart`, {
      hint: "use sum() outside timechart",
    })
  return new SumPerUnit(unitSeconds / bucketSeconds)
}
