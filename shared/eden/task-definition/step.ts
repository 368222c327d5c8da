import { batchesOf } from '../aws/batches.ts';
import { leftOutTags } from '../aws/clone-marks.ts';
import { attempt } from '../problem/attempt.ts';
import type { CreateRun, UndoRun } from '../run/run.ts';
import { DONE, type Step, type StepResult } from '../run/step.ts';
import { cloneTaskDefinition } from './clone.ts';
import { unjournaledRevisions } from './revisions.ts';

/** DeregisterTaskDefinition is throttled per account: a family with many revisions is deregistered a few at a time. */
const DEREGISTERED_AT_ONCE = 5;
/** Revisions of an environment that stay, for those who look back. */
const KEPT_REVISIONS = 50;

/** Registers a new revision with the image; undone by deregistering all revisions that the good state does not name. */
export const taskDefinitionStep: Step = {
  id: 'taskDefinition',
  after: [],
  apply: applyTaskDefinition,
  undo: undoTaskDefinition,
};

async function applyTaskDefinition(run: CreateRun): Promise<StepResult> {
  const { found, names } = run;
  run.say(`Retrieved reference task definition from ${found.taskDefinition.taskDefinitionArn ?? ''}`);
  await run.journal.intend('taskDefinition', { state: 'intended', arns: found.existing.revisions });
  const arn = await run.aws.registerTaskDefinition(
    cloneTaskDefinition({
      reference: found.taskDefinition,
      referenceTags: found.taskDefinitionTags,
      family: names.family,
      container: found.loadBalancer.containerName ?? '',
      imageUri: found.image.uri,
      host: found.host,
      profile: run.profile,
      tags: run.tags,
    }),
  );
  run.made.taskDefinitionArn = arn;
  const old = await dropOldest(run);
  const kept = found.existing.revisions.filter((one) => !old.includes(one));
  run.journal.note('taskDefinition', { state: 'made', arns: [...kept, arn] });
  run.say(`Registered new task definition: ${arn}`);
  const leftOut = leftOutTags(found.taskDefinitionTags, run.tags);
  if (leftOut !== undefined) run.say(leftOut);
  return DONE;
}

/**
 * Deregisters the oldest revisions of an environment that was redeployed often, a few in each run: its item names all that are
 * ACTIVE, and DynamoDB takes items of 400 KB. A refusal is none of the create's. Gives those that are gone.
 */
async function dropOldest({ aws, found: { existing } }: CreateRun): Promise<readonly string[]> {
  const surplus = Math.min(existing.revisions.length - KEPT_REVISIONS, DEREGISTERED_AT_ONCE);
  const old = existing.revisions
    .slice(0, Math.max(0, surplus))
    .filter((arn) => arn !== existing.service?.taskDefinition);
  const dropped = await Promise.all(old.map((arn) => attempt(() => aws.deregisterTaskDefinition(arn))));
  return old.filter((_, index) => dropped[index]?.status === 'ok');
}

async function undoTaskDefinition(run: UndoRun): Promise<StepResult> {
  const kept = new Set(run.good?.revisions);
  const isOfFamily = (arn: string): boolean => arn.includes(`:task-definition/${run.names.family}:`);
  const journaled = (run.journal.entry('taskDefinition')?.arns ?? []).filter(isOfFamily);
  const unjournaled = (await unjournaledRevisions(run, run.existing.revisions)).filter(({ isOwn }) => isOwn);
  const known = new Set([...journaled, ...unjournaled.map(({ arn }) => arn)]);
  const surplus = [...known].filter((arn) => !kept.has(arn));
  if (surplus.length > 0) {
    await run.journal.intend('taskDefinition', { state: 'undoing', arns: [...known] });
    for (const batch of batchesOf(surplus, DEREGISTERED_AT_ONCE))
      await Promise.all(batch.map((arn) => run.aws.deregisterTaskDefinition(arn)));
  }
  run.journal.note('taskDefinition', { state: 'undone', arns: [...kept] });
  run.say(`Deleted all task definitions for family: ${run.names.family}, ${surplus.length} tasks deleted total`);
  return DONE;
}
