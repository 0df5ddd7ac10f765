/** A position that a definition takes explicitly where it cannot do something itself. */
export interface Unsupported {
  readonly unsupported: string
}
export const unsupported = (reason: string): Unsupported => ({ unsupported: reason })
