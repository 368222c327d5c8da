import { strayRevisions } from '../preflight/existing.ts';
import type { CreateRun, UndoRun } from '../run/run.ts';
import type { Step } from '../run/step.ts';
import { cloneTaskDefinition } from './clone.ts';

/** Registers a new revision with the image; undone by deregistering all revisions that the good state does not name. */
export const taskDefinitionStep: Step = {
  id: 'taskDefinition',
  after: [],
  apply: applyTaskDefinition,
  undo: undoTaskDefinition,
};

async function applyTaskDefinition(run: CreateRun): Promise<void> {
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
  run.journal.note('taskDefinition', { state: 'made', arns: [...found.existing.revisions, arn] });
  run.say(`Registered new task definition: ${arn}`);
}

async function undoTaskDefinition(run: UndoRun): Promise<void> {
  const kept = new Set(run.good?.revisions);
  const journaled = run.journal.entry('taskDefinition')?.arns ?? [];
  const strays = (await strayRevisions(run, run.existing.revisions)).filter(({ isOwn }) => isOwn);
  const known = new Set([...journaled, ...strays.map(({ arn }) => arn)]);
  const surplus = [...known].filter((arn) => !kept.has(arn));
  if (surplus.length > 0) {
    await run.journal.intend('taskDefinition', { state: 'undoing', arns: [...known] });
    for (const batch of chunk(surplus, 5)) await Promise.all(batch.map((arn) => run.aws.deregisterTaskDefinition(arn)));
  }
  run.journal.note('taskDefinition', { state: 'undone', arns: [...kept] });
  run.say(`Deleted all task definitions for family: ${run.names.family}, ${surplus.length} tasks deleted total`);
}

/** DeregisterTaskDefinition is throttled per account; a few at a time keep a long-lived family polite. */
function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
