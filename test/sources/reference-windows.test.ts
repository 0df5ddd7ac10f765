import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename } from "node:path"
import { fileURLToPath } from "node:url"
import { gunzipSync } from "node:zlib"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { openWorkspace } from "../../engine/api/workspace.ts"
import type { Event } from "../../engine/event.ts"
import { compileSearch } from "../../engine/exec/compile.ts"
import type { Branch } from "../../engine/exec/search.ts"
import type { Predicate } from "../../engine/ir/predicate.ts"
import type { Rule } from "../../engine/ir/rule.ts"
import { isJsonObject, parseJson } from "../../engine/readers/json-text.ts"

const shared = fileURLToPath(new URL("../../../shared", import.meta.url))
const detections = `${shared}/corpus/security_content/detections`

/** Pairs where the evaluators differ, and why this one is right. */
const explained: Readonly<Record<string, string>> = {
  "detect_outbound_smb_traffic.yml": "cidrmatch() of a multivalue holds when it holds for one of its values",
}
/** Detections that cannot run as a whole, and why: only the events that they look at are compared. */
const notRun: Readonly<Record<string, string>> = {
  "abnormally_high_number_of_cloud_infrastructure_api_calls.yml":
    "it asks for a model by the command summary, so that it cannot even be loaded",
  "detect_dga_domains_using_pretrained_model_in_dsdl.yml": "it applies a model that was trained elsewhere",
  "smb_traffic_spike___mltk.yml": "it applies a model that a baseline search trains",
}

interface Reference {
  readonly detection: string
  readonly scenario: string
  readonly count: number
  readonly lines: readonly number[]
  /** Null where the other evaluator lacks a command. */
  readonly rows: number | null
}

function references(): Reference[] {
  return readFileSync(`${shared}/oracle/reference_windows.jsonl`, "utf8")
    .split("\n")
    .filter(line => line !== "")
    .map((line): Reference => {
      const { detection, scenario, leading_matches, lines, rows } = JSON.parse(line)
      return { detection, scenario, count: leading_matches, lines, rows }
    })
}

/** Event ids of which an event must have one to satisfy a predicate; null when it may have any. */
function requiredIds(predicate: Predicate): ReadonlySet<string> | null {
  switch (predicate.kind) {
    case "compare":
      return isId(predicate.field) && predicate.op === "=" && /^\d+$/.test(predicate.value) ? new Set([predicate.value]) : null
    case "in":
      return isId(predicate.field) && predicate.values.every(value => /^\d+$/.test(value)) ? new Set(predicate.values) : null
    case "all":
      return predicate.operands.map(requiredIds).find(ids => ids !== null) ?? null
    case "any": {
      const sets = predicate.operands.map(requiredIds)
      return sets.length > 0 && sets.every(ids => ids !== null) ? new Set(sets.flatMap(ids => [...(ids ?? [])])) : null
    }
    default:
      return null
  }
}
const isId = (field: string): boolean => field === "EventCode" || field === "EventID"

/** The events of a scenario, with the groups that searches ask for. */
class Scenario {
  readonly newest: number
  private readonly events: readonly Event[]
  private readonly lines = new Map<Event, number>()
  private readonly byId = new Map<string, Event[]>()
  private readonly byDataset = new Map<string, readonly Event[]>()

  constructor(name: string, bind: (text: string) => Event | null) {
    const events: Event[] = []
    let newest = 0
    const text = gunzipSync(readFileSync(`${shared}/corpus/events/${name}.ndjson.gz`)).toString()
    text.split("\n").forEach((line, index) => {
      const event = line === "" ? null : bind(line)
      if (event === null) return
      events.push(event)
      this.lines.set(event, index + 1)
      newest = Math.max(newest, Number(event.get("_time")))
      const id = String(event.get("EventCode"))
      const group = this.byId.get(id)
      if (group === undefined) this.byId.set(id, [event])
      else group.push(event)
    })
    this.events = events
    this.newest = newest
  }

  /** Feeds a branch; gives the line numbers of what it took. */
  feed({ dataset, predicate, test: holds, sink }: Branch): number[] {
    const matched: number[] = []
    let open = true
    for (const event of this.candidates(dataset, predicate)) {
      if (!holds(event)) continue
      matched.push(this.lines.get(event) ?? 0)
      if (open) open = sink.push(event.fork())
    }
    return matched
  }

  private candidates(dataset: string | null, predicate: Predicate): readonly Event[] {
    if (dataset !== null) {
      const known = this.byDataset.get(dataset) ?? this.events.filter(event => event.inDataset(dataset))
      this.byDataset.set(dataset, known)
      return known
    }
    const ids = requiredIds(predicate)
    if (ids === null) return this.events
    const [first, ...others] = ids
    if (others.length === 0) return this.byId.get(first ?? "") ?? []
    return this.events.filter(event => ids.has(String(event.get("EventCode"))))
  }
}

function filesOf(folder: string, names: ReadonlySet<string>): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(file => names.has(basename(file)))
    .map(file => `${folder}/${file}`)
}

if (!existsSync(`${shared}/oracle/reference_windows.jsonl`))
  console.log("skipped: the second opinion on Windows events, for it is not there")
else {
  const pairs = references()
  const workspace = openWorkspace({ rules: filesOf(detections, new Set(pairs.map(({ detection }) => detection))) })
  const rules = new Map(workspace.content.rules.map((rule): [string, Rule] => [basename(rule.source.file), rule]))

  for (const scenario of new Set(pairs.map(pair => pair.scenario)))
    test(`the same events and as many rows as the other evaluator: ${scenario}`, () => {
      const events = new Scenario(scenario, text => {
        const data = parseJson(text)
        return isJsonObject(data)
          ? workspace.catalog.bind({ format: "ndjson", data, position: {}, text: () => text }, { name: scenario })
          : null
      })
      const differences: string[] = []
      for (const pair of pairs.filter(each => each.scenario === scenario)) {
        const rule = rules.get(pair.detection)
        const whole = !Object.hasOwn(notRun, pair.detection)
        if (rule === undefined) {
          if (whole) differences.push(`${pair.detection}: cannot be loaded`)
          continue
        }
        let rows = 0
        const sink = {
          push: () => {
            rows++
            return true
          },
          end: () => {},
        }
        const search = compileSearch(
          whole ? rule.pipeline : { stages: rule.pipeline.stages.slice(0, 1) },
          workspace.environment(
            () => events.newest,
            () => {},
          ),
          sink,
        )
        const matched = search.branches.map(branch => events.feed(branch))
        for (const branch of search.branches) branch.sink.end()
        // A search is compiled behind its subsearches; of a search over several datasets the other evaluator lists one after the other.
        const leading = matched.at(-1) ?? []
        const found = new Set(leading)
        if (leading.length !== pair.count || pair.lines.some(line => !found.has(line)))
          differences.push(`${pair.detection}: ${leading.length} events match instead of ${pair.count}`)
        else if (whole && pair.rows !== null && rows !== pair.rows && !Object.hasOwn(explained, pair.detection))
          differences.push(`${pair.detection}: ${rows} rows instead of ${pair.rows}`)
      }
      assert.equal(differences, [])
    })

  test("every explained difference is one of the pairs", () => {
    const known = new Set(pairs.map(({ detection }) => detection))
    assert.equal(
      [...Object.keys(explained), ...Object.keys(notRun)].filter(name => !known.has(name)),
      [],
    )
  })
}

test.run()
