import { isForOne } from '../aws/rule-scope.ts';
import type { TargetGroup } from '../aws/types.ts';
import { type AliasTarget, addressRecords, isAliasOnly } from '../dns-record/changes.ts';
import { environmentsFileProblem, readEndpoint } from '../environments-file/file.ts';
import type { Report } from '../problem/problem.ts';
import { isOurs, ownedByOther, tagMap } from '../run/ownership.ts';
import type { Existing, Run } from '../run/run.ts';
import { fixedDifferences } from '../target-group/clone.ts';
import { unjournaledRevisions } from '../task-definition/revisions.ts';

/**
 * The resources under the environment's names must be its own. A record that leads to the common ALB already is what
 * eden wants there: the Python eden's delete leaves it.
 */
export async function checkOwnership(
  run: Run,
  { existing, alb }: { readonly existing: Existing; readonly alb: AliasTarget | undefined },
  report: Report,
): Promise<void> {
  const { names } = run;
  const groupArn = existing.targetGroup?.TargetGroupArn;
  if (groupArn !== undefined && !isOurs(run, existing.tags[groupArn])) {
    report(ownedByOther(`Target group ${names.targetGroup}`, existing.tags[groupArn]));
  }
  for (const rule of existing.rules) {
    const { RuleArn: arn = '' } = rule;
    const isShared = existing.tags[arn]?.['eden:owner'] === undefined && !isForOne(rule, groupArn);
    if (isShared || !isOurs(run, existing.tags[arn])) report(ownedByOther(`Listener rule ${arn}`, existing.tags[arn]));
  }
  const { service } = existing;
  if (service?.status === 'ACTIVE' && !isOurs(run, tagMap(service.tags))) {
    report(ownedByOther(`ECS service ${names.service}`, tagMap(service.tags)));
  }
  const records = addressRecords(existing.records);
  if (records.length > 0 && !hasReached(run, 'record') && !(alb && isAliasOnly(records, alb))) {
    report(ownedByOther(`Record ${records[0]?.Name} ${records.map(({ Type }) => Type).join(', ')}`, undefined));
  }
  await checkRevisions(run, existing, report);
}

/** Whether an earlier run of this environment reached a step: then a resource without tags is its own. */
function hasReached(run: Run, step: 'record' | 'environmentsFile'): boolean {
  return run.isAdopted || run.journal.entry(step) !== undefined;
}

/** Revisions that no journal knows must carry this environment's tags. */
async function checkRevisions(run: Run, existing: Existing, report: Report): Promise<void> {
  if (run.isAdopted) return;
  const revisions = await unjournaledRevisions(run, existing.revisions);
  const other = revisions.find(({ isOwn }) => !isOwn);
  if (other !== undefined) report(ownedByOther(`Task definition ${other.arn}`, other.tags));
}

/** A redeploy gives our target group the reference's settings, except those that AWS fixes at creation. */
export function checkFixedSettings(run: Run, existing: Existing, reference: TargetGroup, report: Report): void {
  const present = existing.targetGroup;
  if (present === undefined || !isOurs(run, existing.tags[present.TargetGroupArn ?? ''])) return;
  const different = fixedDifferences(present, reference);
  if (different.length === 0) return;
  report({
    code: 'profile_changed',
    message: `Target group ${run.names.targetGroup} was made with ${different.join(', ')}, which AWS cannot change; delete the environment first.`,
  });
}

/** The endpoint as the Environments JSON has it now; a value with another host must be this environment's own. */
export function checkEndpoint(run: Run, text: string | undefined, host: string, report: Report): string | undefined {
  if (text === undefined) return undefined;
  const { profile, names } = run;
  const where = `Environments JSON s3://${profile.endpointS3BucketName}/${profile.endpointS3Key}`;
  const problem = environmentsFileProblem(text);
  if (problem !== undefined) {
    report({ code: 'unprocessable', message: `${where} ${problem}; it was left untouched.` });
    return undefined;
  }
  const at = { name: names.endpoint, env: profile.endpointEnvType, key: profile.endpointUpdateKey };
  const endpoint = readEndpoint(text, at);
  if (endpoint !== undefined && endpoint !== host && !hasReached(run, 'environmentsFile')) {
    report({
      code: 'owned_by_other',
      message: `${where} leads ${at.name} ${at.key} to ${endpoint} already, which is not this environment's ${host}.`,
    });
  }
  return endpoint;
}
