import { IANAZone } from 'luxon';

/** Names of the time zone database that have no area. @see https://data.iana.org/time-zones/tzdb/backward */
const WITHOUT_AREA: readonly string[] = [
  ...['CET', 'CST6CDT', 'Cuba', 'EET', 'EST', 'EST5EDT', 'Egypt', 'Eire', 'GB', 'GB-Eire', 'GMT', 'GMT+0', 'GMT-0'],
  ...['GMT0', 'Greenwich', 'HST', 'Hongkong', 'Iceland', 'Iran', 'Israel', 'Jamaica', 'Japan', 'Kwajalein', 'Libya'],
  ...['MET', 'MST', 'MST7MDT', 'NZ', 'NZ-CHAT', 'Navajo', 'PRC', 'PST8PDT', 'Poland', 'Portugal', 'ROC', 'ROK'],
  ...['Singapore', 'Turkey', 'UCT', 'UTC', 'Universal', 'W-SU', 'WET', 'Zulu'],
];
const WITH_AREA =
  /^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US)(\/[A-Z][\w+-]*)+$/;

/**
 * Whether EventBridge Scheduler takes a zone: it has the names of the time zone database, as that writes them. Intl takes
 * other spellings too, offsets, and abbreviations such as JST.
 */
export function isZoneName(zone: string): boolean {
  if (!WITHOUT_AREA.includes(zone) && !WITH_AREA.test(zone)) return false;
  if (!IANAZone.isValidZone(zone)) return false;
  const known = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  return known === zone || known.toLowerCase() !== zone.toLowerCase();
}
