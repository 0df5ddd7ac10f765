import { RuleError } from "../errors/error.ts"
import { printExpr } from "../expr/print.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { Pipeline } from "../ir/stage.ts"
import { unreachable } from "../ir/unreachable.ts"
import { printNumber } from "../ir/value.ts"
import { printMacroCall } from "../macro-call.ts"
import { stages } from "../stages/index.ts"
import type { ParsedAggregation, SplPrinter } from "./syntax.ts"
import { escapeQuoted } from "./text.ts"

/**
 * The pipeline as SPL, one command a line: the inverse of `parseSpl`.
 * @throws RuleError "unsupported" for a stage that SPL has no form for
 */
export const printSpl = (pipeline: Pipeline): string => printStages(pipeline, text => text.replace(/^search (?!search\b)/, "")).join("\n| ")

/** @param printFirst what becomes of a search at the start, which need not be written with its command's name */
function printStages(pipeline: Pipeline, printFirst: (text: string) => string): string[] {
  return pipeline.stages.map((stage, index) => {
    const { name, spl } = stages.get(stage.kind, stage.range)
    if ("unsupported" in spl)
      throw new RuleError("unsupported", `stage "${name}" has no SPL form: ${spl.unsupported}`, { range: stage.range })
    const text = spl.render(stage, splPrinter)
    if (index > 0) return text
    return stage.kind === "match" ? printFirst(text) : `| ${text}`
  })
}

/** Inside brackets a search is written with its command's name. */
const printSubsearch = (pipeline: Pipeline): string => printStages(pipeline, text => text).join(" | ")

const bareWord = /^[\p{L}\p{N}_.:{}*@/$%#~^?;\\+-]+$/u
const bareFieldName = /^[\p{L}\p{N}_.:{}*@$/#%+-]+$/u
/** Words that mean something else than themselves where a term or a value may stand. */
const operatorWord = /^(?:AND|OR|NOT|XOR|IN|AS|TERM|CASE|[Bb][Yy]|groupby|GROUPBY)$/

export const splPrinter: SplPrinter = {
  expr: expr => printExpr(expr, pipeline => `[${printSubsearch(pipeline)}]`),
  predicate: predicate => printPredicate(predicate, "and"),
  field: name =>
    bareFieldName.test(name) && !/^-/.test(name) && !/^(?:as|by|over|output|outputnew|where|with|in)$/i.test(name)
      ? name
      : `"${escapeQuoted(name)}"`,
  fields: names => names.map(splPrinter.field).join(", "),
  string: text => `"${escapeQuoted(text)}"`,
  word: text => (bareWord.test(text) && !text.includes("\\") ? text : splPrinter.string(text)),
  pattern: text => splPrinter.string(text),
  aggregation: printAggregation,
  subsearch: pipeline => `[${printSubsearch(pipeline)}]`,
  macro: printMacroCall,
}

function printAggregation({ function: name, parameter, argument, as }: ParsedAggregation): string {
  const called = `${name}${parameter === undefined ? "" : printNumber(parameter)}`
  const inner =
    argument === undefined ? "" : argument.kind === "field" ? `(${printAggregated(argument.name)})` : `(eval(${splPrinter.expr(argument)}))`
  const call = called + inner
  return as === call ? call : `${call} as ${splPrinter.field(as)}`
}
/** A field inside an aggregate, which may hold the parentheses of another: `max(count(x))`. */
const aggregated = /^(?:[^()"'|`[\]\\]|\([^()"'|`[\]\\]*\))+$/
const printAggregated = (name: string): string => (aggregated.test(name) && name.trim() === name ? name : `"${escapeQuoted(name)}"`)

/** `outer`: what the text stands in. An OR needs parentheses next to an AND only for the reader's sake, an AND inside an OR always. */
function printPredicate(predicate: Predicate, outer: "and" | "or" | "not" | "and-term"): string {
  switch (predicate.kind) {
    case "all": {
      if (predicate.operands.length === 0) return "*"
      const text = predicate.operands.map(operand => printPredicate(operand, "and-term")).join(" ")
      return outer === "and" ? text : `(${text})`
    }
    case "any": {
      if (predicate.operands.length === 0) return "NOT *"
      const text = predicate.operands.map(operand => printPredicate(operand, "or")).join(" OR ")
      return outer === "and" ? text : `(${text})`
    }
    case "not":
      return `NOT ${printPredicate(predicate.operand, "not")}`
    case "compare": {
      const value = predicate.caseSensitive === true ? `CASE(${printDirected(predicate.value)})` : printValue(predicate.value)
      return `${printSearchField(predicate.field)}${predicate.op}${value}`
    }
    case "in":
      return `${printSearchField(predicate.field)} IN (${predicate.values.map(printValue).join(", ")})`
    case "keyword":
      switch (predicate.form) {
        case "term":
          return splTerm(predicate.text)
        case "phrase":
          return quoteTerm(predicate.text)
        case "TERM":
        case "CASE":
          return `${predicate.form}(${printDirected(predicate.text)})`
        default:
          return unreachable(predicate.form)
      }
    case "time":
      return `${predicate.bound}=${printValue(predicate.value)}`
    case "subsearch": {
      const compared = predicate.of === undefined ? "" : `${printSearchField(predicate.of.field)}${predicate.of.op}`
      return `${compared}[${printSubsearch(predicate.pipeline)}]`
    }
    case "macro_term":
      return printMacroCall(predicate.name, predicate.args)
    default:
      return unreachable(predicate)
  }
}

/** Search terms are mostly paths where they hold backslashes, and those are written with every backslash escaped. */
const quoteTerm = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`
const splTerm = (text: string): string =>
  /^[\p{L}\p{N}_.:*@/$%#+-]+$/u.test(text) && !operatorWord.test(text) && !text.includes("::") && text !== "*" ? text : quoteTerm(text)
const printSearchField = (name: string): string =>
  /^[^\s()|[\]"`,=<>!']+$/.test(name) && !operatorWord.test(name) ? name : `"${escapeQuoted(name)}"`
const printValue = (value: string): string =>
  /^[\p{L}\p{N}_.:*@/$%#-]+$/u.test(value) && !operatorWord.test(value) ? value : quoteTerm(value)
/** The text of TERM() and CASE(). */
const printDirected = (text: string): string => (/^[^\s()"\\[\]|`]+$/.test(text) ? text : quoteTerm(text))
