import { putToTarget } from '../../../shared/delivery/put-to-target.ts';
import { createKinesisTarget } from '../../../shared/delivery/record-target.ts';
import type { Outcome } from '../../../shared/pipeline/outcome.ts';
import type { PutRecords } from '../../../shared/pipeline/ports.ts';
import type { RedriveOutcome } from '../../../shared/pipeline/redrive/redrive-event.ts';
import type { Item, SendItems } from '../../../shared/put-back/ports.ts';

/** The stream of `--to-stream`. */
interface StreamTarget {
  readonly name: string;
  readonly maxRecordSizeKiB: number;
}

const TIMEOUT_MS = 60_000;
/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsRequestEntry.html */
const MAX_KEY_CHARS = 256;

/** Puts one record an identity on a stream; whoever reads the stream receives it. */
export function createStreamSender(
  { name, maxRecordSizeKiB }: StreamTarget,
  { putRecords: put, now }: { readonly putRecords: PutRecords; readonly now: () => number },
): SendItems {
  const target = createKinesisTarget({ name, put, maxRecordSizeKiB, partitionKey: () => '' });
  const toRecord = ({ record }: Item) => ({ data: Buffer.from(record.data, 'base64'), partitionKey: keyOf(record) });
  return async (items) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const endsAtMs = now() + TIMEOUT_MS;
    const remainingMs = (): number => endsAtMs - now();
    const context = { target: name, now, remainingMs, signal, countBytesOut: () => undefined };
    const outcomes = await putToTarget({ ...target, toRecord }, items, context);
    return { status: 'answered', outcomes: items.map((item, index) => toOutcome(item, outcomes[index])) };
  };
}

function keyOf({ partitionKey, identity }: Item['record']): string {
  return (partitionKey === '' ? identity : partitionKey).slice(0, MAX_KEY_CHARS).toWellFormed();
}

/** A log that the stream refuses stays a dead letter as it is: none of a later generation is made of it here. */
function toOutcome({ record: { identity } }: Item, outcome: Outcome | undefined): RedriveOutcome {
  if (outcome?.status === 'delivered' || outcome?.status === 'alreadyDelivered') {
    return { identity, status: outcome.status, counts: { [outcome.status]: 1 } };
  }
  const scope = outcome?.status === 'retryable' ? outcome.scope : 'entry';
  const error = outcome?.error ?? 'the stream gave no answer for it';
  return { identity, status: 'retryable', counts: { retryable: 1 }, scope, error };
}
