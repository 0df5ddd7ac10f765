// Bundles the command line and the engine: hundreds of small modules would cost more time to load than most runs take.
import { chmod, rm } from "node:fs/promises"
import { build } from "esbuild"

await rm("dist", { recursive: true, force: true })
await build({
  entryPoints: { cli: "cli/main.ts", engine: "engine/index.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  sourcemap: true,
  logLevel: "warning",
})
await chmod("dist/cli.js", 0o755)
