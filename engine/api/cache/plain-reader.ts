/** A part of stored data is not what it should be. */
export class MisshapenData extends Error {}

const refuse = (what: string): never => {
  throw new MisshapenData(`a ${what} is missing`)
}

/** Reading data that anyone may have written: each part is what it is asked for as, or `MisshapenData` is thrown. */
export const plain = {
  text: (value: unknown): string => (typeof value === "string" ? value : refuse("text")),
  flag: (value: unknown): boolean => (typeof value === "boolean" ? value : refuse("flag")),
  offset: (value: unknown): number => (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : refuse("number")),
  list: <T>(value: unknown, read: (item: unknown) => T): T[] => (Array.isArray(value) ? value.map(item => read(item)) : refuse("list")),
  /** An own member of a map; undefined when there is none. */
  member: (value: unknown, key: string): unknown => (isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined),
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
