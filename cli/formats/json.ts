import type { Format } from "./format.ts"
import { jsonText } from "./json-text.ts"

export const json: Format = {
  name: "json",
  summary: "one JSON array",
  create(print) {
    let first = true
    return {
      write({ data }) {
        print(`${first ? "[" : ","}\n${jsonText(data, 2)}`)
        first = false
      },
      end: () => print(first ? "[]\n" : "\n]\n"),
    }
  },
}
