import type { TimestampFormat } from './formats.ts';
import type { ZoneNames } from './zone-names.ts';

/** How the odd cases are read: as people mean them, or exactly as python-dateutil reads them. */
export const TIMESTAMP_QUIRKS = ['none', 'dateutil'] as const;

/** One of {@link TIMESTAMP_QUIRKS}. */
type TimestampQuirks = (typeof TIMESTAMP_QUIRKS)[number];

/** Options of `createTimeParser`. */
export interface TimestampOptions {
  /** Allowed formats; their order means nothing. */
  readonly formats: readonly TimestampFormat[];
  /** IANA name of the zone in which a time without zone is read. */
  readonly zone: string;
  /** Default `none`. */
  readonly quirks?: TimestampQuirks;
  /** Offsets of zone abbreviations, beside UTC's; default: those of RFC 822, and JST. Not asked with quirks `dateutil`. */
  readonly zoneNames?: ZoneNames;
  /** Called with a zone's abbreviation that has no offset: the time was read in `zone`. */
  readonly onUnknownZone?: (name: string) => void;
  /** Called with each rule that read a time, for people: costs time. */
  readonly onRule?: (rule: string) => void;
}
