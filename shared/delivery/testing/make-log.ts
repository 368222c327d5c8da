import type { Entry } from '../../log/entry.ts';
import type { Log } from '../../log/log.ts';
import { type DeliverContext, ONLY_TARGET } from '../../pipeline/outcome.ts';

interface LogParts {
  readonly sequence?: number;
  readonly data?: Buffer | string;
  readonly partitionKey?: string;
  readonly logType?: string;
  readonly logId?: string;
  readonly time?: string;
  readonly picked?: readonly unknown[];
}

/** A valid log as the pipeline hands it to a `deliver`; only what a test is about needs to be said. */
export function makeLog({ sequence = 1, data = '{"n":12345678901234567890}', ...parts }: LogParts = {}): Log {
  const entry: Entry = {
    identity: `stream/shardId-000000000000/${sequence}`,
    sequenceNumber: String(sequence),
    ordinal: 0,
    partitionKey: parts.partitionKey ?? `key-${sequence}`,
    arrivedAtMs: Date.UTC(2026, 10, 22, 12),
    data: Buffer.from(data),
  };
  const timeNs = BigInt(Date.parse(parts.time ?? '2026-11-22T12:00:00Z')) * 1_000_000n;
  const { logType = 'app', logId = `id-${sequence}`, picked } = parts;
  return { ...entry, logType, logId, timeNs, ...(picked ? { picked } : {}) };
}

/** A context with all the time in the world, that sums up the bytes it was told of. */
export function makeContext(signal = new AbortController().signal): DeliverContext & { bytesOut: () => number } {
  let bytesOut = 0;
  return {
    target: ONLY_TARGET,
    now: () => Date.UTC(2026, 10, 22, 12),
    remainingMs: () => (signal.aborted ? 0 : 60_000),
    signal,
    countBytesOut: (bytes) => {
      bytesOut += bytes;
    },
    bytesOut: () => bytesOut,
  };
}
