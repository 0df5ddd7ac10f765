import { prepared } from "../calls/prepared.ts"
import { RuleError } from "../errors/error.ts"
import { compileFormat } from "../values/printf/format.ts"
import type { FunctionDefinition } from "./function.ts"

export const printf: FunctionDefinition = {
  name: "printf",
  arity: [1, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "conversion",
    syntax: "printf(format, values...)",
    summary:
      "Text made after a format as in C: %a %c %d %e %f %g %i %o %p %s %u %x %z and %%, with the flags - + # 0 ' and space, a width and a precision, each of which may be * to come from the values. Null when a value is missing.",
    examples: [
      { expr: 'printf("%s-%03d", host, 7)', event: { host: "web" }, result: "web-007" },
      { expr: 'printf("%.2f", 2 / 3)', result: "0.67" },
      { expr: `printf("%'d", 1234567)`, result: "1,234,567" },
      { expr: 'printf("%#x %X %o", 255, 255, 8)', result: "0xff FF 10" },
      { expr: 'printf("%*d|%-5s|", 4, 42, "ab")', result: "  42|ab   |" },
      { expr: 'printf("%c%c", 65, "Foo")', result: "AF" },
      { expr: 'printf("100%%")', result: "100%" },
      { expr: 'printf("%d", missing)', result: null },
    ],
  },
  compile([formatArgument, ...values], { range }) {
    const format = prepared(formatArgument, text => {
      const compiled = compileFormat(text, formatArgument?.expr.range ?? range)
      if (compiled.values > values.length)
        throw new RuleError("wrong_arity", `format "${text}" takes ${compiled.values} values, found ${values.length}`, {
          range,
          hint: "give one value for each conversion and each *",
        })
      return compiled
    })
    return event => format(event)?.print(values.map(value => value.evaluate(event))) ?? null
  },
}
