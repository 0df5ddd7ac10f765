/** Names of a place by language: `en`, `de`, `pt-BR`. */
export type PlaceNames = ReadonlyMap<string, string>

/** Where an IP address is, as far as a database knows. */
export interface GeoPlace {
  readonly city?: PlaceNames | undefined
  readonly region?: PlaceNames | undefined
  readonly country?: PlaceNames | undefined
  readonly continent?: PlaceNames | undefined
  /** Two-letter code by ISO 3166. */
  readonly countryCode?: string | undefined
  readonly regionCode?: string | undefined
  readonly continentCode?: string | undefined
  /** Degrees. */
  readonly latitude?: number | undefined
  readonly longitude?: number | undefined
  /** IANA name. */
  readonly timeZone?: string | undefined
  readonly metroCode?: number | undefined
}

/** A geographic database: null for an address that it does not know, and for text that is no address. */
export type GeoLookup = (ip: string) => GeoPlace | null
