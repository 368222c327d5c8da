import type { ReportProblem } from '../problem.ts';
import type { Lifecycle } from '../schema/lifecycle.ts';
import { type Sections, stageFile } from '../sections.ts';

/** @see S3 user guide, "Transitioning objects": objects must be so old for these two classes */
const MIN_DAYS: Readonly<Record<string, number>> = { STANDARD_IA: 30, ONEZONE_IA: 30 };

/** Lifecycles that S3 would refuse, and settings of an archive bucket that is or is not ours. */
export function checkLifecycles(
  { stage: { archive, delivery } }: Pick<Sections, 'stage'>,
  stage: string,
  report: ReportProblem,
): void {
  const file = stageFile(stage);
  if (archive.bucket === undefined && archive.kmsKey !== undefined) {
    report(
      file,
      ['archive', 'kmsKey'],
      'it is the key of an existing bucket, and needs bucket; the key of our own is kms.buckets',
    );
  }
  if (archive.bucket !== undefined && (archive.expireAfterDays !== undefined || archive.transitions.length > 0)) {
    report(
      file,
      ['archive'],
      `the lifecycle of the existing bucket ${archive.bucket} is its owner's: without bucket it would be ours`,
    );
  }
  for (const [name, lifecycle] of Object.entries({ archive, delivery })) {
    checkOrder(lifecycle, (path, message) => report(file, [name, ...path], message));
  }
}

function checkOrder(
  { expireAfterDays, transitions }: Lifecycle,
  report: (path: readonly (string | number)[], message: string) => void,
): void {
  transitions.forEach(({ afterDays, storageClass }, index) => {
    const least = MIN_DAYS[storageClass] ?? 0;
    const before = transitions[index - 1];
    const path = ['transitions', index, 'afterDays'];
    if (afterDays < least) report(path, `${storageClass} takes objects from ${least} days on, got ${afterDays}`);
    if (before !== undefined && afterDays <= before.afterDays) {
      report(path, `expected more days than before (${before.afterDays}), got ${afterDays}`);
    }
    if (expireAfterDays !== undefined && afterDays >= expireAfterDays) {
      report(path, `expected fewer days than expireAfterDays (${expireAfterDays}), got ${afterDays}`);
    }
  });
}
