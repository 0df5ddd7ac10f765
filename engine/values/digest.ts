import { createHash } from "node:crypto"
import type { Result } from "../exec/operator.ts"
import { singleText } from "./text-argument.ts"

/** The digest of a text in UTF-8, in lower-case hexadecimal; null when the text is missing or a multivalue. */
export function hexDigest(algorithm: "md5" | "sha1" | "sha256" | "sha512", value: Result): string | null {
  const text = singleText(value)
  return text === null ? null : createHash(algorithm).update(text, "utf8").digest("hex")
}
