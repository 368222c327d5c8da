import { createOpenObject } from '../../../shared/aws/open-object.ts';
import { errorText } from '../../../shared/errors/error-text.ts';
import { type HeldRow, readHolds } from '../aws/read-holds.ts';
import type { OperatedStage } from '../operator/operate.ts';
import { heldShards, isOfStream } from '../status/held-shards.ts';
import type { Looking } from './looking.ts';
import type { Place, StreamPlace } from './report.ts';

/** Places, with the functions that hold the shards of those that are in streams. Progress is read only if there are any. */
export async function addHolds(
  places: readonly Place[],
  { topology, clients }: OperatedStage,
  { now, skip }: Pick<Looking, 'skip'> & { readonly now: () => number },
): Promise<readonly Place[]> {
  if (!places.some(({ kind }) => kind === 'stream')) return places;
  const { progressTable: table, deadLetterBucket } = topology;
  const nowMs = now();
  const open = createOpenObject(clients.s3);
  try {
    const options = { dynamo: clients.dynamo, open, table, bucket: deadLetterBucket.name, nowMs };
    const rows = (await readHolds(options)) ?? [];
    const holdsAt = (place: StreamPlace) =>
      heldShards(topology, rows.filter(isAtOrBefore.bind(null, place)), { nowMs, reads: () => true });
    return places.map((place) =>
      place.kind === 'stream'
        ? { ...place, heldBy: holdsAt(place).map(({ stream: _stream, shard: _shard, ...held }) => held) }
        : place,
    );
  } catch (error) {
    skip(`held shards (table ${table})`, errorText(error));
    return places;
  }
}

function isAtOrBefore({ stream, shard, arrivedAt }: StreamPlace, row: HeldRow): boolean {
  return row.shard === shard && isOfStream(row.streamArn, stream) && row.arrivedAtMs <= Date.parse(arrivedAt);
}
