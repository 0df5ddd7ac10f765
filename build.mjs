// Bundles the command line and the engine: hundreds of small modules would cost more time to load than most runs take. So would the
// data sources, of which the bundle holds what their files say.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, relative, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import asc from "assemblyscript/asc"
import { build } from "esbuild"

const outdir = resolve(process.argv[2] ?? "dist")
await rm(outdir, { recursive: true, force: true })
const options = {
  outdir,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  // A library that consists of a hundred files takes longer to find and to read than to run. Only native code stays outside.
  external: ["re2"],
  // Names stay as they are, so that a stack says something.
  minifyWhitespace: true,
  minifySyntax: true,
  // Some libraries are CommonJS and ask for Node's own modules.
  banner: { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' },
  metafile: true,
  sourcemap: true,
  logLevel: "warning",
}
const bundled = await build({
  ...options,
  entryPoints: { cli: "cli/start.ts", engine: "engine/index.ts", snapshot: "engine/api/content-snapshot.ts" },
  splitting: true,
})
// The command line has a bundle of its own, in the form of a script: only of scripts V8 keeps what it has made of them.
const program = await build({
  ...options,
  entryPoints: { main: "cli/main.ts" },
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  charset: "ascii",
  define: { "import.meta.url": "moduleUrl" },
  banner: { js: "(function (require, moduleUrl) {" },
  footer: { js: "})" },
})
// By itself, since a thread has to load all of it: it needs no stages and no front-end.
await build({ ...options, entryPoints: { "scan-worker": "engine/parallel/worker.ts" } })
const { error, stderr } = await asc.main(
  [
    "engine/scan/wasm/assembly/index.ts",
    ...["--outFile", `${relative(".", outdir)}/line-scan.wasm`],
    // The memory is shared with TypeScript, which knows what stands where: the module has nothing of its own in it.
    ...["--runtime", "stub", "--importMemory", "--memoryBase", "1088"],
    ...["--enable", "simd", "--enable", "bulk-memory"],
    ...["--optimizeLevel", "3", "--shrinkLevel", "0", "--converge", "--noAssert"],
  ],
)
if (error !== null) throw new Error(stderr.toString())
await chmod(`${outdir}/cli.js`, 0o755)
const { contentSnapshot } = await import(pathToFileURL(`${outdir}/snapshot.js`).href)
await writeFile(`${outdir}/content.json`, contentSnapshot())
await rm(`${outdir}/snapshot.js`)
await rm(`${outdir}/snapshot.js.map`)

await writeFile(`${outdir}/THIRD-PARTY.txt`, await licences([bundled, program].flatMap(({ metafile }) => Object.keys(metafile.inputs))))

// What is kept from run to run is only good for the engine that found it.
const hash = createHash("sha256")
for (const name of (await readdir(outdir)).filter(name => /\.(?:c?js|json|wasm)$/.test(name)).sort())
  hash.update(name).update(await readFile(`${outdir}/${name}`))
await writeFile(`${outdir}/build.txt`, `${hash.digest("hex")}\n`)

// What V8 makes of the code while it checks and runs the bundled rules. A program that does not run is no build.
const scratch = await mkdtemp(join(tmpdir(), "sluice-build-"))
const compiled = JSON.stringify(`${outdir}/main.cjs.v8`)
await writeFile(
  `${scratch}/first-run.mjs`,
  `import { writeFileSync } from "node:fs"
  import { Script } from "node:vm"
  const { runInThisContext } = Script.prototype
  Script.prototype.runInThisContext = function (...args) {
    process.on("exit", () => writeFileSync(${compiled}, this.createCachedData()))
    return runInThisContext.apply(this, args)
  }
  await import(${JSON.stringify(pathToFileURL(`${outdir}/cli.js`).href)})`,
)
const env = { ...process.env, SLUICE_CACHE_DIR: scratch }
const firstRun = spawnSync(process.execPath, [`${scratch}/first-run.mjs`, "run", "--no-progress"], { env })
await rm(scratch, { recursive: true, force: true })
if (firstRun.status !== 0) throw new Error(`the bundle does not run: ${firstRun.stderr}`)

/** The licences of the libraries that the bundle holds, which their texts have to come with. */
async function licences(inputs) {
  const folders = new Set(inputs.flatMap(input => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []))
  const parts = []
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"))
    const file = (await readdir(folder)).find(entry => /^licen[cs]e/i.test(entry))
    const text = file === undefined ? "" : await readFile(`${folder}/${file}`, "utf8")
    parts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`)
  }
  return parts.join(`\n${"-".repeat(80)}\n\n`)
}
