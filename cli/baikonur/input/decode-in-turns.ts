import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import type { DecodedBatch } from '../../../shared/log/log.ts';

/**
 * Decodes records that came together. Where the cap on decompressed bytes ends an invocation, the next one goes on, as it
 * would on Lambda.
 */
export function* decodeInTurns(
  decode: (records: readonly StreamRecord[]) => DecodedBatch,
  records: readonly StreamRecord[],
): Generator<DecodedBatch> {
  for (let rest = records; rest.length > 0; ) {
    const batch = decode(rest);
    yield batch;
    const cut = rest.findIndex(({ sequenceNumber }) => sequenceNumber === batch.cutAt);
    rest = cut === -1 ? [] : rest.slice(Math.max(cut, 1));
  }
}
