const HOUR_S = 3600;

/**
 * Abbreviations of zones that are read without being named in `TIMESTAMP_ZONES`: those of RFC 822, and Japan's.
 * Seconds east of UTC. (`UTC`, `GMT` and `Z` belong to the grammar.)
 * @see https://www.rfc-editor.org/rfc/rfc822#section-5
 */
const KNOWN_ZONES: ZoneNames = {
  UT: 0,
  EST: -5 * HOUR_S,
  EDT: -4 * HOUR_S,
  CST: -6 * HOUR_S,
  CDT: -5 * HOUR_S,
  MST: -7 * HOUR_S,
  MDT: -6 * HOUR_S,
  PST: -8 * HOUR_S,
  PDT: -7 * HOUR_S,
  JST: 9 * HOUR_S,
};

/** The form of one item of `TIMESTAMP_ZONES`. */
export const ZONE_RULE_FORM = '<one to five capital letters, not UTC, GMT or Z>=<offset from UTC>, such as CST=+08:00';

/** Offsets by abbreviation, seconds east of UTC. */
export type ZoneNames = Readonly<Record<string, number>>;

const RULE = /^(?!(?:UTC|GMT|Z)=)([A-Z]{1,5})=([+-])([01]\d|2[0-3]):?([0-5]\d)$/;

/** Reads a rule such as `CST=+08:00`: the abbreviation and its offset, seconds east of UTC; `undefined` where it has another form. */
export function parseZoneRule(rule: string): readonly [name: string, offsetS: number] | undefined {
  const [, name, sign, hours, minutes] = RULE.exec(rule) ?? [];
  if (name === undefined) return undefined;
  return [name, (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60)];
}

/** The known abbreviations with those of the rules, which override them. */
export function zoneNamesWith(rules: readonly (readonly [name: string, offsetS: number])[]): ZoneNames {
  return { ...KNOWN_ZONES, ...Object.fromEntries(rules) };
}
