import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import { all } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline } from "../ir/stage.ts"
import { EventFormat } from "../spill/stored-row.ts"
import type { SearchEnvironment } from "./environment.ts"
import type { Sink } from "./operator.ts"
import { type Branch, nowhere, runOver, sortNewestFirst, takes } from "./search.ts"
import { fillTokens, holdsToken } from "./tokens.ts"

/** Compiles a search of its own. `anyValue`: its tokens stand for any value, so that only its branches are of use. */
export type CompileTemplateSearch = (pipeline: Pipeline, out: Sink, tokens: "filled" | "anyValue") => readonly Branch[]

/** What an event must be to be kept. */
type Wanted = Pick<Branch, "dataset" | "predicate" | "test">

const everything: Wanted = { dataset: null, predicate: all([]), test: () => true }

export interface CompiledTemplate {
  /** They keep the events that any of the searches may read, and are ended before the first search runs. */
  readonly branches: readonly Branch[]
  /** Results of the search with the values of a row, newest first or in an order of its own. */
  run(row: Event): readonly Event[]
}

/**
 * The searches of map differ only in the values that take the places of tokens: events that could satisfy any of them are kept, and
 * each search runs over those. Macros are put in place first, so that a value that looks like a macro call is none.
 * @throws RuleError for what is wrong with the template whatever the values are
 */
export function compileTemplate(
  text: string,
  range: SourceRange | undefined,
  env: SearchEnvironment,
  compile: CompileTemplateSearch,
): CompiledTemplate {
  const template = env.expandMacros(text, range)
  const wanted = wantedEvents(template, range, env, compile)
  const kept: Event[] = []
  // Each run asks the events for other fields and datasets, so that they cannot be written to disk.
  const holder = env.memory.hold(null)
  const format = new EventFormat([])
  const keep: Sink = {
    push(event) {
      kept.push(event)
      holder.add(format.bytes(event))
      return true
    },
    end() {},
  }
  let sorted: readonly Event[] | null = null
  return {
    branches: wanted.map(({ dataset, predicate, test }, index) => {
      const earlier = wanted.slice(0, index)
      // An event that several parts of the search read is kept once, and each run shows it to all of them.
      return { dataset, predicate, test: event => test(event) && !earlier.some(other => takes(other, event)), sink: keep }
    }),
    run(row) {
      const results: Event[] = []
      const collect: Sink = {
        push(event) {
          results.push(event)
          return true
        },
        end() {},
      }
      let branches: readonly Branch[]
      try {
        const filled = fillTokens(template, name => row.get(name))
        branches = compile(env.parse(filled, range, true), collect, "filled")
      } catch (error) {
        // One row whose values do not fit the template must not stop the others.
        if (!(error instanceof RuleError)) throw error
        env.warn(`a search of map could not be read with the values of a row: ${error.message}`)
        return []
      }
      sorted ??= sortNewestFirst(kept)
      runOver(branches, sorted)
      return results
    },
  }
}

function wantedEvents(
  template: string,
  range: SourceRange | undefined,
  env: SearchEnvironment,
  compile: CompileTemplateSearch,
): readonly Wanted[] {
  try {
    return compile(env.parse(template, range, true), nowhere, "anyValue")
  } catch (error) {
    if (!(error instanceof RuleError) || !holdsToken(template)) throw error
    // A token may stand where only a number or a known name can. Whether the mistake is one of the template shows with another value.
    const filled = env.parse(
      fillTokens(template, () => 1),
      range,
      true,
    )
    try {
      compile(filled, nowhere, "filled")
    } catch (other) {
      if (!(other instanceof RuleError)) throw other
      if (other.message === error.message) throw error
    }
    return [everything]
  }
}
