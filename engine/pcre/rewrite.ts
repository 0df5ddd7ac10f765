import {
  followOf,
  followOfItems,
  followsOf,
  hasCaptures,
  isEmpty,
  isNullable,
  isZeroWidth,
  lengthOf,
  nothing,
  sequencesOf,
  setOf,
  withoutCaptures,
} from "./analyse.ts"
import { complement, newline, verticalSpace } from "./char-set.ts"
import { assertedBy, constrain, constrainLast, contextBody, nextCharOf, notAhead, previousCharOf } from "./constrain.ts"
import type { Guard, Lead, Program } from "./program.ts"
import { isAnchored, type Surroundings, takes } from "./surroundings.ts"
import {
  alternation,
  concat,
  type Group,
  itemsOf,
  type Keep,
  type LineBreak,
  type Look,
  type Node,
  oneOf,
  type Pattern,
  PatternError,
  plainGroup,
  type Repeat,
} from "./syntax.ts"
import { untemper } from "./temper.ts"

/**
 * Rewrites what RE2 lacks into what it has, where the two match the same texts in the same way; throws PatternError where no such
 * rewrite is known.
 *
 * - A lookahead at the end of the pattern is matched and cut off again (a Context). A negative one of fixed texts becomes its opposite.
 * - A lookahead for one character is merged with the character that follows it, a lookbehind with the one before.
 * - A lookahead at a fixed distance from the start of the text becomes a second test (a Guard).
 * - A lookbehind at the start of the pattern, and whatever stands before `\K`, is matched and cut off (a Lead).
 * - `^(?:(?!x).)*$` becomes `^.*$` and a second test; `(?:(?!x).)*x` at the end becomes `.*?x`.
 * - A possessive quantifier or an atomic group becomes a plain one where giving back characters could never lead to a match.
 */
export function rewritePattern({ body }: Pattern): Program {
  const rewriter = new Rewriter()
  const rewritten = rewriter.top(body)
  return { lead: rewriter.lead, body: rewritten, guards: rewriter.guards }
}

const inside: Surroundings = { follow: nothing, last: true, first: false, prefix: null }
/** Of what stands before a match, nothing is known that follows. */
const leading: Surroundings = { follow: { set: null, asserts: true, ends: true }, last: false, first: false, prefix: null }

interface Run {
  readonly repeat: Repeat
  readonly rest: readonly Node[]
}

const maxGuards = 32

class Rewriter {
  lead: Lead | null = null
  readonly guards: Guard[] = []

  top(body: Node): Node {
    const items = itemsOf(body)
    const keeps = items.filter((item): item is Keep => item.kind === "keep")
    const [keep, second] = keeps
    if (second !== undefined) throw unsupported("a second \\K", second)
    if (keep === undefined) return this.rewrite(body, { follow: nothing, last: true, first: true, prefix: [] })
    const at = items.indexOf(keep)
    const after = items.slice(at + 1)
    const follow = followOfItems(after, nothing)
    this.lead = { kind: "keep", before: this.rewrite(concat(items.slice(0, at)), { follow, last: false, first: false, prefix: [] }) }
    return this.rewrite(concat(after), inside)
  }

  private rewrite(node: Node, around: Surroundings): Node {
    switch (node.kind) {
      case "char":
      case "set":
      case "context":
        return node
      case "assertion":
        // Where no newline can follow, whatever does follow matches nothing, at the end as well as before it.
        if (node.at !== "Z" || (!around.last && (around.follow.ends || takes(around.follow, newline)))) return node
        return { ...node, last: true }
      case "concat":
        return concat(this.rewriteItems(node.items, around))
      case "alternation":
        return {
          kind: "alternation",
          branches: node.branches.map(branch => this.rewrite(branch, { ...around, first: false, prefix: null })),
        }
      case "look":
      case "repeat":
        return concat(this.rewriteItems([node], around))
      case "group":
        return this.rewriteGroup(node, around)
      case "linebreak":
        return this.rewriteLineBreak(node, around)
      case "keep":
        throw unsupported("\\K inside a group", node)
    }
  }

  private rewriteItems(items: readonly Node[], around: Surroundings): Node[] {
    const done: Node[] = []
    let queue = items.filter(item => !isEmpty(item))
    let follows = followsOf(queue, around.follow)
    let { first } = around
    let fixed = true
    for (let i = 0; i < queue.length; i++) {
      let item = queue[i]
      if (item === undefined) break
      if (item.kind === "char" || item.kind === "set") {
        done.push(item)
        first = false
        continue
      }
      const next = queue[i + 1]
      if (item.kind === "assertion" && item.at === "Z" && next !== undefined && isEnd(next)) continue
      const prefix = fixed && around.prefix !== null ? [...around.prefix, ...done] : null
      const change = (changed: readonly Node[]): void => {
        queue = [...changed]
        follows = followsOf(queue, around.follow)
        i = -1
      }
      if (item.kind === "look") {
        if (item.behind) this.lookBehind(item, done, first)
        else change(this.lookAhead(item, queue.slice(i + 1), { ...around, prefix }))
        continue
      }
      if (item.kind === "repeat") {
        const here: Surroundings = { follow: follows[i + 1] ?? around.follow, last: around.last, first, prefix }
        const run = this.rewriteRun(item, queue.slice(i + 1), here)
        if (run !== null) {
          item = run.repeat
          change(run.rest)
        }
      }
      const here: Surroundings = {
        follow: follows[i + 1] ?? around.follow,
        last: around.last && i === queue.length - 1,
        first,
        prefix,
      }
      const node = item.kind === "repeat" ? this.rewriteRepeat(item, here) : this.rewrite(item, here)
      done.push(node)
      first &&= isZeroWidth(node)
      fixed &&= lengthOf(node) !== null
    }
    return done
  }

  /**
   * A repeat and what follows it, without a tempering lookahead and without being possessive where that takes the two together;
   * null where nothing changes.
   */
  private rewriteRun(repeat: Repeat, rest: readonly Node[], around: Surroundings): Run | null {
    if (repeat.mode !== "possessive" || (around.last && rest.length === 0)) return this.temperless(repeat, rest, around)
    const set = setOf(repeat.body)
    // A body that can match in one way only gives back whole rounds, which start as they did.
    const start = set ?? (sequencesOf(repeat.body)?.length === 1 ? followOf(repeat.body, nothing).set : null)
    const greedy: Repeat = { ...repeat, mode: "greedy" }
    if (start !== null && !takes(around.follow, start)) return { repeat: greedy, rest }
    if (set === null) return this.temperless(repeat, rest, around)
    // `x*+` takes all there are, so that no other follows: `x*(?!x)`.
    const constrained =
      repeat.max === Number.POSITIVE_INFINITY ? constrain(rest, { set: complement(set), end: true, chomp: false }, around.last) : null
    if (constrained === null) throw unsupported("a possessive quantifier", repeat)
    return { repeat: greedy, rest: constrained }
  }

  private temperless(repeat: Repeat, rest: readonly Node[], around: Surroundings): Run | null {
    const untempered = untemper(repeat, rest, around, body => this.nested(body))
    if (untempered === null) return null
    const { context, without } = untempered
    if (without !== undefined) this.guard(without, true, repeat)
    return { repeat: untempered.repeat, rest: context === undefined ? rest : [context] }
  }

  private rewriteGroup(group: Group, around: Surroundings): Node {
    if (!group.atomic || around.last) return { ...group, atomic: false, body: this.rewrite(group.body, around) }
    // A group that can match in one way only is atomic by itself.
    const items = itemsOf(group.body)
    items.forEach((item, i) => {
      const set = item.kind === "repeat" && item.mode !== "lazy" ? setOf(item.body) : null
      const follow = followOfItems(items.slice(i + 1), around.follow)
      const single = item.kind === "char" || item.kind === "set" || item.kind === "assertion"
      if (!single && (set === null || takes(follow, set))) throw unsupported("an atomic group", group)
    })
    return { ...group, atomic: false, body: this.rewrite(group.body, around) }
  }

  private rewriteRepeat(repeat: Repeat, around: Surroundings): Node {
    const { body, min, max, mode } = repeat
    const once = max <= 1
    const inner: Surroundings = {
      follow: once ? around.follow : followOf({ ...repeat, min: 0 }, around.follow),
      last: around.last && once,
      first: false,
      prefix: null,
    }
    if (body.kind === "linebreak" && max === Number.POSITIVE_INFINITY && min <= 1 && mode !== "lazy" && !takes(around.follow, newline))
      return { ...repeat, body: oneOf(verticalSpace), mode: "greedy" }
    if (mode !== "possessive") return { ...repeat, body: this.rewrite(body, inner) }
    if (!around.last) throw unsupported("a possessive quantifier", repeat)
    return { ...repeat, mode: "greedy", body: this.rewrite(body, inner) }
  }

  private rewriteLineBreak(node: LineBreak, around: Surroundings): Node {
    if (!around.last && takes(around.follow, newline)) throw unsupported("\\R before what may be a newline", node)
    const crlf = concat([
      { kind: "char", code: 13, caseless: false },
      { kind: "char", code: 10, caseless: false },
    ])
    return plainGroup(alternation([crlf, oneOf(verticalSpace)]))
  }

  /** What is left to match after a lookahead, with what the lookahead asks for worked in. */
  private lookAhead(look: Look, rest: readonly Node[], { last, prefix }: Surroundings): readonly Node[] {
    const { body, negative } = look
    if (isNullable(body, "anywhere") && (negative || !hasCaptures(body))) return negative ? [oneOf([])] : rest
    const asserted = assertedBy(look)
    if (asserted !== null) return [asserted, ...rest]
    if (last && rest.length === 0) {
      const context = this.contextOf(look)
      if (context !== null) return [{ kind: "context", body: context }]
    }
    const next = nextCharOf(look)
    const constrained = next === null ? null : constrain(rest, next, last)
    if (constrained !== null) return constrained
    if (prefix !== null && isAnchored(prefix) && (negative || !hasCaptures(body))) {
      this.guard(concat([...prefix, this.nested(body)].map(withoutCaptures)), negative, look)
      return rest
    }
    throw unsupported("a lookahead", look, "test it with a second regex or match() instead")
  }

  private guard(body: Node, negative: boolean, { place }: Look | Repeat): void {
    if (this.guards.length === maxGuards) throw new PatternError(`more than ${maxGuards} lookaheads`, place)
    this.guards.push({ body, negative })
  }

  /** A lookahead at the end of the pattern as what the text goes on with. */
  private contextOf(look: Look): Node | null {
    if (!look.negative) return this.nested(look.body)
    const next = nextCharOf(look)
    if (next !== null) return contextBody(next)
    const sequences = sequencesOf(look.body)
    return sequences === null ? null : notAhead(sequences)
  }

  /** The pattern inside a lookaround, of which only matters whether it matches. */
  private nested(body: Node): Node {
    return this.rewrite(body, inside)
  }

  private lookBehind(look: Look, done: Node[], first: boolean): void {
    const { body, negative } = look
    const asserted = assertedBy(look)
    if (asserted !== null) {
      done.push(asserted)
      return
    }
    const previous = previousCharOf(look)
    const at = done.findLastIndex(node => !isZeroWidth(node))
    const node = done[at]
    if (node !== undefined) {
      const constrained = previous === null ? null : constrainLast(node, previous.set)
      if (constrained !== null) {
        done.splice(at, 1, ...constrained)
        return
      }
    } else if (first && this.lead === null) {
      const length = lengthOf(body)
      if (previous !== null) {
        this.lead = previous.start
          ? { kind: "notBehind", set: complement(previous.set) }
          : { kind: "behind", before: oneOf(previous.set), length: 1 }
        return
      }
      if (!negative && length !== null && length > 0) {
        this.lead = { kind: "behind", before: this.rewrite(body, leading), length }
        return
      }
    }
    throw unsupported("a lookbehind", look, "match the text before and capture what comes after it")
  }
}

/** Whether an assertion holds only where `$` does. */
const isEnd = (node: Node): boolean => node.kind === "assertion" && (node.at === "z" || node.at === "Z")

function unsupported(
  what: string,
  { place }: { place: { start: number; end: number } },
  hint = "rewrite the pattern without it",
): PatternError {
  return new PatternError(`RE2 has no equivalent for ${what}`, place, hint)
}
