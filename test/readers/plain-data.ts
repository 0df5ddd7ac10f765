import type { Reading } from "./reading.ts"

/** The data of all records as objects that compare equal to literals. */
export const plainData = (reading: Reading): readonly unknown[] => reading.records.map(record => JSON.parse(JSON.stringify(record.data)))
