import { readFileSync } from "node:fs"
import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Rule } from "../../engine/ir/rule.ts"
import { ruleTexts } from "../../engine/load.ts"
import { macroTable } from "../../engine/spl/macro-expansion.ts"
import { parseYaml } from "../../engine/yaml/document.ts"
import { generationOf, isRule, ruleReader } from "../../engine/yaml/rule.ts"
import { sharedPath } from "../shared.ts"

const read = ruleReader(
  ruleTexts(
    macroTable([{ name: "security_content_ctime", arguments: ["field"], definition: "convert ctime($field$)", locate: () => undefined }]),
  ),
)

function parse(file: string, text: string): ReturnType<typeof read> {
  const { document, errors } = parseYaml(file, text)
  assert.equal(
    errors.map(({ message }) => message),
    [],
  )
  if (document === null) throw new Error("the document is there")
  return read(document)
}
function ruleOf(text: string, file = "detections/some_rule.yml"): Rule {
  const { rule, errors } = parse(file, text)
  assert.equal(
    errors.map(({ message }) => message),
    [],
  )
  if (rule === null) throw new Error("the rule is there")
  return rule
}

const id = "38cbd42c-1098-41bb-99cf-9d6d2b296d83"
const common = `name: Some Rule\nid: ${id}\nversion: 3\nauthor: A. Author, Some Company\ntype: TTP\ndescription: Finds it.\nsearch: index=main | stats count by user dest\n`
const dated = `${common}date: "2024-03-05"\n`
const generation4 = (tags: string): string => `${dated}status: production\ntags:\n${tags.replace(/^/gm, "  ")}\n`
const generation5 = (rba: string): string =>
  `${dated}status: production\nrba:\n${rba.replace(/^/gm, "  ")}\ntags:\n  analytic_story: [Some Story]\n`
const generation6 = (keys: string): string =>
  `${common}creation_date: "2026-02-17"\nmodification_date: "2026-05-13"\nstatus: production\n${keys}\n`

const generations: readonly (readonly [title: string, source: string, generation: number | null])[] = [
  ["entities of findings", generation6("finding: {title: t, entity: {field: user, type: user, score: 5}}"), 6],
  ["intermediate findings alone", generation6("intermediate_findings: {entities: [{field: user, type: user, score: 5, message: m}]}"), 6],
  ["a date of creation", generation6("mitre_attack_id: [T1047]"), 6],
  ["risk-based alerting", generation5("message: m\nrisk_objects: [{field: user, type: user, score: 5}]\nthreat_objects: []"), 5],
  ["neither risk nor what generation 4 requires", `${dated}status: production\ntags: {analytic_story: [S]}\n`, 5],
  [
    "observables and a status",
    generation4("observable: [{name: user, type: User, role: [Victim]}]\nimpact: 50\nconfidence: 50\nmessage: m"),
    4,
  ],
  [
    "observables and no status",
    `${dated}tags: {observable: [{name: user, type: User, role: [Victim]}], impact: 50, confidence: 50, message: m}\n`,
    3,
  ],
  ["a batch search", `${dated.replace("type: TTP", "type: batch")}tags: {analytic_story: [S]}\n`, null],
  ["the story's key of 2020", `${dated}tags: {analytics_story: [S]}\n`, null],
  ["the type of 2020", `${dated.replace("type: TTP", "type: ESCU")}tags: {analytic_story: [S]}\n`, null],
]
for (const [title, source, generation] of generations)
  test(`the generation of ${title}`, () => {
    const { document } = parseYaml("rule.yml", source)
    assert.is(generationOf(document?.value), generation)
  })

test("a generation that is too old is refused", () => {
  const { rule, errors } = parse("rule.yml", `${dated.replace("type: TTP", "type: ESCU")}tags: {analytics_story: [S]}\n`)
  assert.is(rule, null)
  assert.equal(
    errors.map(({ code, message }) => [code, message]),
    [["generation", "detection is older than generation 3"]],
  )
})

const isRuleCases: readonly (readonly [title: string, value: unknown, expected: boolean])[] = [
  ["a search", { search: "index=main" }, true],
  ["a type of detection whose search lacks", { type: "TTP" }, true],
  ["a baseline", { search: "index=main", type: "Baseline" }, false],
  ["an investigation", { search: "index=main", type: "Investigation" }, false],
  ["a lookup", { lookup_type: "csv", search: "x" }, false],
  ["a story", { name: "Some Story", narrative: "n" }, false],
  ["a list", ["search"], false],
  ["text", "search", false],
]
for (const [title, value, expected] of isRuleCases)
  test(`${title} ${expected ? "makes" : "makes no"} rule`, () => assert.is(isRule(value), expected))

// Scores are impact * confidence / 100, and a half goes to the even neighbour.
const scores: readonly (readonly [impact: number, confidence: number, score: number, severity: Rule["severity"]])[] = [
  [50, 50, 25, "low"],
  [50, 5, 2, "informational"],
  [70, 5, 4, "informational"],
  [10, 45, 4, "informational"],
  [30, 45, 14, "informational"],
  [25, 50, 12, "informational"],
  [50, 41, 20, "informational"],
  [50, 43, 22, "low"],
  [90, 35, 32, "low"],
  [80, 50, 40, "low"],
  [90, 45, 40, "low"],
  [82, 50, 41, "medium"],
  [100, 60, 60, "medium"],
  [100, 61, 61, "high"],
  [90, 90, 81, "critical"],
  [100, 80, 80, "high"],
  [100, 100, 100, "critical"],
  [33, 33, 11, "informational"],
]
for (const [impact, confidence, score, severity] of scores)
  test(`impact ${impact} and confidence ${confidence} make ${score}, ${severity}`, () => {
    const rule = ruleOf(
      generation4(`impact: ${impact}\nconfidence: ${confidence}\nmessage: m\nobservable: [{name: user, type: User, role: [Victim]}]`),
    )
    assert.equal(
      [rule.riskScore, rule.severity, rule.riskObjects],
      [score, severity, [{ field: "user", type: "user", score, message: "m" }]],
    )
  })

test("generation 4: victims have risk, attackers are threats, the score is computed", () => {
  const rule = ruleOf(
    generation4(
      [
        "impact: 70",
        "confidence: 90",
        "risk_score: 1",
        "message: $user$ on $dest$",
        "observable:",
        "  - {name: user, type: User Name, role: [Victim]}",
        "  - {name: mail, type: Email Address, role: [Victim]}",
        "  - {name: dest, type: Hostname, role: [Victim]}",
        "  - {name: src, type: IP Address, role: [Victim]}",
        "  - {name: machine, type: Endpoint, role: [Target]}",
        "  - {name: bucket, type: Resource UID, role: [Victim]}",
        "  - {name: process, type: Process Name, role: [Attacker]}",
        "  - {name: note, type: Other, role: [Other]}",
      ].join("\n"),
    ),
  )
  const risk = (field: string, type: string): object => ({ field, type, score: 63, message: "$user$ on $dest$" })
  assert.equal(rule.riskObjects, [
    risk("user", "user"),
    risk("mail", "user"),
    risk("dest", "system"),
    risk("src", "system"),
    risk("machine", "system"),
    risk("bucket", "other"),
  ])
  assert.equal(rule.threatObjects, [{ field: "process", type: "process_name" }])
  assert.is(rule.riskScore, 63)
})

test("generation 5: every object has its score, the rule has the highest", () => {
  const rule = ruleOf(
    generation5(
      [
        "message: $user$ on $dest$",
        "risk_objects:",
        "  - {field: user, type: user, score: 30}",
        "  - {field: dest, type: system, score: 64}",
        "threat_objects:",
        "  - {field: process_name, type: process_name}",
      ].join("\n"),
    ),
  )
  assert.is(rule.generation, 5)
  assert.equal(rule.riskObjects, [
    { field: "user", type: "user", score: 30, message: "$user$ on $dest$" },
    { field: "dest", type: "system", score: 64, message: "$user$ on $dest$" },
  ])
  assert.equal(rule.threatObjects, [{ field: "process_name", type: "process_name" }])
  assert.equal([rule.riskScore, rule.severity], [64, "high"])
})

test("generation 5: a rule without risk has none, and is of high severity", () => {
  const rule = ruleOf(`${dated.replace("TTP", "Hunting")}status: production\ntags: {analytic_story: [Some Story]}\n`)
  assert.equal([rule.generation, rule.type, rule.riskScore, rule.severity, rule.riskObjects], [5, "Hunting", 0, "high", []])
})

test("generation 6: the finding's entity comes first, intermediate findings have messages of their own", () => {
  const rule = ruleOf(
    generation6(
      [
        "finding:",
        "  title: $user$ did it",
        "  entity: {field: user, type: user, score: 55}",
        "intermediate_findings:",
        "  entities:",
        "    - {field: dest, type: system, score: 20, message: it happened on $dest$}",
        "    - {field: src, type: system, score: 10}",
        "threat_objects: [{field: process, type: process}]",
        "analytic_story: [Some Story]",
        "mitre_attack_id: [T1047, T1003.001]",
        "asset_type: Endpoint",
        "security_domain: endpoint",
        "product: [Splunk Enterprise]",
        "category: endpoint",
      ].join("\n"),
    ),
  )
  assert.equal(rule.riskObjects, [
    { field: "user", type: "user", score: 55, message: "$user$ did it" },
    { field: "dest", type: "system", score: 20, message: "it happened on $dest$" },
    { field: "src", type: "system", score: 10, message: "$user$ did it" },
  ])
  assert.equal(rule.threatObjects, [{ field: "process", type: "process" }])
  assert.equal(
    [
      rule.riskScore,
      rule.severity,
      rule.date,
      rule.modificationDate,
      rule.analyticStory,
      rule.mitreAttackId,
      rule.assetType,
      rule.securityDomain,
    ],
    [55, "medium", "2026-02-17", "2026-05-13", ["Some Story"], ["T1047", "T1003.001"], "Endpoint", "endpoint"],
  )
})

test("everything else of a rule", () => {
  const rule = ruleOf(
    generation4(
      [
        "impact: 50",
        "confidence: 50",
        "message: m",
        "observable: []",
        "analytic_story: [Some Story]",
        "asset_type: Endpoint",
        "cve: [CVE-2021-44228]",
        "kill_chain_phases: [Installation]",
        "manual_test: needs a domain",
        "product: [Splunk Enterprise, Splunk Cloud]",
        "required_fields: [_time, user]",
        "throttling: {fields: [user], period: 1h}",
      ].join("\n"),
    ) +
      [
        "data_source: [Sysmon EventID 1]",
        "references: [https://example.test/]",
        "how_to_implement: Collect it.",
        "known_false_positives: None known.",
        "drilldown_searches:",
        "  - {name: All, search: index=main, earliest_offset: 7d, latest_offset: null}",
        "tests:",
        "  - name: True Positive Test",
        "    attack_data:",
        "      - {data: https://example.test/datasets/a.log, source: s, sourcetype: t, custom_index: i}",
        "",
      ].join("\n"),
    "detections/endpoint/some_rule.yml",
  )
  assert.equal(
    [rule.stem, rule.id, rule.version, rule.author, rule.date, rule.modificationDate],
    ["some_rule", id, 3, "A. Author, Some Company", "2024-03-05", null],
  )
  assert.equal([rule.dataSource, rule.references], [["Sysmon EventID 1"], ["https://example.test/"]])
  assert.equal([rule.howToImplement, rule.knownFalsePositives, rule.manualTest], ["Collect it.", "None known.", "needs a domain"])
  assert.equal(
    [rule.cve, rule.killChainPhases, rule.product, rule.requiredFields],
    [["CVE-2021-44228"], ["Installation"], ["Splunk Enterprise", "Splunk Cloud"], ["_time", "user"]],
  )
  assert.equal([rule.throttling, rule.nist, rule.cis20], [{ fields: ["user"], period: "1h" }, ["DE.CM"], ["CIS 10"]])
  assert.equal(rule.drilldownSearches, [{ name: "All", search: "index=main", earliestOffset: "7d", latestOffset: null }])
  assert.equal(rule.tests, [
    {
      name: "True Positive Test",
      attackData: [{ data: "https://example.test/datasets/a.log", source: "s", sourcetype: "t", host: undefined, customIndex: "i" }],
    },
  ])
  assert.is(rule.spl, "index=main | stats count by user dest")
})

test("a published detection keeps keys that no generation has, as a warning; a rule of one's own does not", () => {
  const unknown = "tags: {analytic_story: [S], confidence: 50, impact: 50, assest_type: Endpoint}\nstatus: production\n"
  const published = parse("rule.yml", `${dated}${unknown}`)
  assert.equal(published.errors, [])
  assert.equal(
    published.warnings.map(({ message, hint }) => [message, hint]),
    [['unknown key "assest_type"', 'did you mean "asset_type"?']],
  )
  const own = parse("rule.yml", `${dated.replace(/search: .*/, "search:\n  - match: {user: admin}")}${unknown}`)
  assert.equal(own.warnings, [])
  assert.equal(
    own.errors.map(({ message }) => message),
    ['unknown key "assest_type"'],
  )
})

const corpus: readonly (readonly [file: string, expected: readonly unknown[]])[] = [
  [
    "gen5_wmi_temporary_event_subscription.yml",
    [5, "WMI Temporary Event Subscription", "38cbd42c-1098-41bb-99cf-9d6d2b296d83", "TTP", 50, ["dest"], ["T1047"], ["Suspicious WMI Use"]],
  ],
  [
    "gen6_macos_log_removal.yml",
    [6, "MacOS Log Removal", "a7f2e891-3c4d-4a1b-9e6f-2b8d0c5a1f3e", "TTP", 55, ["user", "dest"], ["T1070"], ["MacOS Post-Exploitation"]],
  ],
]
for (const [file, expected] of corpus) {
  const path = sharedPath("corpus", "generations", file)
  if (path !== null)
    test(`the metadata of ${file}`, () => {
      const { document } = parseYaml(path, readFileSync(path, "utf8"))
      if (document === null) throw new Error("the document is there")
      const { rule } = read(document)
      if (rule === null) throw new Error("the rule is there")
      const { generation, name, type, riskScore, riskObjects, mitreAttackId, analyticStory } = rule
      assert.equal(
        [generation, name, rule.id, type, riskScore, riskObjects.map(({ field }) => field), mitreAttackId, analyticStory],
        expected,
      )
    })
}

test.run()
