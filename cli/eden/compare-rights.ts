import type { EdenReads } from '../../shared/eden/aws/ports.ts';
import type { Service } from '../../shared/eden/aws/types.ts';
import { volumeRoles } from '../../shared/eden/preflight/reference.ts';
import { attempt } from '../../shared/eden/problem/attempt.ts';
import type { Profile } from '../../shared/eden/profile/profile.ts';
import { missingRights, missingSentences, needsOf, type ReferenceRoles } from './rights.ts';
import type { Shell } from './shell.ts';

/** The parts of the shell that the comparison needs. */
type RightsShell = Pick<Shell, 'apiRoles' | 'readRole' | 'warn' | 'createAws'>;

/**
 * Compares a profile with the role of every deployed API that uses the table, and names what `eden.allow` lacks, on
 * standard error. It keeps nothing from being pushed: the stage may be deployed afterwards.
 */
export async function compareRights(shell: RightsShell, profile: Profile, table: string): Promise<void> {
  const found = shell.apiRoles(table);
  if (found.status === 'unknown') {
    return shell.warn(`Rights were not compared: ${found.why}`);
  }
  const roles = await referenceRoles(shell, profile, table);
  const needs = needsOf(profile, roles);
  let isSilent = true;
  for (const { stage, role } of found.roles) {
    const read = await attempt(() => shell.readRole(role));
    if (read.status === 'refused') {
      isSilent = false;
      for (const { message } of read.problems) shell.warn(`Rights of stage ${stage} were not compared: ${message}`);
      continue;
    }
    if (read.value === undefined) continue;
    isSilent = false;
    for (const line of missingSentences(missingRights(read.value, needs), { stage, role })) shell.warn(line);
  }
  const names = found.roles.map(({ role }) => role).join(', ');
  if (isSilent)
    shell.warn(
      `Rights were not compared: no role of a deployed API was found (${names || 'no stage has this table'}).`,
    );
}

/** The roles that the API will have to pass; told when they cannot be read. */
async function referenceRoles(shell: RightsShell, profile: Profile, table: string): Promise<ReferenceRoles> {
  const aws: Pick<EdenReads, 'describeService' | 'describeTaskDefinition'> = shell.createAws(table);
  const path = profile.referenceServiceArn.split(':').at(-1)?.split('/').slice(1) ?? [];
  const at = { cluster: path.length > 1 ? (path[0] ?? '') : profile.targetCluster, service: path.at(-1) ?? '' };
  const read = await attempt(async () => {
    const service: Service | undefined = await aws.describeService(at);
    const arn = service?.taskDefinition;
    return { service, definition: arn === undefined ? undefined : await aws.describeTaskDefinition(arn) };
  });
  const definition = read.status === 'ok' ? read.value.definition?.taskDefinition : undefined;
  const volumes = read.status === 'ok' ? volumeRoles(read.value.service).flatMap((role) => role ?? []) : [];
  if (definition === undefined) {
    const why =
      read.status === 'refused' ? read.problems[0]?.message : `${profile.referenceServiceArn} does not exist.`;
    shell.warn(`Roles to be passed were not compared: ${why}`);
  }
  return { task: definition?.taskRoleArn, execution: definition?.executionRoleArn, volumes };
}
