#!/usr/bin/env node
import { Command, CommanderError, Option } from "commander"
import { codeFrame, RuleError, version } from "../engine/index.ts"
import { check } from "./commands/check.ts"
import { convert } from "./commands/convert.ts"
import { explain } from "./commands/explain.ts"
import { fields } from "./commands/fields.ts"
import { run } from "./commands/run.ts"
import { search } from "./commands/search.ts"
import { test } from "./commands/test.ts"
import { exitCodes, type ExitCode, UsageError } from "./exit.ts"
import { formats } from "./formats/index.ts"
import { type ColorChoice, oneLine, type Terminal, terminal } from "./terminal.ts"

const program = new Command("sluice")
  .description("Runs Splunk-style security detections over log files, with no Splunk.")
  .version(version())
  .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
  .exitOverride()
  .configureHelp({ sortSubcommands: true })
  .showHelpAfterError("(--help shows the options)")

const several = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value]
const formatOption = (): Option => new Option("-f, --format <format>", "output format: a table on a terminal and NDJSON in a pipe when left out").choices(formats.map(({ name }) => name))

function withContent(command: Command): Command {
  return command
    .option("--macros <folder>", "folder with macros; may be repeated", several)
    .option("--lookups <folder>", "folder with lookups; may be repeated", several)
    .option("--data-sources <folder>", "folder with data sources; may be repeated", several)
    .option("--data-models <folder>", "folder with data models; may be repeated", several)
    .option("--state <folder>", "folder where collections that outputlookup writes are kept")
    .option("--timezone <zone>", "zone of times that say none", "UTC")
}
function withInput(command: Command): Command {
  return command
    .option("--input-format <format>", "format of all inputs; told by content when left out")
    .option("--source <name>", "source of events that do not say it")
    .option("--sourcetype <name>", "sourcetype of events that do not say it")
    .option("--host <name>", "host of events that do not say it")
    .option("--manifest <file>", "YAML file that says what single inputs are")
    .option("--from <time>", "only events of this time and later")
    .option("--to <time>", "only events before this time")
    .option("--now <time>", "what searches take for now; the newest event when left out")
    .option("-q, --quiet", "only data, no summary")
    .option("-v, --verbose", "say what was recognised, and show everything that was left out")
}
function withOutput(command: Command): Command {
  return command.addOption(formatOption()).option("-o, --output <file>", "write to a file").option("--force", "overwrite the file")
}

let exitCode: ExitCode = exitCodes.ok
const screen = (): Terminal => terminal(program.opts<{ color: ColorChoice }>().color)

withOutput(withInput(withContent(program.command("run").alias("hunt").description("run rules over logs")))
  .argument("[events...]", "log files and folders, - for standard input; the bundled samples when left out")
  .option("-r, --rules <path>", "rule file or folder; may be repeated; the bundled rules when left out", several)
  .option("--no-progress", "no progress bar")
  .option("--fail-on-findings", "exit with 1 when there are findings"))
  .action(async (paths: string[], options) => {
    exitCode = await run(paths, options, screen())
  })

withOutput(withInput(withContent(program.command("search").description("run one SPL search over logs")))
  .argument("<spl>", "the search, such as 'EventCode=1 | stats count by Image'")
  .argument("[events...]", "log files and folders, - for standard input"))
  .action(async (spl: string, paths: string[], options) => {
    exitCode = await search(spl, paths, options, screen())
  })

withContent(program.command("check").description("find every mistake of rules"))
  .argument("[rules...]", "rule files and folders; the bundled rules when left out")
  .option("-v, --verbose", "show warnings as well")
  .action((paths: string[], options) => {
    exitCode = check(paths, options, screen())
  })

withContent(program.command("explain").description("say in plain words what a rule does"))
  .argument("<rule>", "a rule file")
  .action((path: string, options) => {
    exitCode = explain(path, options, screen())
  })

withContent(program.command("convert").description("write rules in the other form"))
  .argument("<rules...>", "rule files and folders")
  .addOption(new Option("--to <form>", "what to write").choices(["spl", "yaml"]).makeOptionMandatory())
  .action((paths: string[], options) => {
    exitCode = convert(paths, options, screen())
  })

withOutput(withInput(withContent(program.command("fields").description("say what logs were recognised as and which fields came out")))
  .argument("<events...>", "log files and folders, - for standard input"))
  .action(async (paths: string[], options) => {
    exitCode = await fields(paths, options, screen())
  })

withOutput(withContent(program.command("test").description("run the tests that rules declare over local attack data")))
  .argument("<rules...>", "rule files and folders")
  .requiredOption("--attack-data <folder>", "folder with a copy of the attack data: datasets/... below it")
  .action(async (paths: string[], options) => {
    exitCode = await test(paths, options, screen())
  })

try {
  await program.parseAsync()
} catch (error) {
  exitCode = failure(error)
}
process.exitCode = exitCode

function failure(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  const { colors, frames } = screen()
  if (error instanceof RuleError) {
    process.stderr.write(`${codeFrame(error, frames)}\n`)
    return exitCodes.rule
  }
  if (error instanceof UsageError) {
    process.stderr.write(`${colors.red("error")} ${oneLine(error.message)}\n${error.hint === undefined ? "" : `  = help: ${oneLine(error.hint)}\n`}`)
    return exitCodes.usage
  }
  throw error
}
