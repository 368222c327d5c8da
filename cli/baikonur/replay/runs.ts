import { createVersionedObjects } from '../../../shared/aws/versioned-objects.ts';
import { folderOf } from '../../../shared/pipeline/dead-letter/dead-letter-key.ts';
import type { OperatedStage } from '../operator/operate.ts';
import type { ReplaySelection } from './options.ts';

/** Runs that can be resumed. */
interface Runs {
  readonly save: (run: string, selection: ReplaySelection) => Promise<void>;
  readonly load: (run: string) => Promise<ReplaySelection | undefined>;
  /** Keeps what a run did, beside its selection; of one that was resumed, what each part did. */
  readonly report: (run: string, document: object) => Promise<void>;
  /** The object of a run, for people. */
  readonly placeOf: (run: string) => string;
}

/** Of a run that is resumed again and again, so many parts keep a report. */
const MAX_PARTS = 1_000;

/** Runs as objects `run.json`, `report.json`, `report-2.json` … below `<prefix>/_replay/<run>/` of the dead-letter bucket, beside their receipts. */
export function openRuns({ topology, clients }: Pick<OperatedStage, 'topology' | 'clients'>): Runs {
  const objects = createVersionedObjects(clients.s3);
  const bucket = topology.deadLetterBucket.name;
  const folder = `${folderOf(topology.settings.deadLetters.prefix)}_replay/`;
  const keyOf = (run: string): string => `${folder}${run}/run.json`;
  return {
    report: async (run, document) => {
      const body = JSON.stringify(document);
      for (let part = 1; part <= MAX_PARTS; part++) {
        const key = `${folder}${run}/${part === 1 ? 'report' : `report-${part}`}.json`;
        // The reports of earlier parts stay.
        if ((await objects.write({ bucket, key, body, expected: undefined })) !== undefined) return;
      }
    },
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
