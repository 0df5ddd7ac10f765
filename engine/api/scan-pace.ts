/** How many pieces the averages look back on, about. */
const memory = 16
/** Before so many pieces have been scanned, what learning takes hides what they take. */
const fewest = 64

/** Measures how long pieces take, to tell whether other threads are of use. */
export class ScanPace {
  /** Milliseconds to scan a piece, and to run the searches over what was found of it: averages that begin at nothing. */
  private scanning = 0
  private taking = 0
  /** Milliseconds that all pieces took to scan, and to take. */
  private scanned = 0
  private taken = 0
  private count = 0

  add(scanning: number, taking: number): void {
    this.scanning += (scanning - this.scanning) / memory
    this.taking += (taking - this.taking) / memory
    this.scanned += scanning
    this.taken += taking
    this.count++
  }

  /** Whether it takes at least so long to read so many pieces more; as long as it has taken so far is what there may be in other files. */
  takesLonger(pieces: number, least: number): boolean {
    return Math.max(pieces * (this.scanning + this.taking), this.scanned + this.taken) >= least
  }

  /** How many times as fast so many pieces more are likely to be read with so many other threads; 0 while that cannot be told. */
  gain(pieces: number, others: number): number {
    if (this.count < fewest) return 0
    const left = Math.max(pieces, this.count)
    // What this thread took to learn, each of the others will take as well.
    const learning = Math.max(0, this.scanned - this.count * this.scanning)
    const scanning = learning + (left * this.scanning) / (this.hasSpareTime(others) ? others + 1 : others)
    // Now and then the searches take long, as when they write to disk: that says nothing of the pieces that follow.
    const taking = left * (this.taken / this.count)
    return (left * this.scanning + taking) / Math.max(taking, scanning)
  }

  /** Whether this thread should scan beside running the searches: otherwise others, of so many, would have to wait for what it scans. */
  hasSpareTime(others: number): boolean {
    return this.taking * others * 4 < this.scanning
  }
}
