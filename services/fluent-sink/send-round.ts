import type { Log } from '../../shared/log/log.ts';
import type { Reject } from '../../shared/log/reject.ts';
import type { SendChunks, SendContext, SendReport } from './forward/forward-client.ts';
import type { ChunkEnd, Group } from './isolation.ts';
import { type Chunk, type ChunkSettings, chunkLogs } from './request.ts';

/** The result of one round. */
export interface Round extends Pick<SendReport, 'tried' | 'failures'> {
  readonly ends: readonly ChunkEnd[];
  /** By index in the batch. */
  readonly rejects: ReadonlyMap<number, Reject>;
}

interface RoundOptions {
  readonly settings: ChunkSettings;
  readonly send: SendChunks;
  readonly context: SendContext;
}

/** Cuts groups of logs into chunks and sends them, the first group first. */
export async function sendRound(
  logs: readonly Log[],
  groups: readonly Group[],
  { settings, send, context }: RoundOptions,
): Promise<Round> {
  const cuts = groups.map((group) => ({ group, ...cutGroup(logs, group, settings) }));
  const report = await send(
    cuts.flatMap(({ chunks }) => chunks),
    context,
  );
  return {
    ends: cuts.flatMap(({ group, chunks }) => chunks.map((chunk) => endOf(chunk, group, report))),
    rejects: new Map(cuts.flatMap(({ rejects }) => [...rejects])),
    tried: report.tried,
    failures: report.failures,
  };
}

/** Cuts a group; members and rejects are indexes in the batch. */
function cutGroup(logs: readonly Log[], { indexes, maxChunkEntries }: Group, settings: ChunkSettings) {
  // Indexes of the group are indexes of the batch: both exist.
  const indexOf = (member: number): number => indexes[member] as number;
  const members = indexes.map((index) => logs[index] as Log);
  const { chunks, rejects } = chunkLogs(members, { ...settings, maxChunkEntries });
  return {
    chunks: chunks.map((chunk) => ({ ...chunk, members: chunk.members.map(indexOf) })),
    rejects: new Map([...rejects].map(([member, reject]) => [indexOf(member), reject])),
  };
}

function endOf(chunk: Chunk, group: Group, { confirmed, refused }: SendReport): ChunkEnd {
  const { tag, members: indexes } = chunk;
  const receiver = confirmed.get(chunk);
  if (receiver !== undefined) return { group, tag, indexes, status: 'confirmed', receivers: [receiver] };
  const receivers = refused.get(chunk);
  return receivers === undefined
    ? { group, tag, indexes, status: 'unsent', receivers: [] }
    : { group, tag, indexes, status: 'refused', receivers };
}
