// The entry of a thread where the engine runs from its sources: a thread does not inherit what makes Node read TypeScript.
import { register } from "tsx/esm/api"

register()
await import("./worker.ts")
