import { singleText } from "../values/text-argument.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const ipmask: FunctionDefinition = {
  name: "ipmask",
  arity: [2, 2],
  returns: "value",
  docs: {
    category: "conversion",
    syntax: "ipmask(mask, ip)",
    summary: "The IPv4 address with a mask applied by bitwise AND. Null when either is no IPv4 address.",
    examples: [
      { expr: 'ipmask("255.255.255.0", src)', event: { src: "10.20.30.120" }, result: "10.20.30.0" },
      { expr: 'ipmask("0.255.0.224", "10.20.30.120")', result: "0.20.0.96" },
      { expr: 'ipmask("255.0.0.0", "fe80::1")', result: null },
    ],
  },
  compile: pure((mask = null, ip = null) => {
    const maskOctets = octets(singleText(mask))
    const ipOctets = octets(singleText(ip))
    return maskOctets === null || ipOctets === null ? null : ipOctets.map((octet, i) => octet & (maskOctets[i] ?? 0)).join(".")
  }),
}

function octets(text: string | null): readonly number[] | null {
  const found = text === null ? null : /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  const numbers = found?.slice(1).map(Number)
  return numbers?.every(octet => octet <= 255) ? numbers : null
}
