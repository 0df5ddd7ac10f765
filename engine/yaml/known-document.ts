import type { SourceRange, SourceText } from "../ir/source.ts"
import { lazy } from "../lazy.ts"
import type { YamlDocument } from "./document.ts"
import type { PlainDocument } from "./plain/document.ts"
import { scalarLocator } from "./scalar-map.ts"

/** A document read without the whole parser, which is asked once more is wanted than the places of texts right below the root. */
export function plainDocument(source: SourceText, { value, scalars }: PlainDocument, parse: () => YamlDocument): YamlDocument {
  const { text } = source
  const whole = lazy(parse)
  return {
    source,
    value,
    isKnown: false,
    range: path => whole().range(path),
    keyRange: path => whole().keyRange(path),
    locator(path) {
      const [key] = path
      const scalar = path.length === 1 ? scalars.get(String(key)) : undefined
      return scalar === undefined
        ? whole().locator(path)
        : scalarLocator(text, scalar, (start, end) => ({ source, start, end: Math.max(end, start + 1) }))
    },
    commentRange: path => whole().commentRange(path),
  }
}

/** A document that has been parsed and found right before. Everything in it is said to stand at its beginning. */
export function knownDocument(source: SourceText, value: unknown): YamlDocument {
  const start: SourceRange = { source, start: 0, end: 1 }
  const anywhere = (): SourceRange => start
  return { source, value, isKnown: true, range: anywhere, keyRange: anywhere, locator: () => anywhere, commentRange: () => null }
}
