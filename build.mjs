// Bundles the command line and the engine: hundreds of small modules would cost more time to load than most runs take. So would the
// data sources, of which the bundle holds what their files say.
import { chmod, rm, writeFile } from "node:fs/promises"
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { build } from "esbuild"

const outdir = resolve(process.argv[2] ?? "dist")
await rm(outdir, { recursive: true, force: true })
await build({
  entryPoints: { cli: "cli/main.ts", engine: "engine/index.ts", snapshot: "engine/api/content-snapshot.ts" },
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  sourcemap: true,
  logLevel: "warning",
})
await chmod(`${outdir}/cli.js`, 0o755)
const { contentSnapshot } = await import(pathToFileURL(`${outdir}/snapshot.js`).href)
await writeFile(`${outdir}/content.json`, contentSnapshot())
await rm(`${outdir}/snapshot.js`)
await rm(`${outdir}/snapshot.js.map`)
