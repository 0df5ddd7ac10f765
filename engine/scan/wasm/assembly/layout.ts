// Places in the memory that ../memory.ts shares with this module.

/** What the last call says: see ../memory.ts. */
export const results: usize = 1024
/** Start and end of the values of the line that was followed last. */
export const spans: usize = 4096
export const maxMembers: i32 = 1024
/** What the escapes of those values hide. */
export const hides: usize = spans + 8192

/** Each of the trie's columns has so many numbers. */
export const maxNodes: usize = 1 << 18
const column: usize = maxNodes * 4
export const textStart: usize = 16384
export const textLength: usize = textStart + column
export const firstChild: usize = textLength + column
export const nextSibling: usize = firstChild + column
export const firstValue: usize = nextSibling + column
export const inner: usize = firstValue + column
export const outer: usize = inner + column
export const leaves: usize = outer + column
export const pool: usize = leaves + column
export const poolBytes: usize = 8 << 20

/** By number of a leaf the place of its program; 0 when its lines have to be looked at. */
export const programOf: usize = pool + poolBytes
export const maxLeaves: usize = 20_000
/** Programs, clocks and searches, as they were added. */
export const programs: usize = programOf + 80_128
export const programBytes: usize = 24 << 20

/** Values that wake no branch, by guard: a hash table and the values' bytes. */
export const slots: i32 = 1 << 18
export const slotBytes: usize = 16
export const memo: usize = programs + programBytes
export const arena: usize = memo + usize(slots) * slotBytes
export const arenaBytes: usize = 32 << 20

/** The lines that are looked at. */
export const block: usize = arena + arenaBytes
export const blockBytes: usize = 1 << 20
export const end: usize = block + blockBytes + 64
