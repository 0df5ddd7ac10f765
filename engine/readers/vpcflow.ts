import { firstLines, shareOf } from "./line-share.ts"
import type { RawRecord, ReadContext, ReaderDefinition } from "./reader.ts"
import { Fields, setFirst } from "./record-fields.ts"
import { readLines } from "./text-lines.ts"
import { hintsOf, TextRecord } from "./text-record.ts"

const format = "vpcflow"

/** The default format, version 2, of the Amazon VPC user guide. */
const defaultColumns =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status".split(" ")

/** Every field that a custom format may have. */
const knownColumns = new Set([
  ...defaultColumns,
  ...(
    "vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id sublocation-type sublocation-id " +
    "pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn " +
    "ecs-container-instance-id ecs-container-id ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id " +
    "reject-reason resource-id encryption-status"
  ).split(" "),
])
const numeric = new Set("srcport dstport protocol packets bytes start end tcp-flags version traffic-path".split(" "))

/** CloudWatch puts its own time before each line that it exports. */
const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z /
const defaultLine =
  /^\d{1,2} (?:\d{12}|unknown|amazon-\w+|-) (?:eni-[\da-f]{1,32}|-) \S{1,64} \S{1,64} (?:\d{1,5}|-) (?:\d{1,5}|-) (?:\d{1,3}|-) (?:\d{1,20}|-) (?:\d{1,20}|-) \d{1,12} \d{1,12} (?:ACCEPT|REJECT|-) (?:OK|NODATA|SKIPDATA)$/

export const vpcflow: ReaderDefinition = {
  name: format,
  docs: {
    summary: "AWS VPC flow logs: the default format, or a custom one with its header line",
    description:
      "Fields under the names of AWS with underscores, as in its Parquet files: `account_id`, `log_status`. `-` is a missing field.",
  },
  recognise(head) {
    const lines = firstLines(head)
    if (headerOf(lines[0] ?? "") !== null) return 0.95
    return 0.9 * shareOf(lines, line => defaultLine.test(line.replace(stamp, "").trimEnd()))
  },
  read(chunks, ctx) {
    const log = new FlowLog(ctx)
    return readLines(chunks, ctx, (line, number, records) => {
      const record = log.read(line, number)
      if (record !== null) records.push(record)
    })
  },
}

/** The columns that a header line names, null when the line is none. */
function headerOf(line: string): readonly string[] | null {
  const first = line.charCodeAt(0)
  if (!(first >= 0x61 && first <= 0x7a)) return null
  const words = line.trim().split(/\s+/)
  return words.length > 2 && words.every(word => knownColumns.has(word)) ? words : null
}

class FlowLog {
  private readonly ctx: ReadContext
  private names: readonly string[] = []
  private numbers: readonly boolean[] = []
  private start = -1

  constructor(ctx: ReadContext) {
    this.ctx = ctx
    this.setColumns(defaultColumns)
  }

  read(line: string, number: number): RawRecord | null {
    const header = headerOf(line)
    if (header !== null) {
      this.setColumns(header)
      return null
    }
    const values = line.replace(stamp, "").trimEnd().split(" ")
    const { names, numbers } = this
    if (values.length !== names.length) {
      this.ctx.report({ position: { line: number }, message: `the line has ${values.length} values where its format has ${names.length}` })
      return null
    }
    const fields = new Fields()
    for (let index = 0; index < values.length; index++) {
      const value = values[index]
      const name = names[index]
      if (value === undefined || name === undefined || value === "-") continue
      setFirst(fields, name, numbers[index] === true && /^\d{1,15}$/.test(value) ? Number(value) : value)
    }
    const time = this.start === -1 ? null : fields.start
    return new TextRecord(format, fields, line, number, hintsOf(typeof time === "number" ? time : null))
  }

  private setColumns(columns: readonly string[]): void {
    this.names = columns.map(column => column.replaceAll("-", "_"))
    this.numbers = columns.map(column => numeric.has(column))
    this.start = columns.indexOf("start")
  }
}
