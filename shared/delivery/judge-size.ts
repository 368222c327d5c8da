import type { Log } from '../log/log.ts';
import type { Reject } from '../log/reject.ts';
import { prepareRecords } from './prepare-records.ts';
import type { PutAnswer } from './put-answer.ts';
import type { RecordTarget } from './record-target.ts';

/** Below this many bytes a log fits every target: 1,000 KiB is the least of them, and keys have 1 KiB at most. */
const SURELY_FITS_BYTES = 900 * 1024;

/** The reject of a log that is larger than the target takes; sends nothing. */
export function judgeSize(target: RecordTarget, log: Log): Reject | undefined {
  if (log.data.length < SURELY_FITS_BYTES) return undefined;
  const answers: PutAnswer[] = [];
  prepareRecords(target, [log], answers);
  return answers[0]?.status === 'oversize' ? { code: 'oversize', error: answers[0].error } : undefined;
}

/** For targets that are only judged: nothing is put anywhere. */
export async function putNothing(): Promise<never> {
  throw new Error('a target that is only judged sends nothing');
}
