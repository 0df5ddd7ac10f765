import { existsSync, readFileSync } from "node:fs"
import { LiteralSearch } from "../keyword-index.ts"
import type { TrieStorage } from "../line-trie.ts"

// The layout of the memory, as assembly/layout.ts has it.
const results = 1_024
const spans = 4_096
const maxMembers = 1_024
const maxNodes = 1 << 18
const textStart = 16_384
const column = maxNodes * 4
const pool = textStart + 8 * column
const poolBytes = 8 << 20
const programOf = pool + poolBytes
const maxLeaves = 20_000
const programs = programOf + 80_128
const programBytes = 24 << 20
const memoBytes = (4 << 20) + (32 << 20)
const block = programs + programBytes + memoBytes
const blockBytes = 1 << 20
const pageBytes = 65_536
const pages = Math.ceil((block + blockBytes + 64) / pageBytes)

/** Of so many literals each is looked for by itself. */
const mostListed = 4
/** Characters of logs, the most frequent first; others are rarer. */
const frequent = "e0tia1on2srd3lc4\\-5m6u.fpw7b98g_hyv/xk"

/** Longest text that a clock holds. */
const longestTime = 64

/** A guard as a program has it. */
export interface ProgramGuard {
  readonly id: number
  /** Place of its key among the members of the line. */
  readonly place: number
  /** Address of a search for literals without one of which a value wakes nothing; 0 when there is none. */
  readonly literals: number
  /** Such a literal cannot stand in a number, and says something of values that are no text as well. */
  readonly onlyText: boolean
  /** They are so few that looking for them is cheaper than remembering values. */
  readonly few: boolean
}

/** What decides on the lines of one leaf. */
export interface Program {
  readonly guards: readonly ProgramGuard[]
  /** Address of a search for literals; 0 when there is none. */
  readonly literals: number
  /** Address of a clock, and the place of the key that it reads; 0 when the time is not needed. */
  readonly clock: number
  readonly timePlace: number
}

/** Why a line is looked at: nothing is known of it, it has bytes that may not be UTF-8, or somebody may want it. */
export const stops = { unknown: 0, notAscii: 1, wanted: 2 } as const

interface Exports {
  pass(from: number, to: number, highAllowed: number, disguised: number, longest: number): void
  remember(guard: number, from: number, to: number): void
  hasKeyword(literals: number): number
}

/** The module as the build leaves it beside the bundle; null when there is none. */
export function readModule(): WebAssembly.Module | null {
  const files = [new URL("line-scan.wasm", import.meta.url), new URL("../../../dist/line-scan.wasm", import.meta.url)]
  const file = files.find(url => existsSync(url))
  return file === undefined ? null : new WebAssembly.Module(readFileSync(file))
}

/** Places of the two characters of a text that are the rarest in logs; the same place twice in a text of one character. */
function rarest(text: string): readonly [number, number] {
  const rank = (place: number): number => {
    const found = frequent.indexOf(text.charAt(place))
    return found === -1 ? frequent.length : found
  }
  const places = Array.from(text, (_, place) => place).sort((a, b) => rank(b) - rank(a))
  return [places[0] ?? 0, places[1] ?? places[0] ?? 0]
}

const isFunction = (value: unknown): value is (...numbers: number[]) => number => typeof value === "function"

/** The part of a scan that is written for WebAssembly: passes over lines that nobody wants. It shares its memory with the trie. */
export class LinePass {
  readonly storage: TrieStorage
  /** Where the block's bytes stand in the memory: spans of lines that were passed count from there on. */
  readonly origin = block
  readonly capacity = blockBytes
  private readonly exports: Exports
  private readonly bytes: Uint8Array
  private readonly numbers: Int32Array
  private readonly results: Int32Array
  private used = programs

  constructor(module: WebAssembly.Module) {
    const memory = new WebAssembly.Memory({ initial: pages })
    const { pass, remember, hasKeyword } = new WebAssembly.Instance(module, { env: { memory } }).exports
    if (!isFunction(pass) || !isFunction(remember) || !isFunction(hasKeyword)) throw new Error("the module lacks a function")
    this.exports = { pass, remember, hasKeyword }
    const { buffer } = memory
    const columnAt = (index: number): Int32Array => new Int32Array(buffer, textStart + index * column, maxNodes)
    this.storage = {
      spans: new Int32Array(buffer, spans, 2 * maxMembers),
      textStart: columnAt(0),
      textLength: columnAt(1),
      firstChild: columnAt(2),
      nextSibling: columnAt(3),
      firstValue: columnAt(4),
      inner: columnAt(5),
      outer: columnAt(6),
      leaves: columnAt(7),
      pool: new Uint8Array(buffer, pool, poolBytes),
    }
    this.bytes = new Uint8Array(buffer)
    this.numbers = new Int32Array(buffer)
    this.results = new Int32Array(buffer, results, 9)
  }

  /** Takes the bytes whose lines are to be passed; behind them stands a byte below 0x20. */
  load(bytes: Uint8Array): void {
    this.bytes.set(bytes, block)
    this.bytes.fill(0, block + bytes.length, block + bytes.length + 32)
  }

  /** Goes from line to line up to the first that has to be looked at. */
  pass(from: number, to: number, highAllowed: boolean, disguised: boolean, longest: number): void {
    this.exports.pass(from, to, highAllowed ? 1 : 0, disguised ? 1 : 0, longest)
  }

  /** Where the line begins that has to be looked at, or the end. */
  get at(): number {
    return this.results[0] ?? 0
  }
  get passed(): number {
    return this.results[1] ?? 0
  }
  get why(): number {
    return this.results[2] ?? 0
  }
  /** The end of the line's path. */
  get leaf(): number {
    return this.results[3] ?? 0
  }
  /** The first guard of its program that does not know its value; those before it wake nothing. */
  get reached(): number {
    return this.results[5] ?? 0
  }

  /** Escapes in the line hide letters that literals may have. */
  get hidesLetters(): boolean {
    return this.results[8] !== 0
  }

  /** Whether any literal of the search at an address stands in the line that was followed last. */
  hasKeyword(literals: number): boolean {
    return this.exports.hasKeyword(literals) !== 0
  }

  /** Takes note that a value, in the block or, with its origin, in memory, wakes no branch by a guard. */
  remember(guard: number, from: number, to: number): void {
    this.exports.remember(guard, from, to)
  }

  /** Has lines of a leaf looked at (null), or decided on by a program. Without room for the program they are looked at. */
  setProgram(leaf: number, program: Program | null): void {
    if (leaf >= maxLeaves) return
    const length = program === null ? 0 : 16 + 16 * program.guards.length
    const place = program === null ? 0 : this.allocate(length)
    this.numbers[(programOf >> 2) + leaf] = place
    if (program === null || place === 0) return
    const { guards, literals, clock, timePlace } = program
    let at = place >> 2
    for (const number of [clock, timePlace, guards.length, literals]) this.numbers[at++] = number
    for (const guard of guards)
      for (const number of [guard.id, guard.place, guard.literals, (guard.onlyText ? 1 : 0) | (guard.few ? 2 : 0)])
        this.numbers[at++] = number
  }

  /** Address of a new clock that has no time yet; 0 without room for it. */
  addClock(): number {
    return this.allocate(8 + longestTime)
  }

  /** Sets a clock to the newest text, with its quotes; null when texts cannot be compared. */
  setClock(clock: number, text: Uint8Array | null): void {
    const fits = text !== null && text.length <= longestTime
    this.numbers[clock >> 2] = fits ? text.length : 0
    this.numbers[(clock >> 2) + 1] = 0
    if (fits) this.bytes.set(text, clock + 8)
  }

  /** Whether a clock was moved since this was asked last. */
  takeMoved(): boolean {
    const moved = this.results[7] === 1
    this.results[7] = 0
    return moved
  }

  /** The text of a newer time that a clock was moved to since it was set or asked last; null when it was not moved. */
  takeClock(clock: number): Uint8Array | null {
    if (this.numbers[(clock >> 2) + 1] !== 1) return null
    this.numbers[(clock >> 2) + 1] = 0
    return this.bytes.slice(clock + 8, clock + 8 + (this.numbers[clock >> 2] ?? 0))
  }

  /** Address of a search for literals in lower case, each of 2 bytes or more; 0 without room for it. */
  addLiterals(literals: readonly string[]): number {
    if (literals.length > mostListed) return this.addSearch(new LiteralSearch(new Map(literals.entries())))
    const search = this.allocate(8 + literals.reduce((sum, literal) => sum + 20 + literal.length, 0))
    if (search === 0) return 0
    const view = new DataView(this.bytes.buffer)
    view.setUint32(search, 0, true)
    view.setUint32(search + 4, literals.length, true)
    let at = search + 8
    for (const literal of literals) {
      const [one, other] = rarest(literal)
      for (const number of [literal.charCodeAt(one) | 0x20, literal.charCodeAt(other) | 0x20, one, other, literal.length]) {
        view.setUint32(at, number, true)
        at += 4
      }
      for (let i = 0; i < literal.length; i++) this.bytes[at++] = literal.charCodeAt(i)
    }
    return search
  }

  private addSearch({ window, shift, byPair }: LiteralSearch): number {
    const search = this.allocate(4 + shift.length * 5)
    if (search === 0) return 0
    this.numbers[search >> 2] = window
    this.bytes.set(shift, search + 4)
    const lists = (search + 4 + shift.length) >> 2
    this.numbers.fill(0, lists, lists + shift.length)
    const view = new DataView(this.bytes.buffer)
    for (const [pair, entries] of byPair) {
      const list = this.allocate(4 + entries.reduce((sum, { codes }) => sum + 4 + codes.length, 0))
      if (list === 0) return 0
      let at = list
      view.setUint32(at, entries.length, true)
      at += 4
      for (const { codes } of entries) {
        view.setUint32(at, codes.length, true)
        this.bytes.set(codes, at + 4)
        at += 4 + codes.length
      }
      this.numbers[lists + pair] = list
    }
    return search
  }

  private allocate(length: number): number {
    const place = this.used
    const next = (place + length + 15) & ~15
    if (next > programs + programBytes) return 0
    this.used = next
    return place
  }
}
