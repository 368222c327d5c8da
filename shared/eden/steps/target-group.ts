import { cloneAttributes, cloneTargetGroup } from '../clone/target-group.ts';
import { foreign, isOurs } from '../ownership.ts';
import { StepRefused } from '../problem.ts';
import type { CreateRun, UndoRun } from '../run.ts';
import { patiently } from '../wait.ts';
import type { Step } from './step.ts';

/** Makes the target group with the reference's settings; undone by deleting it. */
export const targetGroupStep: Step = { id: 'targetGroup', after: [], apply: applyTargetGroup, undo: undoTargetGroup };

async function applyTargetGroup(run: CreateRun): Promise<void> {
  const { found, names } = run;
  run.say(`Retrieved reference target group: ${found.targetGroup.TargetGroupArn ?? ''}`);
  const present = found.existing.targetGroup?.TargetGroupArn;
  if (present === undefined) run.say(`Existing target group ${names.targetGroup} not found, will create new`);
  else run.say(`Target group ${names.targetGroup} already exists, skipping creation`);
  await run.journal.intend('targetGroup', { state: 'intended' });
  const arn = present ?? (await createTargetGroup(run));
  await run.aws.modifyTargetGroupAttributes(arn, cloneAttributes(found.attributes, run.profile));
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

async function undoTargetGroup(run: UndoRun): Promise<void> {
  const arn = run.existing.targetGroup?.TargetGroupArn ?? run.journal.entry('targetGroup')?.arns?.[0];
  if (arn !== undefined && arn === run.good?.targetGroupArn) return;
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
