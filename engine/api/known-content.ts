import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** Kinds of content of which the package has so much that reading it takes longer than most runs. */
export type KnownKind = "data source" | "data model"

/** Values of files that were read and found right when the package was built. */
export interface KnownContent {
  /** What a file's bytes say, if they are those of a file that is known. */
  find(kind: KnownKind, bytes: Uint8Array): { readonly value: unknown } | null
}

/** A file stands for its content, whatever its name: one that has been changed since is not known. */
export const contentKey = (kind: KnownKind, bytes: Uint8Array): string => `${kind} ${createHash("sha256").update(bytes).digest("base64")}`

/** Reads what the build left beside the bundle; nothing is known where there is no bundle. */
export function readKnownContent(): KnownContent {
  const file = fileURLToPath(new URL("content.json", import.meta.url))
  const known: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {}
  const values = new Map<string, unknown>(typeof known === "object" && known !== null ? Object.entries(known) : [])
  return {
    find(kind, bytes) {
      const value = values.get(contentKey(kind, bytes))
      return value === undefined ? null : { value }
    },
  }
}
