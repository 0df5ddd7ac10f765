import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { suite } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import { openGeoDatabase } from "../../engine/geo/database.ts"

type Data = string | number | readonly Data[] | { readonly [key: string]: Data }

/** A value in MaxMind's DB format: a type and a size, then the bytes. */
function encode(data: Data): Buffer {
  const head = (type: number, size: number): Buffer =>
    type > 7 ? Buffer.from([size, type - 7]) : Buffer.from(size < 29 ? [(type << 5) | size] : [(type << 5) | 29, size - 29])
  if (typeof data === "string") return Buffer.concat([head(2, Buffer.byteLength(data)), Buffer.from(data)])
  if (typeof data === "number") {
    if (Number.isInteger(data)) {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(data)
      return Buffer.concat([head(6, 4), bytes])
    }
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleBE(data)
    return Buffer.concat([head(3, 8), bytes])
  }
  if (Array.isArray(data)) return Buffer.concat([head(11, data.length), ...data.map(encode)])
  const entries = Object.entries(data)
  return Buffer.concat([head(7, entries.length), ...entries.flatMap(([key, value]) => [encode(key), encode(value)])])
}

/** A database of one place, which the IPv4 network of 8 bits has. */
function database(network: number, place: Data): Buffer {
  const nodes = 8
  const tree = Buffer.alloc(nodes * 6)
  for (let depth = 0; depth < nodes; depth++) {
    const bit = (network >> (7 - depth)) & 1
    const next = depth === nodes - 1 ? nodes + 16 : depth + 1
    tree.writeUIntBE(bit === 0 ? next : nodes, depth * 6, 3)
    tree.writeUIntBE(bit === 1 ? next : nodes, depth * 6 + 3, 3)
  }
  const metadata = {
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_600_000_000,
    database_type: "Test-City",
    description: { en: "test" },
    ip_version: 4,
    languages: ["en", "de"],
    node_count: nodes,
    record_size: 24,
  }
  return Buffer.concat([tree, Buffer.alloc(16), encode(place), Buffer.from("\xab\xcd\xefMaxMind.com", "latin1"), encode(metadata)])
}

const test = suite("geographic database", { root: "" })
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), "sluice-geo-"))
})
test.after.each(({ root }) => rmSync(root, { recursive: true, force: true }))

test("a place by its address", ({ root }) => {
  const path = join(root, "city.mmdb")
  writeFileSync(
    path,
    database(81, {
      city: { geoname_id: 1, names: { en: "Munich", de: "München" } },
      subdivisions: [{ iso_code: "BY", names: { en: "Bavaria" } }],
      country: { iso_code: "DE", names: { en: "Germany" } },
      continent: { code: "EU", names: { en: "Europe" } },
      location: { latitude: 48.15, longitude: 11.55, time_zone: "Europe/Berlin" },
    }),
  )
  const geo = openGeoDatabase(path)
  const place = geo("81.2.69.142")
  assert.equal(
    [...(place?.city ?? [])],
    [
      ["en", "Munich"],
      ["de", "München"],
    ],
  )
  assert.equal([place?.region?.get("en"), place?.country?.get("en"), place?.continent?.get("en")], ["Bavaria", "Germany", "Europe"])
  assert.equal([place?.regionCode, place?.countryCode, place?.continentCode], ["BY", "DE", "EU"])
  assert.equal([place?.latitude, place?.longitude, place?.timeZone, place?.metroCode], [48.15, 11.55, "Europe/Berlin", undefined])
  assert.is(geo("10.0.0.1"), null)
  assert.is(geo("no address"), null)
  assert.is(geo(""), null)
  assert.is(geo("2001:db8::1"), null)
})

test("a file that is none", ({ root }) => {
  const path = join(root, "x.mmdb")
  writeFileSync(path, "no database")
  for (const [file, code] of [
    [path, "lookup_data"],
    [join(root, "missing.mmdb"), "io"],
  ] as const)
    assert.throws(
      () => openGeoDatabase(file),
      (error: unknown) => error instanceof RuleError && error.code === code,
    )
})

test.run()
