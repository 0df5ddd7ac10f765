import { hexDigest } from "../values/digest.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const md5: FunctionDefinition = {
  name: "md5",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "cryptographic",
    syntax: "md5(text)",
    summary: "The MD5 digest of a text in hexadecimal: 128 bits.",
    examples: [
      { expr: 'md5("splunk")', result: "c24ec540d000ee0b7d2304bc34c769a4" },
      { expr: "md5(missing)", result: null },
    ],
  },
  compile: pure((value = null) => hexDigest("md5", value)),
}
