import type { LocalClients } from '../stack/aws-clients.ts';
import type { EventOrigin } from './core/event-record.ts';
import type { ShardEvent } from './core/shard-state.ts';
import type { Log } from './log.ts';
import type { Mapping } from './mapping.ts';

/** Context of the shell of one shard's core. */
export interface ShardContext {
  readonly clients: LocalClients;
  readonly mapping: Mapping;
  readonly origin: EventOrigin;
  readonly log: Log;
  /** Takes note of a call until it has returned. */
  readonly track: (call: Promise<void>) => void;
  /** Tells the core what happened. */
  readonly report: (event: ShardEvent) => void;
}

/** Function and shard, for the runner's log. */
export function aboutShard({ mapping, origin }: ShardContext): Readonly<Record<string, unknown>> {
  return { function: mapping.functionArn.split(':').at(-1), shard: origin.shardId };
}
