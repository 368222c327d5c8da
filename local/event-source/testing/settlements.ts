import type { Failure } from '../core/failure.ts';
import type { StreamRecord } from '../core/stream-record.ts';
import { type Invocation, settledByPlan } from './shard-scenario.ts';
import type { SimulatedRun } from './simulate-shard.ts';

/** Batches whose retries were exhausted, in order. */
export function failuresOf({ steps }: SimulatedRun): Failure[] {
  return steps
    .flatMap(({ effects }) => effects)
    .flatMap((effect) => (effect.kind === 'putOnFailure' || effect.kind === 'discarded' ? [effect.failure] : []));
}

/** Walks through the history and reports at every checkpoint what was settled so far. */
export function settlements(
  result: SimulatedRun,
  invocations: readonly Invocation[],
  atCheckpoint: (settled: ReadonlySet<string>, sequenceNumber: string, kind: 'at' | 'after') => void,
): Map<string, number> {
  const settled = new Map<string, number>();
  const inFlight = new Map<number, Invocation>();
  const storing = new Map<number, Failure>();
  const settle = (list: readonly StreamRecord[]): void => {
    for (const { sequenceNumber } of list) settled.set(sequenceNumber, (settled.get(sequenceNumber) ?? 0) + 1);
  };
  let count = 0;
  for (const { event, effects } of result.steps) {
    if (event.kind === 'answered') {
      const invocation = inFlight.get(event.worker);
      if (invocation) settle(invocation.records.slice(0, settledByPlan(invocation.plan, invocation.records)));
    }
    if (event.kind === 'stored') settle(recordsOf(storing.get(event.worker) as Failure));
    for (const effect of effects) {
      if (effect.kind === 'invoke') inFlight.set(effect.worker, invocations[count++] as Invocation);
      if (effect.kind === 'putOnFailure') storing.set(effect.worker, effect.failure);
      if (effect.kind === 'discarded') settle(recordsOf(effect.failure));
      if (effect.kind === 'expired') settle(effect.records);
      if (effect.kind === 'checkpoint') {
        atCheckpoint(new Set(settled.keys()), effect.position.sequenceNumber, effect.position.kind);
      }
    }
  }
  return settled;
}

/** The records that a failure is about. */
export function recordsOf({ batch }: Failure): StreamRecord[] {
  return batch.records.map(({ record }) => record);
}
