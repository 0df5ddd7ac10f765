import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import type { Argument } from "../functions/function.ts"
import { singleText } from "../values/text-argument.ts"

/** Distinct texts that one call site keeps compiled; more than that start afresh. */
const capacity = 64

/**
 * Compiles what an argument says, such as a regex, a time format or a path: once when it is the same for every event, else once
 * per distinct text. Null where the argument is null, or where its text, read from an event, does not compile.
 * @throws what `compile` throws, when the argument is constant
 */
export function prepared<T>(argument: Argument | undefined, compile: (text: string) => T): (event: Event) => T | null {
  if (argument === undefined) return () => null
  const { constant, evaluate } = argument
  if (constant !== undefined) {
    const text = singleText(constant)
    const compiled = text === null ? null : compile(text)
    return () => compiled
  }
  const cache = new Map<string, T | null>()
  return event => {
    const text = singleText(evaluate(event))
    if (text === null) return null
    const known = cache.get(text)
    if (known !== undefined) return known
    const compiled = attempt(text, compile)
    if (cache.size >= capacity) cache.clear()
    cache.set(text, compiled)
    return compiled
  }
}

/** A text out of an event is data: when it is no regex or no format, the result is missing and the search goes on. */
function attempt<T>(text: string, compile: (text: string) => T): T | null {
  try {
    return compile(text)
  } catch (error) {
    if (error instanceof RuleError) return null
    throw error
  }
}
