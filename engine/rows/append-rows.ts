import type { Operator } from "../exec/operator.ts"
import type { SubsearchRows } from "../stages/stage.ts"

/** Passes rows on, then those of another search. */
export const appendRows =
  (more: SubsearchRows): Operator =>
  next => {
    let open = true
    return {
      push(event) {
        open = next.push(event)
        return open
      },
      end() {
        if (open) for (const row of more) if (!next.push(row)) break
        more.clear()
        next.end()
      },
    }
  }
