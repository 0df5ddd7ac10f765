import { type Buffer, isUtf8 } from "node:buffer"
import type { Guard, Guards } from "../guards/guard.ts"
import { disguises, isOnlyText, type LiteralSearch, notationOf } from "../keyword-index.ts"
import type { TrieStorage } from "../line-trie.ts"
import { LinePass, stops } from "./line-pass.ts"

/** Of so many literals a value is looked through rather than remembered. */
const fewLiterals = 24

/** A guard and the place of its key among the members of a line. */
export interface PlacedGuard {
  readonly guard: Guard
  readonly place: number
}

/** How the newest time of the lines of one kind is kept, which are passed over without a look at them. */
export interface SharedClock {
  /** 0 when it is not kept. */
  readonly address: number
  readonly place: number
}

/** The lines of one input, block by block, of which the part that is compiled to WebAssembly passes over those that nobody wants. */
export class FastLines {
  private readonly lines: LinePass
  private readonly keywordSearches = new Map<LiteralSearch, number>()
  private readonly guardSearches = new Map<string, number>()
  /** The lines that are held, whether their bytes may be above 0x7f, and whether letters of theirs may not stand for themselves. */
  private block: Buffer | null = null
  private highAllowed = false
  private disguised = false
  /** Where the line begins in the block that was followed last; -1 when there is none. */
  private followed = -1
  /** Lines that were passed over the last time. */
  passed = 0

  constructor(module: WebAssembly.Module) {
    this.lines = new LinePass(module)
  }

  get storage(): TrieStorage {
    return this.lines.storage
  }
  /** What the spans of a followed line count from. */
  get origin(): number {
    return this.lines.origin
  }
  /** Of the line that was followed last: the end of its path, and the first of its guards that may wake something. */
  get leaf(): number {
    return this.lines.leaf
  }
  get reached(): number {
    return this.lines.reached
  }

  /** Passes over lines from a place on; gives the place of the first that has to be looked at, or the end. */
  pass(block: Buffer, from: number, longest: number): number {
    this.passed = 0
    this.followed = -1
    const { lines } = this
    if (block.length > lines.capacity) return from
    if (block !== this.block) {
      lines.load(block)
      this.block = block
      this.highAllowed = false
      this.disguised = false
    }
    for (let at = from; ; ) {
      lines.pass(at, block.length, this.highAllowed, this.disguised, longest)
      this.passed += lines.passed
      at = lines.at
      if (at < block.length && lines.why === stops.notAscii && !this.highAllowed && isUtf8(block)) {
        this.highAllowed = true
        this.disguised = disguises.some(disguise => block.includes(disguise))
        continue
      }
      if (at < block.length && lines.why === stops.wanted) this.followed = at
      return at
    }
  }

  isFollowed(block: Buffer, start: number): boolean {
    return this.followed === start && block === this.block
  }

  /** Whether letters in the line that was followed last may not stand for themselves. */
  get hidesLetters(): boolean {
    return this.disguised || this.lines.hidesLetters
  }

  /** Whether any of the literals may stand in the line that was followed last. */
  mayHave(search: LiteralSearch): boolean {
    const address = this.keywordSearch(search)
    return address === 0 || this.lines.hasKeyword(address)
  }

  /** Takes note that a value of the line that was followed wakes no branch by a guard. */
  remember({ id }: Guard, from: number, to: number): void {
    this.lines.remember(id, from, to)
  }

  /** Has guards decide on the lines of a leaf from now on, where they can. */
  decide(leaf: number, guards: Guards, placed: readonly PlacedGuard[], needsTime: boolean, clock: SharedClock): void {
    const { keywords, always } = guards
    const literals = keywords === null ? 0 : this.keywordSearch(keywords.search)
    if (always.length > 0 || (keywords !== null && literals === 0) || (needsTime && clock.address === 0)) {
      this.lookAt(leaf)
      return
    }
    this.lines.setProgram(leaf, {
      guards: placed.map(({ guard, place }) => ({
        id: guard.id,
        place,
        literals: this.guardSearch(guard),
        onlyText: !guard.ofSingle && guard.literals?.every(isOnlyText) === true,
        few: (guard.literals?.length ?? 0) <= fewLiterals,
      })),
      literals,
      clock: clock.address,
      timePlace: clock.place,
    })
  }

  /** Has all lines of a leaf looked at from now on. */
  lookAt(leaf: number): void {
    this.lines.setProgram(leaf, null)
  }

  addClock(place: number): SharedClock {
    return { address: this.lines.addClock(), place }
  }

  /** Sets a clock to the text of the newest time; null when texts of its form cannot be compared. */
  setClock({ address }: SharedClock, newest: Uint8Array | null): void {
    if (address !== 0) this.lines.setClock(address, newest)
  }

  /** Whether clocks were moved since this was asked last. */
  takeMoved(): boolean {
    return this.lines.takeMoved()
  }

  /** The newer time that a clock was moved to since it was set or asked last; null when it was not moved. */
  takeTime({ address }: SharedClock): Uint8Array | null {
    return address === 0 ? null : this.lines.takeClock(address)
  }

  private keywordSearch(search: LiteralSearch): number {
    let address = this.keywordSearches.get(search)
    if (address === undefined) {
      address = this.lines.addLiterals(search.literals)
      this.keywordSearches.set(search, address)
    }
    return address
  }

  /** Address of the search for the literals of a guard, of which many are the same; 0 when it has none. */
  private guardSearch({ literals }: Guard): number {
    const notations = literals?.map(notationOf).filter(notation => notation !== null) ?? []
    if (literals === null || notations.length < literals.length) return 0
    const key = [...notations].sort().join("\n")
    let address = this.guardSearches.get(key)
    if (address === undefined) {
      address = this.lines.addLiterals(notations)
      this.guardSearches.set(key, address)
    }
    return address
  }
}
