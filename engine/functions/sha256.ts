import { hexDigest } from "../values/digest.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const sha256: FunctionDefinition = {
  name: "sha256",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "cryptographic",
    syntax: "sha256(text)",
    summary: "The SHA-256 digest of a text in hexadecimal: 256 bits.",
    examples: [
      { expr: 'sha256("splunk")', result: "101e21bef69a3df68f36ca31deb6616f10cc70e4bae8eed9ce83a9effb1fd5cb" },
      { expr: "sha256(missing)", result: null },
    ],
  },
  compile: pure((value = null) => hexDigest("sha256", value)),
}
