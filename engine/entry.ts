/** The value of a key of a map, made where there is none. */
export function entry<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = create()
    map.set(key, value)
  }
  return value
}

/** Adds to the list at a key of a map. */
export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  entry(map, key, () => []).push(value)
}
