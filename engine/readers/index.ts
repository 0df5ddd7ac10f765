import { registry } from "../registry.ts"
import { admon } from "./admon.ts"
import { auditd, auditdJoined } from "./auditd/index.ts"
import { cef } from "./cef.ts"
import { cri } from "./cri.ts"
import { csv } from "./csv.ts"
import { evtx } from "./evtx/index.ts"
import { json } from "./json.ts"
import { kv } from "./kv.ts"
import { leef } from "./leef.ts"
import { ncsa } from "./ncsa.ts"
import { ndjson } from "./ndjson.ts"
import type { ReaderDefinition } from "./reader.ts"
import { syslog } from "./syslog.ts"
import { text } from "./text.ts"
import { isTextual } from "./text-lines.ts"
import { vpcflow } from "./vpcflow.ts"
import { w3c } from "./w3c.ts"
import { wineventXml } from "./winevent_xml/index.ts"
import { wineventlogText } from "./wineventlog_text.ts"
import { zeekTsv } from "./zeek_tsv.ts"

/** Every log format. Of readers that are equally sure of an input the first one reads it; one that goes by a signature looks first. */
export const readers = registry<ReaderDefinition>("input format", "unknown_format", [
  evtx,
  ndjson,
  json,
  csv,
  wineventXml,
  wineventlogText,
  admon,
  auditd,
  auditdJoined,
  cef,
  leef,
  zeekTsv,
  w3c,
  vpcflow,
  cri,
  ncsa,
  syslog,
  kv,
  text,
])

export interface Recognition {
  readonly reader: ReaderDefinition
  /** From 0 to 1. */
  readonly confidence: number
}

export interface FormatChoice extends Recognition {
  /** The other readers that recognise the input, the surest first. */
  readonly runnersUp: readonly Recognition[]
}

/** The format of an input by its first bytes (up to 64 KiB, decompressed), null when no reader recognises it. */
export function recogniseFormat(head: Uint8Array, name: string): FormatChoice | null {
  const plainName = name.replace(/(\.(gz|zst|bz2))+$/i, "")
  const found: Recognition[] = []
  for (const reader of readers.definitions) {
    const confidence = reader.recognise(head, plainName)
    if (confidence > 0) found.push({ reader, confidence })
    // Nobody can be surer: the others need not look.
    if (confidence === 1) break
  }
  const [best, ...runnersUp] = found.sort((a, b) => b.confidence - a.confidence)
  return best === undefined ? null : { ...best, runnersUp }
}

/** Why no reader recognises an input. */
export function whyUnrecognised(head: Uint8Array): string {
  if (head.length === 0) return "the input is empty"
  if (head.every(byte => byte === 0)) return "the input begins with nothing but NUL bytes"
  if (!isTextual(head)) return "the input is binary data of no known format"
  return "no reader recognises the format of the input"
}
