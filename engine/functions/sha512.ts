import { hexDigest } from "../values/digest.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const sha512: FunctionDefinition = {
  name: "sha512",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "cryptographic",
    syntax: "sha512(text)",
    summary: "The SHA-512 digest of a text in hexadecimal: 512 bits.",
    examples: [
      {
        expr: 'sha512("splunk")',
        result:
          "9f7dc7573c5c664aad5bba403ef2dceb0bc06921f1c538b05f3a7fb2677f74bba89e0b95050622bbd6ad1c7fc311ea9f4a2da0155c6714b73b1c06fd25497e9f",
      },
      { expr: "sha512(missing)", result: null },
    ],
  },
  compile: pure((value = null) => hexDigest("sha512", value)),
}
