/** Finds all of many literals in a text in one pass: an automaton over classes of characters. Literals are of ASCII characters only. */
export class AhoCorasick {
  private readonly classOf = new Uint8Array(128)
  private readonly shift: number
  /** By state and class the next state; negative when literals end there. */
  private readonly next: Int32Array
  private readonly found: readonly (readonly number[])[]

  constructor(literals: readonly string[]) {
    let classes = 1
    for (const literal of literals)
      for (let i = 0; i < literal.length; i++) {
        const code = literal.charCodeAt(i)
        if (code > 127) throw new Error("a literal is not ASCII")
        if (this.classOf[code] === 0) this.classOf[code] = classes++
      }
    this.shift = 32 - Math.clz32(classes - 1)
    const children: Map<number, number>[] = [new Map()]
    const ends: number[][] = [[]]
    literals.forEach((literal, index) => {
      let state = 0
      for (let i = 0; i < literal.length; i++) {
        const code = this.classOf[literal.charCodeAt(i)] ?? 0
        let child = children[state]?.get(code)
        if (child === undefined) {
          child = children.length
          children.push(new Map())
          ends.push([])
          children[state]?.set(code, child)
        }
        state = child
      }
      ends[state]?.push(index)
    })
    const width = 1 << this.shift
    const next = new Int32Array(children.length * width)
    const fallback = new Int32Array(children.length)
    const order = [0]
    for (const state of order) {
      const back = fallback[state] ?? 0
      if (state !== 0) ends[state]?.push(...(ends[back] ?? []))
      const row = state * width
      if (state !== 0) next.copyWithin(row, back * width, back * width + width)
      for (const [code, child] of children[state] ?? []) {
        fallback[child] = state === 0 ? 0 : (next[row + code] ?? 0)
        next[row + code] = child
        order.push(child)
      }
    }
    for (let i = 0; i < next.length; i++) {
      const state = next[i] ?? 0
      const at = state << this.shift
      next[i] = (ends[state]?.length ?? 0) > 0 ? ~at : at
    }
    this.next = next
    this.found = ends
  }

  /** Whether any literal stands in the text. */
  finds(text: string): boolean {
    const { classOf, next } = this
    let at = 0
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      at = next[at + (code < 128 ? (classOf[code] ?? 0) : 0)] ?? 0
      if (at < 0) return true
    }
    return false
  }

  /** Calls `visit` with the number of each literal wherever it ends in the text. */
  search(text: string, visit: (literal: number) => void): void {
    const { classOf, next, shift } = this
    let at = 0
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      const to = next[at + (code < 128 ? (classOf[code] ?? 0) : 0)] ?? 0
      if (to >= 0) at = to
      else {
        at = ~to
        for (const literal of this.found[at >> shift] ?? []) visit(literal)
      }
    }
  }
}
