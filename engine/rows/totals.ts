import { Event } from "../event.ts"
import { numberOf } from "../ir/value.ts"
import { ExactSum } from "../statistics/exact-sum.ts"

/** Sums of columns over rows. */
export class ColumnTotals {
  private readonly sums = new Map<string, ExactSum>()

  add(column: string, value: number): void {
    let sum = this.sums.get(column)
    if (sum === undefined) {
      sum = new ExactSum()
      this.sums.set(column, sum)
    }
    sum.add(value)
  }

  addFields(event: Event, meant: (name: string) => boolean): void {
    for (const name of event.names()) {
      const number = meant(name) ? numberOf(event.get(name)) : null
      if (number !== null) this.add(name, number)
    }
  }

  /** The row of totals, with a label where there is a field for it. */
  row(labelfield: string | undefined, label: string): Event {
    const row = new Event()
    for (const [column, sum] of this.sums) row.set(column, sum.value())
    if (labelfield !== undefined) row.set(labelfield, label)
    return row
  }
}
