import { followOf, isNullable, nothing, setOf, withoutCaptures } from "./analyse.ts"
import { complement, newline } from "./char-set.ts"
import { isAnchored, type Surroundings, takes } from "./surroundings.ts"
import { alternation, type Context, concat, itemsOf, type Look, type Node, oneOf, type Repeat } from "./syntax.ts"

/** A repeat without its lookahead. */
export interface Untempered {
  readonly repeat: Repeat
  /** What the text must go on with. */
  readonly context?: Context
  /** What must not match from the start of the text. */
  readonly without?: Node
}

/**
 * `(?:(?!x).)*` without the lookahead, where what follows makes it needless or lets it be tested otherwise; null where nothing does.
 *
 * @param nested rewrites what the lookahead looks for
 */
export function untemper(
  repeat: Repeat,
  rest: readonly Node[],
  { last, prefix }: Surroundings,
  nested: (body: Node) => Node,
): Untempered | null {
  const parts = tempered(repeat)
  if (parts === null) return null
  const { stop, char, plain } = parts
  const [end, ...after] = rest
  if (prefix !== null && isAnchored(prefix) && end?.kind === "assertion" && (end.at === "z" || end.at === "Z") && after.length === 0) {
    // All characters up to the end are taken, so that the lookahead is asked at each of them.
    if (!takes(followOf(stop, nothing), newline)) {
      const chars: Repeat = { ...repeat, body: char, min: 0, max: Number.POSITIVE_INFINITY, mode: "greedy" }
      return { repeat: plain, without: concat([...prefix, chars, nested(stop)].map(withoutCaptures)) }
    }
  }
  if (!last || repeat.min !== 0 || repeat.max !== Number.POSITIVE_INFINITY) return null
  const lazy: Repeat = { ...plain, mode: "lazy" }
  // It runs up to the first place where `x` stands, which is where `x` is matched.
  if (rest.length > 0) return isSame(concat(rest), stop) ? { repeat: lazy } : null
  const set = setOf(char)
  if (repeat.mode === "lazy" || set === null) return null
  const body = alternation([withoutCaptures(nested(stop)), oneOf(complement(set)), { kind: "assertion", at: "z" }])
  return { repeat: lazy, context: { kind: "context", body } }
}

/** What a tempered repeat stops at, what it takes, and the repeat of that alone; null for any other repeat. */
function tempered(repeat: Repeat): { stop: Node; char: Node; plain: Repeat } | null {
  const group = repeat.body
  if (group.kind !== "group" || group.atomic) return null
  const [look, char, ...others] = itemsOf(group.body)
  if (look === undefined || !isNegativeLookahead(look) || isNullable(look.body, "somewhere")) return null
  if (char === undefined || setOf(char) === null || others.length > 0) return null
  return { stop: look.body, char, plain: { ...repeat, body: { ...group, body: char } } }
}

const isNegativeLookahead = (node: Node): node is Look => node.kind === "look" && !node.behind && node.negative

const isSame = (a: Node, b: Node): boolean => {
  const print = (node: Node): string =>
    JSON.stringify(itemsOf(withoutCaptures(node)), (key, value: unknown) => (key === "place" ? undefined : value))
  return print(a) === print(b)
}
