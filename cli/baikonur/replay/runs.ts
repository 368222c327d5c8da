import { createVersionedObjects } from '../../../shared/aws/versioned-objects.ts';
import { folderOf } from '../../../shared/pipeline/dead-letter/dead-letter-key.ts';
import type { OperatedStage } from '../operator/operate.ts';
import type { ReplaySelection } from './options.ts';

/** Runs that can be resumed. */
interface Runs {
  readonly save: (run: string, selection: ReplaySelection) => Promise<void>;
  readonly load: (run: string) => Promise<ReplaySelection | undefined>;
  /** The object of a run, for people. */
  readonly placeOf: (run: string) => string;
}

/** Runs as objects `<prefix>/_replay/<run>/run.json` of the dead-letter bucket, beside their receipts. */
export function openRuns({ topology, clients }: Pick<OperatedStage, 'topology' | 'clients'>): Runs {
  const objects = createVersionedObjects(clients.s3);
  const bucket = topology.deadLetterBucket.name;
  const keyOf = (run: string): string => `${folderOf(topology.settings.deadLetters.prefix)}_replay/${run}/run.json`;
  return {
    placeOf: (run) => `s3://${bucket}/${keyOf(run)}`,
    save: async (run, selection) => {
      await objects.write({ bucket, key: keyOf(run), body: JSON.stringify(selection), expected: undefined });
    },
    load: async (run) => {
      const found = await objects.read({ bucket, key: keyOf(run) });
      // Written by `save` alone.
      return found === undefined ? undefined : JSON.parse(found.body);
    },
  };
}
