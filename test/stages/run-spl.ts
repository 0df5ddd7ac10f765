import type { Row } from "../../engine/ir/value.ts"
import { parseSplStages, runPipeline } from "../harness.ts"

/** Rows that stages in SPL give for rows in pipeline order. */
export const runSpl = (spl: string, rows: readonly Row[], warnings: string[] = []): Row[] =>
  runPipeline(parseSplStages(spl), rows, { warnings })
