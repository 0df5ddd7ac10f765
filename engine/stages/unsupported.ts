import type { UnsupportedCommand } from "./stage.ts"

const server = "it asks a Splunk server, and there is none"
const model = "it needs a model trained elsewhere"

/** Commands of SPL that cannot work over files. Loading a search that uses one says so. */
export const unsupportedCommands: readonly UnsupportedCommand[] = [
  { name: "rest", commands: ["rest"], unsupported: server },
  { name: "savedsearch", commands: ["savedsearch"], unsupported: server },
  { name: "loadjob", commands: ["loadjob"], unsupported: server },
  { name: "metadata", commands: ["metadata", "metasearch"], unsupported: server },
  { name: "dbinspect", commands: ["dbinspect"], unsupported: server },
  { name: "typer", commands: ["typer", "typelearner"], unsupported: "event types are assigned by data sources" },
  { name: "predict", commands: ["predict", "x11", "trendline_forecast"], unsupported: "forecasting is not implemented" },
]
void model
