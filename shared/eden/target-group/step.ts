import { StepRefused } from '../problem/problem.ts';
import { patiently } from '../run/ask-again.ts';
import { foreign, isOurs } from '../run/ownership.ts';
import type { CreateRun, Run, UndoRun } from '../run/run.ts';
import type { Step } from '../run/step.ts';
import { changedSettings, cloneAttributes, cloneTargetGroup, settingsOf, type TargetGroupSettings } from './clone.ts';

/** Makes the target group with the reference's settings, or gives them to ours; undone by deleting it, or by putting back its own. */
export const targetGroupStep: Step = { id: 'targetGroup', after: [], apply: applyTargetGroup, undo: undoTargetGroup };

async function applyTargetGroup(run: CreateRun): Promise<void> {
  const { found, names } = run;
  run.say(`Retrieved reference target group: ${found.targetGroup.TargetGroupArn ?? ''}`);
  const present = found.existing.targetGroup;
  if (present === undefined) run.say(`Existing target group ${names.targetGroup} not found, will create new`);
  else run.say(`Target group ${names.targetGroup} already exists, skipping creation`);
  await run.journal.intend('targetGroup', { state: 'intended' });
  const arn = present?.TargetGroupArn ?? (await createTargetGroup(run));
  const attributes = cloneAttributes(found.attributes, run.profile);
  if (present === undefined) await run.aws.modifyTargetGroupAttributes(arn, attributes);
  else {
    const wanted = { healthCheck: settingsOf(found.targetGroup, []).healthCheck, attributes };
    const isChanged = await changeSettings(run, {
      arn,
      present: settingsOf(present, found.existing.attributes),
      wanted,
    });
    if (isChanged) run.say(`Target group ${names.targetGroup} was given the reference's settings`);
  }
  run.made.targetGroupArn = arn;
  run.journal.note('targetGroup', { state: 'made', arns: [arn] });
}

async function createTargetGroup(run: CreateRun): Promise<string> {
  const { found, names } = run;
  const referenceTags = Object.entries(found.targetGroupTags).map(([Key, Value]) => ({ Key, Value }));
  const created = await run.aws.createTargetGroup(
    cloneTargetGroup(found.targetGroup, referenceTags, { name: names.targetGroup, tags: run.tags }),
  );
  const arn = created.status === 'created' ? created.arn : await ownTargetGroup(run);
  run.say(`Created target group ${arn}`);
  return arn;
}

/** The name is taken since preflight: by our own call whose answer was lost, or by somebody else. */
async function ownTargetGroup(run: CreateRun): Promise<string> {
  const arn = (await run.aws.describeTargetGroup({ name: run.names.targetGroup }))?.TargetGroupArn ?? '';
  const tags = (await run.aws.describeElbTags([arn]))[arn];
  if (!isOurs(run, tags)) throw new StepRefused([foreign(`Target group ${run.names.targetGroup}`, tags)]);
  return arn;
}

/** Changes what differs; says whether anything did. */
async function changeSettings(
  { aws }: Run,
  of: { readonly arn: string; readonly present: TargetGroupSettings; readonly wanted: TargetGroupSettings },
): Promise<boolean> {
  const { healthCheck, attributes } = changedSettings(of.present, of.wanted);
  if (healthCheck !== undefined) await aws.modifyTargetGroup(of.arn, healthCheck);
  if (attributes.length > 0) await aws.modifyTargetGroupAttributes(of.arn, attributes);
  return healthCheck !== undefined || attributes.length > 0;
}

async function undoTargetGroup(run: UndoRun): Promise<void> {
  const arn = run.existing.targetGroup?.TargetGroupArn ?? run.journal.entry('targetGroup')?.arns?.[0];
  if (arn !== undefined && arn === run.good?.targetGroupArn) return await putBack(run, arn);
  const journaled = run.journal.entry('targetGroup')?.arns ?? [];
  const isMine = arn !== undefined && (journaled.includes(arn) || isOurs(run, run.existing.tags[arn]));
  if (arn === undefined || !isMine) {
    run.say(`Target group ${run.names.targetGroup} does not exist, skipping deletion`);
    run.journal.note('targetGroup', { state: 'undone' });
    return;
  }
  await run.journal.intend('targetGroup', { state: 'undoing', arns: [arn] });
  const answer = await patiently(run, async () => {
    const deleted = await run.aws.deleteTargetGroup(arn);
    return deleted === 'in_use' ? undefined : deleted;
  });
  if (answer === undefined) {
    throw new StepRefused([{ code: 'aws', message: `Target group ${arn} is still in use by a listener rule.` }]);
  }
  run.journal.note('targetGroup', { state: 'undone' });
  run.say(answer === 'deleted' ? `Deleted target group ${arn}` : `Target group ${arn} was gone already`);
}

/** The good state keeps this target group: with the settings it had. */
async function putBack(run: UndoRun, arn: string): Promise<void> {
  const { targetGroup: present, attributes } = run.existing;
  const wanted = run.good?.targetGroup;
  if (present === undefined || wanted === undefined) return;
  const isChanged = await changeSettings(run, { arn, present: settingsOf(present, attributes), wanted });
  if (isChanged) run.say(`Target group ${run.names.targetGroup} was given back its settings`);
  run.journal.note('targetGroup', { state: 'undone', arns: [arn] });
}
