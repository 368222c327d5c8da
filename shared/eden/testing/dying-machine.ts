import type { EdenAws } from '../aws/ports.ts';
import { AwsCallError } from '../problem/problem.ts';
import type { EdenDeps } from '../run/run.ts';
import { createMemoryAws } from './memory-aws.ts';
import { type MemoryState, nextId } from './memory-state.ts';

/** The length of its leases. */
export const LEASE_MS = 600_000;

/** A machine on which one call may be its last. */
export interface Machine {
  readonly deps: EdenDeps;
  /** Calls that change something, in order. */
  readonly changes: string[];
}

/** The last change of a machine that dies: before it was applied, or after. */
export interface Death {
  readonly at: number;
  readonly kind: 'before' | 'after';
}

const CHANGE = /^(register|deregister|create|update|delete|modify|tag|change|put|take|write|unlock|run|stop)/;

/** Its clock stands still while it works; `later` is how far it is set ahead. */
export function openMachine(state: MemoryState, death?: Death, laterMs = 0): Machine {
  const changes: string[] = [];
  let isDead = false;
  const die = (name: string): never => {
    isDead = true;
    throw new AwsCallError(name, 'memory', 'NetworkError', new Error('socket hang up'));
  };
  const wrapped = Object.entries(createMemoryAws(state)).map(([name, call]) => [
    name,
    async (...args: never[]) => {
      // Runs side by side are interleaved, as on a network.
      await new Promise((resolve) => setImmediate(resolve));
      if (isDead) return die(name);
      const isFatal = CHANGE.test(name) && changes.push(name) - 1 === death?.at;
      if (isFatal && death?.kind === 'before') return die(name);
      const answer = await (call as (...all: never[]) => Promise<unknown>)(...args);
      return isFatal ? die(name) : answer;
    },
  ]);
  const deps: EdenDeps = {
    aws: Object.fromEntries(wrapped) as unknown as EdenAws,
    tableName: 'eden',
    clock: {
      now: () => 1_800_000_000_000 + laterMs,
      sleep: () => new Promise((resolve) => setImmediate(resolve)),
    },
    newRunId: () => `run-${nextId(state)}`,
    random: () => 0.5,
    holder: 'test',
    lease: { durationMs: LEASE_MS, renews: true },
    lockTimeoutMs: 0,
    say: () => {},
  };
  return { deps, changes };
}
