import { setFlagsFromString } from "node:v8"
import { Command, CommanderError, Option } from "commander"
import { codeFrame, RuleError, version } from "../engine/index.ts"
import { check } from "./commands/check.ts"
import { convert } from "./commands/convert.ts"
import { explain } from "./commands/explain.ts"
import { fields } from "./commands/fields.ts"
import { run } from "./commands/run.ts"
import { search } from "./commands/search.ts"
import { test } from "./commands/test.ts"
import { type ExitCode, exitCodes, UsageError } from "./exit.ts"
import { formats } from "./formats/index.ts"
import { type ColorChoice, oneLine, type Terminal, terminal } from "./terminal.ts"

// V8 lets garbage grow to three times what is live before it looks at all of it: over gigabytes of logs that is hundreds of megabytes.
setFlagsFromString("--heap-growing-percent=50")

const program = new Command("sluice")
  .description("Runs Splunk-style security detections over log files, with no Splunk.")
  .version(version(), "-V, --version", "print the version")
  .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
  .helpOption("-h, --help", "print this help")
  .helpCommand("help [command]", "print the help of a command")
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(usageMessage(text)) })
  .addHelpText(
    "after",
    `
Examples:
  sluice run                                  the bundled rules over the bundled samples
  sluice run -r rules/ logs/ archive.evtx.gz  rules over log files and folders
  zcat big.gz | sluice run -r rule.yml -      over standard input
  sluice search 'EventCode=1 | stats count by Image' logs/
  sluice check rules/                         every mistake, with its place

Data goes to standard output, everything else to standard error.
Exit codes: 0 done, 1 findings (run --fail-on-findings) or failed tests, 2 a rule or search with mistakes,
3 wrong usage or unreadable files, 130 interrupted.`,
  )

const several = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value]

const command = (name: string, description: string): Command =>
  program.command(name).description(description).helpOption("-h, --help", "print this help")

function withContent(to: Command): Command {
  return to
    .optionsGroup("What rules refer to:")
    .option("--macros <folder>", "folder with macros; may be repeated", several)
    .option("--lookups <folder>", "folder with lookups; may be repeated", several)
    .option("--data-sources <folder>", "folder with data sources; may be repeated", several)
    .option("--data-models <folder>", "folder with data models; may be repeated", several)
    .option("--state <folder>", "where collections that outputlookup writes are kept")
}
const withCache = (to: Command): Command => to.option("--no-cache", "check all rules anew, and keep nothing of it for the next run")
function withInput(to: Command): Command {
  return to
    .optionsGroup("Logs:")
    .option("--input-format <format>", "format of all inputs; told by content when left out")
    .option("--source <name>", "source of events that do not say it")
    .option("--sourcetype <name>", "sourcetype of events that do not say it")
    .option("--host <name>", "host of events that do not say it")
    .option("--manifest <file>", "YAML file that says what single inputs are")
    .option("--timezone <zone>", "zone of times that say none", "UTC")
}
function withTime(to: Command): Command {
  return to
    .optionsGroup("Time (2024-03-05T09:00:00Z, epoch seconds, or -24h):")
    .option("--from <time>", "only events of this time and later")
    .option("--to <time>", "only events before this time")
    .option("--now <time>", "what searches take for now; the newest event when left out")
}
function withOutput(to: Command): Command {
  return to
    .optionsGroup("Output:")
    .addOption(
      new Option("-f, --format <format>", "a table on a terminal and ndjson in a pipe when left out").choices(
        formats.map(({ name }) => name),
      ),
    )
    .option("-o, --output <file>", "write to a file")
    .option("--force", "overwrite the file")
}
function withMessages(to: Command): Command {
  return to.option("-q, --quiet", "only data, no summary").option("-v, --verbose", "say what was recognised, and all that was left out")
}

let exitCode: ExitCode = exitCodes.ok
const screen = (): Terminal => terminal(program.opts<{ color: ColorChoice }>().color)

const runCommand = command("run", "run rules over logs")
  .alias("hunt")
  .argument("[events...]", "log files and folders, - for standard input; the bundled samples when left out")
  .option("-r, --rules <path>", "rule file or folder; may be repeated; the bundled rules when left out", several)
withMessages(withOutput(withTime(withInput(withCache(withContent(runCommand))))))
  .option("--memory <MB>", "what stages may hold in memory before they write to disk; 128 when left out")
  .option("--no-progress", "no progress bar")
  .option("-j, --jobs <number>", "threads that scan large log files; 1 when left out")
  .option("--fail-on-findings", "exit with 1 when there are findings")
  .option("--no-scan", "test every rule against every event: slow, with the same findings")
  .action(async (paths: string[], options) => {
    exitCode = await run(paths, options, screen())
  })

const searchCommand = command("search", "run one SPL search over logs")
  .argument("<spl>", "the search, such as 'EventCode=1 | stats count by Image'")
  .argument("[events...]", "log files and folders, - for standard input; the bundled samples when left out")
withMessages(withOutput(withTime(withInput(withContent(searchCommand)))))
  .option("--memory <MB>", "what stages may hold in memory before they write to disk; 128 when left out")
  .option("--no-progress", "no progress bar")
  .action(async (spl: string, paths: string[], options) => {
    exitCode = await search(spl, paths, options, screen())
  })

withCache(
  withContent(
    command("check", "find every mistake of rules").argument("[rules...]", "rule files and folders; the bundled rules when left out"),
  ),
)
  .optionsGroup("Output:")
  .option("-v, --verbose", "show warnings and files that are no rules as well")
  .action((paths: string[], options) => {
    exitCode = check(paths, options, screen())
  })

withContent(command("explain", "say in plain words what a rule does").argument("<rule>", "rule file or folder")).action(
  (path: string, options) => {
    exitCode = explain(path, options, screen())
  },
)

withContent(command("convert", "write rules in the other form").argument("<rules...>", "rule files and folders"))
  .optionsGroup("Output:")
  .addOption(new Option("--to <form>", "what to write").choices(["spl", "yaml"]).makeOptionMandatory())
  .action((paths: string[], options) => {
    exitCode = convert(paths, options, screen())
  })

const fieldsCommand = command("fields", "say what logs were recognised as and which fields came out")
withMessages(
  withOutput(withInput(withContent(fieldsCommand.argument("<events...>", "log files and folders, - for standard input")))),
).action(async (paths: string[], options) => {
  exitCode = await fields(paths, options, screen())
})

const testCommand = command("test", "run the tests that rules declare over local attack data")
  .argument("<rules...>", "rule files and folders")
  .requiredOption("--attack-data <folder>", "folder with a copy of the attack data: datasets/... below it")
withOutput(withCache(withContent(testCommand))).action(async (paths: string[], options) => {
  exitCode = await test(paths, options, screen())
})

// A reader such as head has seen enough: that is no failure.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: Error & { readonly code?: string }) => {
    if (error.code !== "EPIPE") throw error
  })

async function main(): Promise<void> {
  try {
    await program.parseAsync()
  } catch (error) {
    exitCode = failure(error)
  }
  process.exitCode = exitCode
}
void main()

function failure(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  const { err, frames } = screen()
  if (error instanceof UsageError) {
    const help = error.hint === undefined ? "" : `  = help: ${oneLine(error.hint)}\n`
    process.stderr.write(
      error.mistake === undefined ? `${err.red("error:")} ${oneLine(error.message)}\n${help}` : `${codeFrame(error.mistake, frames)}\n`,
    )
    return exitCodes.usage
  }
  if (error instanceof RuleError) {
    process.stderr.write(`${codeFrame(error, frames)}\n`)
    return exitCodes.rule
  }
  throw error
}

/** What the argument parser says, in the form of all other errors. */
function usageMessage(text: string): string {
  const [message = "", ...more] = text
    .trim()
    .replace(/^error: /, "")
    .split(/\n|\. (?=Allowed)/)
  const hints = more.length > 0 ? more.map(line => line.replace(/^\(|[).]+$/g, "")) : ["--help shows the options"]
  const hint = (line: string): string =>
    `  = help: ${oneLine(line.charAt(0).toLowerCase() + line.slice(1)).replace(/^(did you mean )([^?"]+)\?*$/, '$1"$2"?')}\n`
  return `${screen().err.red("error:")} ${oneLine(message.replace(/\.$/, ""))}\n${hints.map(hint).join("")}`
}
