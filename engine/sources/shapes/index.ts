import { registry } from "../../registry.ts"
import { json } from "./json.ts"
import { text } from "./text.ts"
import { windows } from "./windows/index.ts"

/** All shapes, the most particular first: the first that recognises a record has it. */
export const shapes = registry("record shape", "unknown_format", [windows, json, text])
