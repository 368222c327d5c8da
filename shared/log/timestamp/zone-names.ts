const HOUR_S = 3600;

/**
 * Abbreviations of zones that are read without being named in `TIMESTAMP_ZONES`: those of RFC 822, and Japan's.
 * Seconds east of UTC. (`UTC`, `GMT` and `Z` belong to the grammar.)
 * @see https://www.rfc-editor.org/rfc/rfc822#section-5
 */
const KNOWN_ZONES: ReadonlyMap<string, number> = new Map([
  ['UT', 0],
  ['EST', -5 * HOUR_S],
  ['EDT', -4 * HOUR_S],
  ['CST', -6 * HOUR_S],
  ['CDT', -5 * HOUR_S],
  ['MST', -7 * HOUR_S],
  ['MDT', -6 * HOUR_S],
  ['PST', -8 * HOUR_S],
  ['PDT', -7 * HOUR_S],
  ['JST', 9 * HOUR_S],
]);

/** Offsets by abbreviation, seconds east of UTC. */
export type ZoneNames = ReadonlyMap<string, number>;

const RULE = /^([A-Z]{1,5})=([+-])([01]\d|2[0-3]):?([0-5]\d)$/;

/**
 * Reads the rules of `TIMESTAMP_ZONES`, such as `CST=+08:00`. They override the names that are known without them.
 * @returns every rule that is wrong as a sentence, beside the names that are right.
 */
export function parseZoneNames(rules: readonly string[]): { names: ZoneNames; problems: readonly string[] } {
  const names = new Map(KNOWN_ZONES);
  const problems: string[] = [];
  for (const rule of rules) {
    const [, name, sign, hours, minutes] = RULE.exec(rule) ?? [];
    if (name === undefined) {
      problems.push(`expected <one to five capital letters>=<+ or -><hours>:<minutes>, got ${JSON.stringify(rule)}`);
    } else names.set(name, (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60));
  }
  return { names, problems };
}
