import type { Event } from "../event.ts"
import type { Operator } from "../exec/operator.ts"

/** Passes rows on, then those of another search. */
export const appendRows =
  (more: { rows(): readonly Event[] }): Operator =>
  next => {
    let open = true
    return {
      push(event) {
        open = next.push(event)
        return open
      },
      end() {
        if (open) for (const row of more.rows()) if (!next.push(row)) break
        next.end()
      },
    }
  }
