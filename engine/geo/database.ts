import { readFileSync } from "node:fs"
import { type CityResponse, Reader, validate } from "maxmind"
import { RuleError } from "../errors/error.ts"
import type { GeoLookup, GeoPlace, PlaceNames } from "./place.ts"

/**
 * Opens a database of cities in MaxMind's format, such as GeoLite2-City.mmdb or dbip-city-lite.mmdb.
 * @throws RuleError "io" when the file cannot be read, "lookup_data" when it is no such database
 */
export function openGeoDatabase(path: string): GeoLookup {
  const bytes = readBytes(path)
  let reader: Reader<CityResponse>
  try {
    reader = new Reader<CityResponse>(bytes)
  } catch (cause) {
    throw new RuleError("lookup_data", `"${path}" is no geographic database`, {
      hint: "name a .mmdb file of cities, such as GeoLite2-City.mmdb",
      cause,
    })
  }
  return ip => {
    if (!validate(ip)) return null
    const found = reader.get(ip)
    return found === null ? null : placeOf(found)
  }
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new RuleError("io", `"${path}" cannot be read${cause instanceof Error ? `: ${cause.message}` : ""}`, { cause })
  }
}

function placeOf({ city, subdivisions, country, continent, location }: CityResponse): GeoPlace {
  const region = subdivisions?.[0]
  return {
    city: namesOf(city),
    region: namesOf(region),
    country: namesOf(country),
    continent: namesOf(continent),
    countryCode: country?.iso_code,
    regionCode: region?.iso_code,
    continentCode: continent?.code,
    latitude: location?.latitude,
    longitude: location?.longitude,
    timeZone: location?.time_zone,
    metroCode: location?.metro_code,
  }
}

const namesOf = (record: { readonly names: object } | undefined): PlaceNames | undefined =>
  // Some databases have records without names.
  record?.names === undefined ? undefined : new Map(Object.entries(record.names).map(([language, name]) => [language, String(name)]))
