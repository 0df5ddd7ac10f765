import type { Event } from "../event.ts"
import type { Operator } from "../exec/operator.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Row, Value } from "../ir/value.ts"
import type { ExecContext } from "../stages/stage.ts"

/** Writing the results of a search to a lookup or a file. */
export interface TableWrite {
  readonly table: string
  readonly append: boolean
  /** The field whose value is the key of a row of a collection. */
  readonly keyField?: string | undefined
  readonly max: number
  /** No results empty the table. */
  readonly emptied: boolean
}

/** Passes events on, and writes them once all have come. Fields that begin with an underscore stay behind, but for the time and the key. */
export function compileTableWrite(write: TableWrite, range: SourceRange | undefined, ctx: ExecContext): Operator {
  const lookup = ctx.lookup(write.table, range, "write")
  return next => {
    const rows: Row[] = []
    let open = true
    return {
      push(event) {
        if (rows.length < write.max) rows.push(rowOf(event))
        if (open) open = next.push(event)
        // What comes after may have seen enough; the table gets every row.
        return open || rows.length < write.max
      },
      end() {
        if (rows.length > 0 || (write.emptied && !write.append)) lookup.write(rows, { append: write.append, keyField: write.keyField })
        next.end()
      },
    }
  }
}

const rowOf = (event: Event): Row =>
  Object.fromEntries(
    event
      .names()
      .filter(name => !name.startsWith("_") || name === "_time" || name === "_key")
      .map((name): [string, Value] => [name, event.get(name)]),
  )
