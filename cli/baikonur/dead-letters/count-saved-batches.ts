import { SAVED_BATCHES_FOLDER } from '../../../shared/pipeline/dead-letter/saved-batch.ts';
import { createListObjects } from '../aws/list-objects.ts';
import type { OperatedStage } from '../operator/operate.ts';
import type { Shell } from '../shell.ts';

/** Says on the standard error that Lambda saved batches: they are no dead letters, and are easily forgotten. */
export async function countSavedBatches(
  { topology, clients }: Pick<OperatedStage, 'topology' | 'clients'>,
  { stderr }: Pick<Shell, 'stderr'>,
): Promise<void> {
  const query = { bucket: topology.deadLetterBucket.name, prefix: SAVED_BATCHES_FOLDER };
  const page = await createListObjects(clients.s3)(query).next();
  const count = page.done ? 0 : page.value.objects.length;
  if (count === 0) return;
  const batches = count === 1 ? 'one batch' : `${count}${count >= 1_000 ? ' or more' : ''} batches`;
  stderr.write(`besides, Lambda saved ${batches} under ${SAVED_BATCHES_FOLDER}: docs/runbooks/given-up.md\n`);
}
