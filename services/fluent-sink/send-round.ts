import type { Log } from '../../shared/log/log.ts';
import type { Reject } from '../../shared/log/reject.ts';
import type { SendChunks, SendContext, SendReport } from './forward/forward-client.ts';
import { type Chunk, type ChunkSettings, chunkLogs } from './request.ts';

/** Logs by their position in the batch. */
type Positions = readonly number[];

/** Logs to be cut into chunks of at most so many. */
export interface Group {
  readonly positions: Positions;
  readonly maxChunkEntries: number;
}

/** What became of the logs of one round. */
export interface Round extends Pick<SendReport, 'tried' | 'failures'> {
  /** By chunk. */
  readonly confirmed: readonly Positions[];
  /** By chunk: one of its logs may be why the receiver closed the connection. */
  readonly suspects: readonly Positions[];
  /** All that is neither: the rest of each group. */
  readonly others: readonly Group[];
  readonly rejects: ReadonlyMap<number, Reject>;
}

interface Cut {
  readonly chunks: readonly Chunk[];
  readonly rejects: ReadonlyMap<number, Reject>;
}

/** Cuts groups of logs into chunks and sends them, the first group first. */
export async function sendRound(
  logs: readonly Log[],
  groups: readonly Group[],
  {
    settings,
    send,
    context,
  }: { readonly settings: ChunkSettings; readonly send: SendChunks; readonly context: SendContext },
): Promise<Round> {
  const cuts = groups.map((group) => cutGroup(logs, group, settings));
  const chunks = cuts.flatMap((cut) => cut.chunks);
  const { confirmed, suspects, tried, failures } = await send(chunks, context);
  return {
    confirmed: [...confirmed].map(({ members }) => members),
    suspects: [...suspects].map(({ members }) => members),
    others: groups.map((group, index) => ({
      ...group,
      positions: (cuts[index]?.chunks ?? [])
        .filter((chunk) => !confirmed.has(chunk) && !suspects.has(chunk))
        .flatMap(({ members }) => members),
    })),
    rejects: new Map(cuts.flatMap((cut) => [...cut.rejects])),
    tried,
    failures,
  };
}

/** Cuts a group; members and rejects are positions in the batch. */
function cutGroup(logs: readonly Log[], { positions, maxChunkEntries }: Group, settings: ChunkSettings): Cut {
  // Positions are those of the batch, indexes those of the group: both exist.
  const positionOf = (index: number): number => positions[index] as number;
  const members = positions.map((position) => logs[position] as Log);
  const { chunks, rejects } = chunkLogs(members, { ...settings, maxChunkEntries });
  return {
    chunks: chunks.map((chunk) => ({ ...chunk, members: chunk.members.map(positionOf) })),
    rejects: new Map([...rejects].map(([index, reject]) => [positionOf(index), reject])),
  };
}
