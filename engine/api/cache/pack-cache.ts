import type { RuleError } from "../../errors/error.ts"
import type { SearchPlan } from "../../exec/plan.ts"
import type { ContentKind, LoadProblem } from "../../load.ts"
import { EntryStore } from "./entry-store.ts"
import { MisshapenData, plain } from "./plain-reader.ts"
import { ErrorRestorer, storeError } from "./stored-error.ts"
import { restorePlan, storePlan } from "./stored-plan.ts"

/** What checking a pack of rules has found, by the rules' files. */
export interface CheckedPack {
  readonly compiled: readonly { readonly file: string; readonly plan: SearchPlan }[]
  readonly notRun: readonly { readonly file: string; readonly errors: readonly RuleError[] }[]
  readonly problems: readonly LoadProblem[]
  readonly warnings: readonly LoadProblem[]
  readonly others: readonly string[]
}

/**
 * What checking found of a pack, kept from run to run. A rule itself is not kept: the few that events reach are read from their files
 * again, which takes less than reading all of them from anywhere. Nothing of an entry is taken on trust: it is data, and what does not
 * have the right form makes it none.
 */
export class PackCache {
  private readonly store: EntryStore
  private readonly key: string
  private readonly textOf: (file: string) => string
  private readonly report: (message: string) => void

  constructor(options: {
    readonly folder: string
    readonly key: string
    /** The text of a file of the pack. */
    textOf(file: string): string
    report(message: string): void
  }) {
    this.store = new EntryStore(options.folder, options.report)
    this.key = options.key
    this.textOf = options.textOf
    this.report = options.report
  }

  read(): CheckedPack | null {
    const text = this.store.read(this.key)
    if (text === null) return null
    try {
      const pack = restorePack(JSON.parse(text), new ErrorRestorer(this.textOf))
      this.report(`the rules are as they were: what was found of them is read from cache entry ${this.key.slice(0, 12)}`)
      return pack
    } catch (error) {
      if (!(error instanceof MisshapenData || error instanceof SyntaxError)) throw error
      this.report(`cache entry ${this.key.slice(0, 12)} is not used: ${error.message}`)
      return null
    }
  }

  write(pack: CheckedPack): void {
    this.store.write(this.key, JSON.stringify(storePack(pack)))
  }
}

const storePack = ({ compiled, notRun, problems, warnings, others }: CheckedPack): unknown => [
  // Equal searches have one plan.
  [...new Map(compiled.map(({ plan }) => [plan.identity, plan])).values()].map(storePlan),
  compiled.map(({ file, plan }) => [file, plan.identity]),
  notRun.map(({ file, errors }) => [file, errors.map(storeError)]),
  problems.map(storeProblem),
  warnings.map(storeProblem),
  others,
]
const storeProblem = ({ file, kind, errors }: LoadProblem): unknown => [file, kind, errors.map(storeError)]

function restorePack(stored: unknown, restorer: ErrorRestorer): CheckedPack {
  const [searches, compiled, notRun, problems, warnings, others] = plain.list(stored, item => item)
  const plans = new Map(plain.list(searches, restorePlan).map(plan => [plan.identity, plan]))
  const errors = (list: unknown): RuleError[] => plain.list(list, error => restorer.error(error))
  const problem = (item: unknown): LoadProblem => {
    const [file, kind, list] = plain.list(item, part => part)
    return { file: plain.text(file), kind: contentKind(kind), errors: errors(list) }
  }
  return {
    compiled: plain.list(compiled, item => {
      const [file, identity] = plain.list(item, plain.text)
      const plan = plans.get(identity ?? "")
      if (file === undefined || plan === undefined) throw new MisshapenData("a rule has no plan")
      return { file, plan }
    }),
    notRun: plain.list(notRun, item => {
      const [file, list] = plain.list(item, part => part)
      return { file: plain.text(file), errors: errors(list) }
    }),
    problems: plain.list(problems, problem),
    warnings: plain.list(warnings, problem),
    others: plain.list(others, plain.text),
  }
}

const kinds: readonly ContentKind[] = ["rule", "macro", "data source", "data model"]

function contentKind(value: unknown): ContentKind {
  const kind = kinds.find(name => name === value)
  if (kind === undefined) throw new MisshapenData("a kind of content is not known")
  return kind
}
