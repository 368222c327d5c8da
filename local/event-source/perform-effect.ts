import type { Effect } from './core/shard-state.ts';
import { invokeFunction } from './invoke.ts';
import { putOnFailure } from './put-on-failure.ts';
import { aboutShard, type ShardContext } from './shard-context.ts';

/** Does what the core of one shard asks for. */
interface Performer {
  readonly perform: (effect: Effect) => void;
  /** How often the function was invoked so far. */
  readonly invocations: () => number;
  /** Forgets the time that the core waits for. */
  readonly stop: () => void;
}

/** Creates the shell around the core of one shard: invocations, on-failure records, timers. */
export function createPerformer(context: ShardContext): Performer {
  const { log, track, report } = context;
  const about = aboutShard(context);
  let invocations = 0;
  let timer: NodeJS.Timeout | undefined;
  const perform = (effect: Effect): void => {
    switch (effect.kind) {
      case 'invoke':
        invocations += 1;
        track(invoke(effect, context));
        return;
      case 'putOnFailure':
        track(saveBatch(effect, context));
        return;
      case 'waitUntil':
        clearTimeout(timer);
        timer = setTimeout(() => report({ kind: 'tick', nowMs: Date.now() }), Math.max(0, effect.atMs - Date.now()));
        return;
      case 'discarded':
        log('batch discarded', { ...about, condition: effect.failure.condition });
        return;
      case 'expired':
      case 'filteredOut':
        log(effect.kind, { ...about, records: effect.records.length });
        return;
      case 'checkpoint':
      case 'finished':
        return;
    }
  };
  return { perform, invocations: () => invocations, stop: () => clearTimeout(timer) };
}

async function invoke({ worker, records }: Extract<Effect, { kind: 'invoke' }>, context: ShardContext): Promise<void> {
  const { clients, mapping, origin, log, report } = context;
  const { answer, error } = await invokeFunction(clients.lambda, mapping.functionArn, records, origin);
  log('invoked', { ...aboutShard(context), worker, records: records.length, status: answer.status, error });
  report({ kind: 'answered', worker, answer, nowMs: Date.now() });
}

async function saveBatch(
  { worker, failure }: Extract<Effect, { kind: 'putOnFailure' }>,
  context: ShardContext,
): Promise<void> {
  const { clients, mapping, origin, log, report } = context;
  const records = failure.batch.records.length;
  try {
    await putOnFailure(clients, mapping, origin, failure);
    log('batch saved on failure', { ...aboutShard(context), condition: failure.condition, records });
    report({ kind: 'stored', worker, nowMs: Date.now() });
  } catch (error) {
    log('on-failure destination refused', { ...aboutShard(context), records, error: String(error) });
    report({ kind: 'storeRefused', worker, nowMs: Date.now() });
  }
}
