/** How many pieces the averages look back on, about. */
const memory = 8

/** Measures how long pieces take, to tell whether other threads are of use. */
export class ScanPace {
  /** Milliseconds to scan a piece, and to run the searches over what was found of it: averages that begin at nothing. */
  private scanning = 0
  private taking = 0
  private spent = 0

  add(scanning: number, taking: number): void {
    this.scanning += (scanning - this.scanning) / memory
    this.taking += (taking - this.taking) / memory
    this.spent += scanning + taking
  }

  /** Whether it takes at least so long to read so many pieces more; as long as it has taken so far is what there may be in other files. */
  takesLonger(pieces: number, least: number): boolean {
    return Math.max(pieces * (this.scanning + this.taking), this.spent) >= least
  }

  /** Whether this thread could scan beside running the searches: otherwise others, of so many, would have to wait for what it scans. */
  hasSpareTime(others: number): boolean {
    return this.taking * others < this.scanning
  }
}
