import { randomBytes } from "node:crypto"
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { RuleError } from "../errors/error.ts"
import type { Row, Scalar, Value } from "../ir/value.ts"
import { isMap } from "../rows/plain-data.ts"
import type { LookupTable } from "./table-lookup.ts"

/** How long a writer waits for another one, and after how long a lock counts as left behind by a process that died; milliseconds. */
const patience = 15_000
const staleAfter = 60_000
const retryAfter = 10

/**
 * The table that a state file holds; null when there is no file.
 * @throws RuleError "lookup_data" when the file holds something else, "io" when it cannot be read
 */
export function readState(path: string): LookupTable | null {
  let text: string
  try {
    text = readFileSync(path, "utf8")
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null
    throw ioError(`"${path}" cannot be read`, error)
  }
  return parseState(text, path)
}

/**
 * Changes the table in a state file. Writers come one after the other, each sees what the one before has written, and a reader sees
 * the table before or after the change but nothing in between: the new file is complete before it takes the old one's name.
 * @throws RuleError "io" when the file cannot be written
 */
export function updateState(path: string, change: (table: LookupTable | null) => LookupTable): LookupTable {
  try {
    mkdirSync(dirname(path), { recursive: true })
  } catch (error) {
    throw ioError(`"${dirname(path)}" cannot be made`, error)
  }
  const lock = `${path}.lock`
  acquire(lock)
  try {
    const table = change(readState(path))
    replaceFile(path, `${JSON.stringify({ fields: table.fields, rows: table.rows })}\n`)
    return table
  } finally {
    removeIfThere(lock)
  }
}

function acquire(lock: string): void {
  const deadline = Date.now() + patience
  for (;;) {
    try {
      closeSync(openSync(lock, "wx"))
      return
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw ioError(`"${lock}" cannot be made`, error)
    }
    if (isStale(lock)) discard(lock)
    else if (Date.now() > deadline)
      throw new RuleError("io", `"${lock}" is held by another run`, { hint: "remove the file when no other run is at work" })
    else sleep(retryAfter)
  }
}

function isStale(lock: string): boolean {
  try {
    return Date.now() - statSync(lock).mtimeMs > staleAfter
  } catch {
    return false
  }
}

/** Of several runs that find the same lock left behind, the one that manages to rename it removes it. */
function discard(lock: string): void {
  const aside = `${lock}.${process.pid}.${Date.now()}`
  try {
    renameSync(lock, aside)
  } catch {
    return
  }
  removeIfThere(aside)
}

function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${randomBytes(8).toString("hex")}.tmp`
  try {
    writeFileSync(temporary, text, { flag: "wx" })
    const handle = openSync(temporary, "r+")
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(temporary, path)
  } catch (error) {
    removeIfThere(temporary)
    throw ioError(`"${path}" cannot be written`, error)
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw ioError(`"${path}" cannot be removed`, error)
  }
}

/** The engine is synchronous: so is waiting. */
const sleep = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

const codeOf = (error: unknown): unknown => (typeof error === "object" && error !== null && "code" in error ? error.code : undefined)

const ioError = (message: string, cause: unknown): RuleError =>
  new RuleError("io", cause instanceof Error ? `${message}: ${cause.message}` : message, { cause })

function parseState(text: string, path: string): LookupTable {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw damaged(path, cause)
  }
  if (!isMap(value) || !Array.isArray(value.fields) || !Array.isArray(value.rows)) throw damaged(path)
  const fields = value.fields.filter(name => typeof name === "string")
  return { fields, rows: value.rows.map(row => parseRow(row, path)) }
}

function parseRow(row: unknown, path: string): Row {
  if (!isMap(row)) throw damaged(path)
  return Object.fromEntries(Object.entries(row).map(([name, value]): [string, Value] => [name, parseValue(value, path)]))
}

function parseValue(value: unknown, path: string): Value {
  if (value === null || isScalar(value)) return value
  if (Array.isArray(value) && value.length > 0 && value.every(isScalar)) return value
  throw damaged(path)
}

const isScalar = (value: unknown): value is Scalar => typeof value === "string" || typeof value === "number"

const damaged = (path: string, cause?: unknown): RuleError =>
  new RuleError("lookup_data", `"${path}" is no table of a lookup`, { hint: "remove the file to start with an empty lookup", cause })
