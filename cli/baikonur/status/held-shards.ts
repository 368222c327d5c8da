import type { StreamFunction, Topology } from '../../../shared/deploy/topology/topology.ts';
import type { DeployedStream } from '../aws/describe-stream.ts';
import type { HeldRow } from '../aws/read-holds.ts';
import { isoTime } from '../operator/time-range.ts';
import type { HeldShard } from './stage-status.ts';

const HOUR_MS = 3_600_000;
const SECOND_MS = 1_000;
/** A shard that is held is tried again at least so often, in time-outs of its function: Lambda pauses between tries. */
const TRIES_APART = 4;
/** Lambda's longest pause, and a batch window. */
const LONGEST_PAUSE_MS = 600_000;

/**
 * The shards that are held now. A row that was not tried again for long is left of a hold that has ended, unless its
 * function does not read at all.
 */
export function heldShards(
  { functions, streams }: Pick<Topology, 'functions' | 'streams'>,
  rows: readonly HeldRow[],
  world: {
    readonly nowMs: number;
    readonly deployed?: ReadonlyMap<string, DeployedStream | undefined> | undefined;
    readonly reads: (fn: StreamFunction) => boolean;
  },
): readonly HeldShard[] {
  return rows
    .flatMap((row) => {
      const fn = functions.find(({ name }) => name === row.function);
      const stream = streams.find(({ name }) => isOfStream(row.streamArn, name));
      if (fn === undefined || stream === undefined) return [];
      if (world.reads(fn) && world.nowMs - row.triedAtMs > longestApartMs(fn)) return [];
      const retentionHours = world.deployed?.get(stream.name)?.retentionHours ?? stream.retentionHours;
      return [
        {
          function: fn.id,
          stream: stream.key,
          shard: row.shard,
          since: isoTime(row.sinceMs),
          error: row.error,
          lettersAt: isoTime(row.arrivedAtMs + fn.retry.holdHours * HOUR_MS),
          lostAt: isoTime(row.arrivedAtMs + retentionHours * HOUR_MS),
        },
      ];
    })
    .sort((one, other) => one.since.localeCompare(other.since));
}

/** Whether an ARN is that of a stream, or of a consumer of it (enhanced fan-out). */
export function isOfStream(arn: string, stream: string): boolean {
  return `${arn}/`.includes(`:stream/${stream}/`);
}

function longestApartMs({ settings }: StreamFunction): number {
  return LONGEST_PAUSE_MS + TRIES_APART * settings.timeoutSeconds * SECOND_MS;
}
