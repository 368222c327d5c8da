import { leftOutTags } from '../aws/clone-marks.ts';
import type { TargetGroupSettings } from '../aws/target-group-settings.ts';
import { type Attempt, refused } from '../problem/attempt.ts';
import { askAgain } from '../run/ask-again.ts';
import { isOurs, ownedByOther } from '../run/ownership.ts';
import type { CreateRun, Run, UndoRun } from '../run/run.ts';
import { DONE, type Step, type StepResult } from '../run/step.ts';
import { changedSettings, cloneAttributes, cloneTargetGroup, settingsOf } from './clone.ts';

/**
 * Makes the target group with the reference's settings, or changes the existing one to them; undone by deleting it, or
 * by restoring its own settings.
 */
export const targetGroupStep: Step = { id: 'targetGroup', after: [], apply: applyTargetGroup, undo: undoTargetGroup };

async function applyTargetGroup(run: CreateRun): Promise<StepResult> {
  const { found, names } = run;
  run.say(`Retrieved reference target group: ${found.targetGroup.TargetGroupArn ?? ''}`);
  const present = found.existing.targetGroup;
  if (present === undefined) run.say(`Existing target group ${names.targetGroup} not found, will create new`);
  else run.say(`Target group ${names.targetGroup} already exists, skipping creation`);
  await run.journal.intend('targetGroup', { state: 'intended' });
  const group: Attempt<string> =
    present?.TargetGroupArn === undefined
      ? await createTargetGroup(run)
      : { status: 'ok', value: present.TargetGroupArn };
  if (group.status === 'refused') return group;
  await applySettings(run, group.value);
  run.made.targetGroupArn = group.value;
  run.journal.note('targetGroup', { state: 'made', arns: [group.value] });
  return DONE;
}

/** Creates the target group; its ARN. */
async function createTargetGroup(run: CreateRun): Promise<Attempt<string>> {
  const { found, names } = run;
  const referenceTags = Object.entries(found.targetGroupTags).map(([Key, Value]) => ({ Key, Value }));
  const created = await run.aws.createTargetGroup(
    cloneTargetGroup(found.targetGroup, referenceTags, { name: names.targetGroup, tags: run.tags }),
  );
  if (created.status === 'too_many') {
    return refused({ code: 'quota', message: `The account takes no more target groups for ${names.targetGroup}.` });
  }
  const group: Attempt<string> =
    created.status === 'created' ? { status: 'ok', value: created.arn } : await readOwnTargetGroup(run);
  if (group.status === 'ok') run.say(`Created target group ${group.value}`);
  const leftOut = leftOutTags(
    referenceTags.map(({ Key: key, Value: value }) => ({ key, value })),
    run.tags,
  );
  if (leftOut !== undefined) run.say(leftOut);
  return group;
}

/** The target group exists since preflight: by our own call whose answer was lost, or by someone else's. */
async function readOwnTargetGroup(run: CreateRun): Promise<Attempt<string>> {
  const arn = (await run.aws.describeTargetGroup({ name: run.names.targetGroup }))?.TargetGroupArn ?? '';
  const tags = (await run.aws.describeElbTags([arn]))[arn];
  if (!isOurs(run, tags)) return refused(ownedByOther(`Target group ${run.names.targetGroup}`, tags));
  return { status: 'ok', value: arn };
}

/** Gives the target group the reference's settings; one that existed before only those that differ. */
async function applySettings(run: CreateRun, arn: string): Promise<void> {
  const { found, names } = run;
  const present = found.existing.targetGroup;
  const attributes = cloneAttributes(found.attributes, run.profile);
  if (present === undefined) return await run.aws.modifyTargetGroupAttributes(arn, attributes);
  const wanted = { healthCheck: settingsOf(found.targetGroup, []).healthCheck, attributes };
  const settings = settingsOf(present, found.existing.attributes);
  const isChanged = await changeSettings(run, { arn, present: settings, wanted });
  if (isChanged) run.say(`Target group ${names.targetGroup} was given the reference's settings`);
}

/** Changes the settings that differ; whether any did. */
async function changeSettings(
  { aws }: Run,
  of: { readonly arn: string; readonly present: TargetGroupSettings; readonly wanted: TargetGroupSettings },
): Promise<boolean> {
  const { healthCheck, attributes } = changedSettings(of.present, of.wanted);
  if (healthCheck !== undefined) await aws.modifyTargetGroup(of.arn, healthCheck);
  if (attributes.length > 0) await aws.modifyTargetGroupAttributes(of.arn, attributes);
  return healthCheck !== undefined || attributes.length > 0;
}

async function undoTargetGroup(run: UndoRun): Promise<StepResult> {
  const journaled = run.journal.entry('targetGroup')?.arns ?? [];
  const arn = run.existing.targetGroup?.TargetGroupArn ?? journaled[0];
  if (arn !== undefined && arn === run.good?.targetGroupArn) return await restoreSettings(run, arn);
  const tags = arn === undefined ? undefined : await tagsOf(run, arn);
  if (arn === undefined || tags === undefined || !isOurs(run, tags)) {
    run.say(`Target group ${run.names.targetGroup} does not exist, skipping deletion`);
    run.journal.note('targetGroup', { state: 'undone' });
    return DONE;
  }
  await run.journal.intend('targetGroup', { state: 'undoing', arns: [arn] });
  const answer = await askAgain(run, async () => {
    const deleted = await run.aws.deleteTargetGroup(arn);
    return deleted === 'in_use' ? undefined : deleted;
  });
  if (answer === undefined) {
    return refused({ code: 'aws', message: `Target group ${arn} is still in use by a listener rule.` });
  }
  run.journal.note('targetGroup', { state: 'undone' });
  run.say(answer === 'deleted' ? `Deleted target group ${arn}` : `Target group ${arn} was gone already`);
  return DONE;
}

/** The good state keeps this target group, with the settings that it had. */
async function restoreSettings(run: UndoRun, arn: string): Promise<StepResult> {
  const { targetGroup: present, attributes } = run.existing;
  const wanted = run.good?.targetGroup;
  if (present === undefined || wanted === undefined) return DONE;
  const isChanged = await changeSettings(run, { arn, present: settingsOf(present, attributes), wanted });
  if (isChanged) run.say(`Target group ${run.names.targetGroup} was given back its settings`);
  run.journal.note('targetGroup', { state: 'undone', arns: [arn] });
  return DONE;
}

/** The tags of a target group; undefined when it does not exist. A journaled ARN alone does not make it ours. */
async function tagsOf({ aws, existing }: UndoRun, arn: string): Promise<Readonly<Record<string, string>> | undefined> {
  return existing.tags[arn] ?? (await aws.describeElbTags([arn]))[arn];
}
