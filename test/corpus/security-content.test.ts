import { readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { convertRule } from "../../engine/api/convert.ts"
import { openWorkspace } from "../../engine/api/workspace.ts"
import { asWritten } from "../../engine/api/written.ts"
import { RuleError } from "../../engine/errors/error.ts"
import { checkSearch } from "../../engine/exec/check.ts"
import type { Pipeline } from "../../engine/ir/stage.ts"
import { printMacroCall } from "../../engine/macro-call.ts"
import { expandMacroText, sourceText } from "../../engine/spl/macro-expansion.ts"
import { parseExpression, parseSpl } from "../../engine/spl/parse.ts"
import { printSpl, splPrinter } from "../../engine/spl/print.ts"
import { parseYaml, withSearch } from "../../engine/yaml/document.ts"
import { parseStages, renderStages } from "../../engine/yaml/stages.ts"
import { withoutRanges } from "../harness.ts"
import { sharedPath } from "../shared.ts"

/** Searches that need a server, a program of an add-on or a model that was trained elsewhere, each with what is said of it. */
const notSupported: ReadonlyMap<string, RegExp> = new Map([
  ["ssl_certificates_with_punycode", /command "cyberchef" .* add-on/],
  ["detect_dga_domains_using_pretrained_model_in_dsdl", /model .* trained elsewhere/],
  ["detect_suspicious_dns_txt_records_using_pretrained_model_in_dsdl", /model .* trained elsewhere/],
  ["dnstwist_domain_names", /command "dnstwist" .* add-on/],
])

function testCorpus(folder: string): void {
  const workspace = openWorkspace({ rules: [join(folder, "detections")] })
  const { rules, problems, macros, texts } = workspace.content
  const environment = workspace.environment(
    () => 0,
    () => {},
  )
  const searches: { readonly stem: string; readonly written: Pipeline; readonly plain: Pipeline }[] = rules.map(rule => ({
    stem: rule.stem,
    written: asWritten(rule, macros),
    plain: rule.pipeline,
  }))

  test("all detections load", () => {
    const refused = problems.map(({ file, errors }) => ({ stem: basename(file, ".yml"), errors }))
    for (const { stem, errors } of refused)
      for (const { code, message } of errors) {
        assert.is(code, "unsupported", `${stem}: ${message}`)
        assert.match(message, notSupported.get(stem) ?? /^$/)
      }
    assert.is(rules.length + refused.length, 983)
  })

  test("all searches compile, but for those that say why not", () => {
    for (const rule of rules)
      for (const { code, message } of workspace.check(rule).errors) {
        assert.is(code, "unsupported", `${rule.stem}: ${message}`)
        assert.match(message, notSupported.get(rule.stem) ?? /^$/, rule.stem)
      }
    assert.ok(notSupported.size < 25)
  })

  test("all baselines are read and compile", () => {
    const files = readdirSync(join(folder, "baselines")).filter(file => file.endsWith(".yml"))
    assert.is(files.length, 55)
    for (const file of files) {
      const stem = basename(file, ".yml")
      const { document } = parseYaml(file, readFileSync(join(folder, "baselines", file), "utf8"))
      const search = searchOf(document?.value)
      try {
        const plain = texts.spl(search, document?.locator(["search"]) ?? (() => undefined))
        for (const error of checkSearch(plain, environment).errors) throw error
        searches.push({ stem, written: plain, plain })
      } catch (error) {
        assert.instance(error, RuleError, stem)
        if (error instanceof RuleError) assert.match(error.message, notSupported.get(stem) ?? /^$/, stem)
      }
    }
  })

  test("all macros are read, and stand for something", () => {
    const files = readdirSync(join(folder, "macros")).filter(file => file.endsWith(".yml"))
    assert.is(files.length, 189)
    for (const file of files) {
      const { document } = parseYaml(file, readFileSync(join(folder, "macros", file), "utf8"))
      const [name, args] = macroOf(document?.value)
      const call = printMacroCall(
        name,
        args.map((_, index) => `field${index}`),
      )
      const { text } = expandMacroText(sourceText(file, call), macros)
      // A macro stands for a search, for commands, for options of a command or for an expression.
      const readings = [
        () => parseSpl(sourceText(file, text)),
        () => parseSpl(sourceText(file, `a=1 | ${text}`)),
        () => parseSpl(sourceText(file, `| tstats ${text} count`)),
        () => parseExpression(sourceText(file, text)),
      ]
      assert.ok(readings.some(succeeds), `${name}: ${text}`)
    }
  })

  const yamlTexts = {
    at: () => undefined,
    expr: (text: string) => parseExpression(sourceText("<yaml>", text)),
    search: (text: string) => texts.search(text, () => undefined),
    spl: (text: string) => texts.spl(text, () => undefined),
    aggregation: (call: string, as: string | undefined) => texts.aggregation(call, as, () => undefined),
  }
  for (const form of ["written", "plain"] as const) {
    const title = form === "written" ? "as written" : "with macros in place"
    test(`SPL of searches ${title} reads the same`, () => {
      for (const { stem, [form]: pipeline } of searches) {
        const printed = printSpl(pipeline)
        const read = parseSpl(sourceText(stem, printed))
        assert.equal(withoutRanges(read), withoutRanges(pipeline), stem)
        assert.is(printSpl(read), printed)
      }
    })
    test(`YAML of searches ${title} reads the same`, () => {
      for (const { stem, [form]: pipeline } of searches) {
        const stages = renderStages(pipeline, splPrinter.subsearch)
        assert.equal(
          withoutRanges(parseStages(form === "written" ? throughYaml(stages) : stages, yamlTexts)),
          withoutRanges(pipeline),
          stem,
        )
      }
    })
  }

  test("macros stand for themselves in what is converted", () => {
    const expanded = searches.filter(
      ({ stem, written, plain }) => written === plain && /`/.test(rules.find(rule => rule.stem === stem)?.spl ?? ""),
    )
    assert.equal(
      expanded.map(({ stem }) => stem),
      [],
    )
  })

  for (const [stem, lines] of converted)
    test(`converted: ${stem}`, () => {
      const rule = rules.find(each => each.stem === stem)
      if (rule === undefined) throw new Error(`${stem} is not there`)
      const text = convertRule(rule, workspace, "yaml")
      assert.is(/^search:\n(?: .*\n)*/m.exec(text)?.[0], ["search:", ...lines, ""].join("\n"))
    })
}

/** Searches as a person would have written them. */
const converted: readonly (readonly [stem: string, lines: readonly string[]])[] = [
  [
    "wmi_temporary_event_subscription",
    [
      "  - match: {macro: wmi, EventCode: 5860, keywords: [Temporary]}",
      "  - rex: {field: Message, pattern: 'NotificationQuery =\\s+(?<query>[^;|^$]+)'}",
      "  - match:",
      "      query:",
      "        '!=':",
      "          - SELECT * FROM Win32_ProcessStartTrace WHERE ProcessName = 'wsmprovhost.exe'",
      "          - SELECT * FROM __InstanceOperationEvent WHERE TargetInstance ISA 'AntiVirusProduct' OR TargetInstance ISA 'FirewallProduct' OR TargetInstance ISA 'AntiSpywareProduct'",
      "  - stats:",
      "      aggregate: {count: count, firstTime: min(_time), lastTime: max(_time)}",
      "      by: [ComputerName, query]",
      "  - macro: security_content_ctime(firstTime)",
      "  - macro: security_content_ctime(lastTime)",
      "  - macro: wmi_temporary_event_subscription_filter",
    ],
  ],
  [
    "dump_lsass_via_comsvcs_dll",
    [
      "  - tstats:",
      "      macro: security_content_summariesonly",
      "      aggregate: {count: count, firstTime: min(_time), lastTime: max(_time)}",
      "      datamodel: Endpoint.Processes",
      "      where: {macro: process_rundll32, Processes.process: {all: ['*comsvcs.dll*', '*MiniDump*']}}",
      "      by:",
      "        - Processes.user",
      "        - Processes.parent_process_name",
      "        - Processes.process_name",
      "        - Processes.original_file_name",
      "        - Processes.process",
      "        - Processes.dest",
      "  - macro: drop_dm_object_name(Processes)",
      "  - macro: security_content_ctime(firstTime)",
      "  - macro: security_content_ctime(lastTime)",
      "  - macro: dump_lsass_via_comsvcs_dll_filter",
    ],
  ],
  [
    "modification_of_wallpaper",
    [
      "  - match:",
      "      macro: sysmon",
      "      EventCode: 13",
      "      any:",
      "        - TargetObject: ['*\\Control Panel\\Desktop\\Wallpaper', '*\\Control Panel\\Desktop\\WallpaperStyle']",
      "          Image: {'!=': '*\\explorer.exe'}",
      "        - TargetObject: ['*\\Control Panel\\Desktop\\Wallpaper', '*\\Control Panel\\Desktop\\WallpaperStyle']",
      "          Details: ['*\\temp\\*', '*\\users\\public\\*']",
      "  - stats:",
      "      aggregate: {count: count, firstTime: min(_time), lastTime: max(_time)}",
      "      by: [EventCode, Image, TargetObject, Details, Computer, process_guid, process_id, user_id]",
      "  - rename: {Computer: dest}",
      "  - macro: security_content_ctime(firstTime)",
      "  - macro: security_content_ctime(lastTime)",
      "  - macro: modification_of_wallpaper_filter",
    ],
  ],
]

/** The stages as they come back from the text of a file. */
function throughYaml(stages: readonly unknown[]): readonly unknown[] {
  const { document } = parseYaml("<yaml>", withSearch("search: x\n", stages))
  const list = isMap(document?.value) ? document.value.search : undefined
  return Array.isArray(list) ? list : []
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null
const searchOf = (value: unknown): string => (isMap(value) ? String(value.search) : "")
const macroOf = (value: unknown): readonly [name: string, args: readonly unknown[]] =>
  isMap(value) ? [String(value.name), Array.isArray(value.arguments) ? value.arguments : []] : ["", []]

function succeeds(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch (error) {
    if (error instanceof RuleError) return false
    throw error
  }
}

const root = sharedPath("corpus", "security_content")
if (root !== null) testCorpus(root)

test.run()
