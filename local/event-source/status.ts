import { readFile, rename, writeFile } from 'node:fs/promises';
import type { ShardStatus } from './shard-worker.ts';

/** The runner's status of one mapping. */
export interface MappingStatus {
  readonly mappingId: string;
  readonly functionName: string;
  readonly streamName: string;
  readonly shards: readonly ShardStatus[];
}

/** The runner's status of one subscription filter. */
export interface SubscriptionStatus {
  readonly logGroup: string;
  readonly filterName: string;
  readonly deliveredEvents: number;
  /** When the last pass that found nothing new began, epoch ms. */
  readonly idleSinceMs: number;
}

/** The runner's status file: what is followed from outside, and the checkpoints with which a new runner goes on. */
export interface RunnerStatus {
  readonly mappings: readonly MappingStatus[];
  readonly subscriptions: readonly SubscriptionStatus[];
}

/** Replaces the status file as a whole: a reader never sees half of it. */
export async function writeStatus(file: string, status: RunnerStatus): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(status));
  await rename(`${file}.new`, file);
}

/** The runner's last status; `undefined` before the first. */
export async function readStatus(file: string): Promise<RunnerStatus | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Whether nothing moved between two statuses, and nothing can move any more: every shard was read again after the first
 * and found empty, no function was invoked in between, and no log group had anything new.
 * @param sinceMs when the first status was read
 */
export function isQuiet(before: RunnerStatus, after: RunnerStatus, sinceMs: number): boolean {
  const shards = after.mappings.flatMap((mapping) => mapping.shards);
  const invocations = ({ mappings }: RunnerStatus): number =>
    mappings.flatMap((mapping) => mapping.shards).reduce((sum, shard) => sum + shard.invocations, 0);
  return (
    shards.length > 0 &&
    shards.every((shard) => shard.finished || (shard.idle && shard.lastReadAtMs > sinceMs)) &&
    after.subscriptions.every(({ idleSinceMs }) => idleSinceMs > sinceMs) &&
    invocations(before) === invocations(after)
  );
}
