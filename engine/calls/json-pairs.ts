import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import type { Evaluator } from "../exec/operator.ts"
import type { Argument } from "../functions/function.ts"
import type { SourceRange } from "../ir/source.ts"
import { type JsonValue, jsonFrom, printJson, readDocument } from "../json/value.ts"
import { prepared } from "./prepared.ts"

/** Arguments that come in twos: a key or a path, and the value for it. */
export interface JsonPair<K> {
  key(event: Event): K | null
  value(event: Event): JsonValue
}

/** @throws RuleError "wrong_arity" when the last one has no value */
export function jsonPairs<K>(args: readonly Argument[], readKey: (text: string) => K, range: SourceRange | undefined): JsonPair<K>[] {
  const pairs: JsonPair<K>[] = []
  for (let i = 0; i < args.length; i += 2) {
    const value = args[i + 1]
    if (value === undefined)
      throw new RuleError("wrong_arity", `arguments come in pairs, found ${args.length}`, {
        range: args[i]?.expr.range ?? range,
        hint: "give a value after each key",
      })
    pairs.push({ key: prepared(args[i], readKey), value: event => jsonFrom(value.evaluate(event)) })
  }
  return pairs
}

/**
 * A function that changes the JSON document of its first argument once for each pair, from left to right. Null when there is no
 * document; a pair without a key changes nothing.
 */
export function jsonChanges<K>(
  [document, ...rest]: readonly Argument[],
  readKey: (text: string) => K,
  change: (document: JsonValue, key: K, value: JsonValue) => JsonValue,
  range: SourceRange | undefined,
): Evaluator {
  const pairs = jsonPairs(rest, readKey, range)
  return event => {
    const start = readDocument(document?.evaluate(event) ?? null)
    if (start === undefined) return null
    const changed = pairs.reduce((json, pair) => {
      const key = pair.key(event)
      return key === null ? json : change(json, key, pair.value(event))
    }, start)
    return printJson(changed)
  }
}
