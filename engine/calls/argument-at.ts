import type { Argument } from "../functions/function.ts"

/** The argument at a position that the function's arity guarantees. */
export function argumentAt(args: readonly Argument[], index: number): Argument {
  const argument = args[index]
  if (argument === undefined) throw new Error(`argument ${index} is missing: the arity of the call was not checked`)
  return argument
}
