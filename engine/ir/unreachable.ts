/** Ends an exhaustive switch: a new kind in a closed union fails to compile here. */
export function unreachable(node: never): never {
  throw new Error(`unreachable: ${JSON.stringify(node)}`)
}
