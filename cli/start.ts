#!/usr/bin/env node
/**
 * Starts the command line from its bundle. Beside it the build leaves what V8 made of the code when it first ran: with that it need not be
 * read again. V8 itself refuses what another version of it has made, and then reads the code as ever.
 */
import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { Script } from "node:vm"

const url = new URL("main.cjs", import.meta.url)
const filename = fileURLToPath(url)
const compiled = `${filename}.v8`
// The bundle is a function of what a module of Node finds in its scope, in ASCII alone.
const script = new Script(readFileSync(filename, "latin1"), {
  filename,
  ...(existsSync(compiled) ? { cachedData: readFileSync(compiled) } : {}),
})
const main: (require: NodeJS.Require, url: string) => void = script.runInThisContext()
main(createRequire(url), url.href)
