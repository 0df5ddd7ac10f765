import { hexDigest } from "../values/digest.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const sha1: FunctionDefinition = {
  name: "sha1",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "cryptographic",
    syntax: "sha1(text)",
    summary: "The SHA-1 digest of a text in hexadecimal: 160 bits.",
    examples: [
      { expr: 'sha1("splunk")', result: "c8714150b8061714a04b8cc146c8bf0210c05b62" },
      { expr: "sha1(missing)", result: null },
    ],
  },
  compile: pure((value = null) => hexDigest("sha1", value)),
}
