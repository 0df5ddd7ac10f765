// Runs all tests in as many processes as there are cores, and ends with the runner's own totals in one line.
import { spawn } from "node:child_process"
import { readdirSync, statSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL(".", import.meta.url))
const wanted = process.argv.slice(2)
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter(file => file.endsWith(".test.ts") && (wanted.length === 0 || wanted.some(part => file.includes(part))))
  .map(file => ({ file, size: statSync(join(folder, file)).size }))
  .sort((a, b) => b.size - a.size)
  .map(({ file }) => file)
const jobs = Math.max(1, Math.min(availableParallelism(), files.length))
const shares = Array.from({ length: jobs }, (_, job) => files.filter((_, index) => index % jobs === job))

const runs = await Promise.all(shares.map(runShare))
const sum = key => runs.reduce((total, run) => total + run[key], 0)
const crashed = runs.filter(run => run.code !== 0 && run.failed === 0).length
const failed = sum("failed") + crashed
// Once more at the end, where a log that is cut still has them.
for (const failure of runs.flatMap(run => run.failures)) console.log(failure)
console.log(`${sum("passed")} passed, ${failed} failed${sum("skipped") > 0 ? `, ${sum("skipped")} skipped` : ""}`)
process.exitCode = failed > 0 || sum("total") === 0 ? 1 : 0

function runShare(share) {
  const pattern = `^(${share.map(file => file.replace(/[.\\/+-]/g, "\\$&")).join("|")})$`
  return new Promise(resolve => {
    const child = spawn(process.execPath, ["--import", "tsx", "node_modules/uvu/bin.js", "--no-color", "test", pattern], {
      cwd: join(folder, ".."),
      stdio: ["ignore", "pipe", "inherit"],
    })
    let output = ""
    child.stdout.setEncoding("utf8").on("data", text => {
      output += text
      process.stdout.write(text)
    })
    child.on("close", code => {
      const total = Number(/^\s*Total:\s+(\d+)/m.exec(output)?.[1] ?? 0)
      const passed = Number(/^\s*Passed:\s+(\d+)/m.exec(output)?.[1] ?? 0)
      const skipped = Number(/^\s*Skipped:\s+(\d+)/m.exec(output)?.[1] ?? 0)
      resolve({
        code,
        total,
        passed,
        skipped,
        failed: total - passed - skipped,
        failures: output.match(/^ {2,}FAIL [\s\S]*?(?=\n{3})/gm) ?? [],
      })
    })
  })
}
