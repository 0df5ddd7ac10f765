import { join } from "node:path"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { temporaryFolder } from "../temporary-folder.ts"
import { sluice } from "./sluice.ts"

const folder = temporaryFolder({ "manifest.yml": "inputs:\n  - {path: a.log, sorcetype: x}\n" })

const mistakes: readonly (readonly [title: string, args: readonly string[], stderr: string])[] = [
  ["an unknown command", ["rnu"], `error: unknown command 'rnu'\n  = help: did you mean "run"?\n`],
  ["an unknown option", ["run", "--frm", "-1h"], `error: unknown option '--frm'\n  = help: did you mean "--from"?\n`],
  [
    "an option without its value",
    ["run", "--from"],
    `error: option '--from <time>' argument missing\n  = help: --help shows the options\n`,
  ],
  [
    "a number of threads that is none",
    ["run", "-j", "two"],
    'error: option --jobs: "two" is no number of threads\n  = help: write a whole number from 1 to 256\n',
  ],
  ["an argument that lacks", ["explain"], `error: missing required argument 'rule'\n  = help: --help shows the options\n`],
  [
    "an unknown output format",
    ["run", "-f", "xml"],
    `error: option '-f, --format <format>' argument 'xml' is invalid\n  = help: allowed choices are table, json, ndjson, csv\n`,
  ],
  [
    "a time",
    ["run", "--from", "soon"],
    `error: option --from: unknown time "soon"\n  = help: write 2024-03-05T09:00:00Z, epoch seconds, or -24h\n`,
  ],
  [
    "times in the wrong order",
    ["run", "--from", "2024-03-05", "--to", "2024-03-04"],
    `error: option --to: "2024-03-04" is not later than --from "2024-03-05"\n  = help: events from --from up to --to, without --to itself, are read\n`,
  ],
  [
    "a time zone",
    ["search", "x=1", "--timezone", "Mars"],
    `error: option --timezone: unknown time zone "Mars"\n  = help: name it as in "UTC", "+02:00" or "Europe/Paris"\n`,
  ],
  ["a rule file", ["run", "-r", "nowhere.yml"], `error: no such file or folder: "nowhere.yml"\n`],
  ["a folder of macros", ["check", "--macros", "nowhere"], `error: no such file or folder: "nowhere"\n`],
  ["a file with control characters in its name", ["check", "no\u001b[31mwhere"], `error: no such file or folder: "no\ufffd[31mwhere"\n`],
]
for (const [title, args, stderr] of mistakes)
  test(`${title} that cannot be: exit 3 and a hint`, async () => assert.equal(await sluice(args), { code: 3, stdout: "", stderr }))

test("an unknown input format names those that there are", async () => {
  const { code, stderr } = await sluice(["fields", "--input-format", "evxt", folder])
  assert.is(code, 3)
  assert.match(stderr, /^error: option --input-format: unknown format "evxt"\n {2}= help: formats are evtx, ndjson, json, csv,.*\n$/)
})

test("a mistake in a manifest shows where it is", async () => {
  const manifest = join(folder, "manifest.yml")
  const { code, stderr } = await sluice(["fields", "--manifest", manifest, folder])
  assert.is(code, 3)
  assert.match(stderr, 'error[schema] unknown key "sorcetype"\n')
  assert.match(stderr, `${manifest}:2:19`)
  assert.match(stderr, 'did you mean "sourcetype"?')
})

test("logs of which none can be read", async () => {
  const { code, stdout, stderr } = await sluice(["run", "nowhere.log"])
  assert.equal([code, stdout], [3, ""])
  assert.match(stderr, "nowhere.log: cannot be read: no such file")
})

test("no command prints the help", async () => {
  const { code, stdout, stderr } = await sluice([])
  assert.equal([code, stdout], [3, ""])
  assert.match(stderr, "Usage: sluice")
})

test("help and version are no failure", async () => {
  const help = await sluice(["--help"])
  assert.equal([help.code, help.stderr], [0, ""])
  for (const command of ["run", "search", "check", "explain", "convert", "fields", "test"])
    assert.match(help.stdout, new RegExp(`^  ${command}\\b`, "m"))
  const run = await sluice(["run", "--help"])
  assert.is(run.code, 0)
  for (const option of [
    "--rules",
    "--macros",
    "--lookups",
    "--format",
    "--output",
    "--from",
    "--to",
    "--now",
    "--input-format",
    "--fail-on-findings",
  ])
    assert.match(run.stdout, `${option} `, option)
  const version = await sluice(["--version"])
  assert.is(version.code, 0)
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/)
})

test.run()
