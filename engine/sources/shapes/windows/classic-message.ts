import type { JsonObject, JsonValue } from "../../../readers/reader.ts"

/** Longest message that is taken apart, and most fields that it may give. */
const maxLength = 256 * 1024
const maxFields = 500

/** Names of the XML form by the message's own, where one is not the other without its blanks. */
const dataNames: ReadonlyMap<string, string> = new Map([
  ["Logon Type", "LogonType"],
  ["Logon GUID", "LogonGuid"],
  ["Logon Process", "LogonProcessName"],
  ["Authentication Package", "AuthenticationPackageName"],
  ["Package Name (NTLM only)", "LmPackageName"],
  ["Key Length", "KeyLength"],
  ["Transited Services", "TransmittedServices"],
  ["Process ID", "ProcessId"],
  ["Process Name", "ProcessName"],
  ["Caller Process ID", "ProcessId"],
  ["Caller Process Name", "ProcessName"],
  ["Creator Process ID", "ProcessId"],
  ["Creator Process Name", "ParentProcessName"],
  ["New Process ID", "NewProcessId"],
  ["New Process Name", "NewProcessName"],
  ["Process Command Line", "CommandLine"],
  ["Token Elevation Type", "TokenElevationType"],
  ["Mandatory Label", "MandatoryLabel"],
  ["Workstation Name", "WorkstationName"],
  ["Source Workstation", "Workstation"],
  ["Caller Workstation", "Workstation"],
  ["Source Network Address", "IpAddress"],
  ["Client Address", "IpAddress"],
  ["Network Address", "IpAddress"],
  ["Source Port", "IpPort"],
  ["Client Port", "IpPort"],
  ["Port", "IpPort"],
  ["Failure Reason", "FailureReason"],
  ["Failure Code", "Status"],
  ["Result Code", "Status"],
  ["Error Code", "Status"],
  ["Status", "Status"],
  ["Sub Status", "SubStatus"],
  ["Logon Account", "TargetUserName"],
  ["Supplied Realm Name", "TargetDomainName"],
  ["User ID", "TargetSid"],
  ["Target Server Name", "TargetServerName"],
  ["Old Account Name", "OldTargetUserName"],
  ["New Account Name", "NewTargetUserName"],
  ["Group Name", "TargetUserName"],
  ["Group Domain", "TargetDomainName"],
  ["Handle ID", "HandleId"],
  ["Object Server", "ObjectServer"],
  ["Object Type", "ObjectType"],
  ["Object Name", "ObjectName"],
  ["Accesses", "AccessList"],
  ["Access Mask", "AccessMask"],
  ["Access Reasons", "AccessReason"],
  ["Privileges", "PrivilegeList"],
  ["Share Name", "ShareName"],
  ["Share Path", "ShareLocalPath"],
  ["Relative Target Name", "RelativeTargetName"],
  ["Service Name", "ServiceName"],
  ["Service ID", "ServiceSid"],
  ["Service File Name", "ImagePath"],
  ["Service Type", "ServiceType"],
  ["Service Start Type", "StartType"],
  ["Service Account", "AccountName"],
  ["Ticket Options", "TicketOptions"],
  ["Ticket Encryption Type", "TicketEncryptionType"],
  ["Pre-Authentication Type", "PreAuthType"],
  ["Task Name", "TaskName"],
  ["Task Content", "TaskContent"],
  ["SAM Account Name", "SamAccountName"],
  ["Display Name", "DisplayName"],
  ["User Principal Name", "UserPrincipalName"],
  ["Old UAC Value", "OldUacValue"],
  ["New UAC Value", "NewUacValue"],
  ["User Account Control", "UserAccountControl"],
  ["Source Address", "SourceAddress"],
  ["Destination Address", "DestAddress"],
  ["Destination Port", "DestPort"],
  ["Application Name", "Application"],
])
/** What tells accounts apart is the heading above them. */
const accountNames: ReadonlyMap<string, string> = new Map([
  ["Security ID", "UserSid"],
  ["Account Name", "UserName"],
  ["Account Domain", "DomainName"],
  ["Logon ID", "LogonId"],
])

/**
 * The fields of a classic event's message: each `Name: value` under its name with underscores for blanks, as Splunk extracts it,
 * several of one name as a list; those of the subject also as `Subject_...`; and the same values under the names that the event's XML
 * form has.
 */
export function messageFields(message: string): JsonObject {
  const fields = new Map<string, JsonValue[]>()
  const data = new Map<string, string>()
  const add = (name: string, value: string): void => {
    const list = fields.get(name)
    if (list !== undefined) list.push(value)
    else if (fields.size < maxFields) fields.set(name, [value])
  }
  let heading = ""
  /** The data field whose value may go on in the next line. */
  let open: string | null = null
  for (const line of message.slice(0, maxLength).split("\n")) {
    const colon = line.indexOf(":")
    const after = line.charAt(colon + 1)
    const name = line.slice(0, Math.max(colon, 0)).trim()
    if (colon > 0 && /^\s*$/.test(line.slice(colon + 1)) && !/^\s/.test(line)) {
      heading = name
      open = null
      continue
    }
    if (colon <= 0 || name === "" || (after !== " " && after !== "\t")) {
      const more = line.trim()
      const before = open === null ? undefined : data.get(open)
      if (open !== null && before !== undefined && more !== "") data.set(open, `${before}\n${more}`)
      continue
    }
    const value = line.slice(colon + 1).trim()
    const known = dataName(heading, name)
    open = known !== null && !data.has(known) ? known : null
    if (value === "") continue
    const cleaned = cleanName(name)
    add(cleaned, value)
    if (heading === "Subject") add(`Subject_${cleaned}`, value)
    if (open !== null) data.set(open, value)
  }
  for (const [name, value] of data) if (!fields.has(name)) fields.set(name, [value])
  return Object.fromEntries([...fields].map(([name, list]) => [name, list.length === 1 ? (list[0] ?? null) : list]))
}

function dataName(heading: string, name: string): string | null {
  const account = accountNames.get(name)
  if (account === undefined) return dataNames.get(name) ?? null
  if (heading === "Member") return account === "UserSid" ? "MemberSid" : account === "UserName" ? "MemberName" : null
  return `${heading === "Subject" || heading === "Creator Subject" ? "Subject" : "Target"}${account}`
}

/** A name as Splunk cleans it: everything that is no letter, digit or underscore is an underscore, with none at the ends. */
export const cleanName = (name: string): string => name.replace(/\W/g, "_").replace(/^_+|_+$/g, "")
