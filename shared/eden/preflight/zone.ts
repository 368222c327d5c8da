import type { Report } from '../problem/problem.ts';
import type { Run } from '../run/run.ts';

/** The environment's host, once the zone is known to hold it. An older item's own host is kept. */
export async function checkZone(run: Run, report: Report): Promise<string | undefined> {
  const { profile, names } = run;
  const zoneName = await run.aws.getZoneName(profile.dynamicZoneId);
  if (zoneName === undefined) {
    report({
      code: 'unprocessable',
      field: 'dynamic_zone_id',
      message: `Hosted zone ${profile.dynamicZoneId} does not exist.`,
    });
    return undefined;
  }
  const host = run.before?.endpoint ?? `${names.hostLabel}.${profile.dynamicZoneName ?? zoneName}`;
  if (`.${host}`.endsWith(`.${zoneName}`)) return host;
  report({
    code: 'unprocessable',
    field: 'dynamic_zone_name',
    message: `Hosted zone ${profile.dynamicZoneId} is ${zoneName}; it does not hold the host ${host}.`,
  });
  return undefined;
}
