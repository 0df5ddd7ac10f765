import { lookupStore } from "../../engine/lookups/index.ts"

/** Appends rows to a lookup one by one: a process of its own for the test of several at once. */
const [state = "", name = "", count = "0"] = process.argv.slice(2)
const lookup = lookupStore({ folders: [], state }).get("shared", undefined, "write")
for (let i = 0; i < Number(count); i++) lookup.write([{ writer: name, number: i }], { append: true })
