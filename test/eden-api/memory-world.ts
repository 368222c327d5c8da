import { type ApiDeps, createApi } from '../../services/eden-api/api.ts';
import { parseConfig } from '../../services/eden-api/config.ts';
import type { ReapReport } from '../../services/eden-api/reap/reap.ts';
import { runReaper } from '../../services/eden-api/wiring.ts';
import { AwsCallError } from '../../shared/eden/problem.ts';
import type { ProfileFields } from '../../shared/eden/profile/profile.ts';
import { eventOf, type Got, keys } from './api-world.ts';
import { createMemoryAws, createMemoryOwned } from './memory-aws.ts';
import { accountId, albArn, type MemoryState, memoryFields, nextId } from './memory-state.ts';

/**
 * What becomes of a function at one of its calls. `dies`: the network is gone from then on, before or after the call was
 * applied. `hangs`: the call's answer never comes and the alarm rings, before or after it was applied. `late…`: the call
 * takes until that many seconds of the request are over.
 */
export type Fate = 'dies before' | 'dies after' | 'hangs before' | 'hangs after' | 'late for steps' | 'late for undo';

/** Times of the request, ms: past the last start of a step, past the last start of an undo. */
const lateMs = { 'late for steps': 18_500, 'late for undo': 26_500 } as const;

interface Doom {
  readonly fate: Fate;
  /** Counted from 0 over all calls, reads included. */
  readonly at: number;
}

/** An API and a reaper on a state in memory, on a clock of its own. */
export interface MemoryWorld {
  readonly state: MemoryState;
  readonly ask: (url: string, more?: { readonly doom?: Doom; readonly fields?: ProfileFields }) => Promise<Asked>;
  readonly reap: () => Promise<ReapReport>;
  /** Sets the clock past any lease. */
  readonly outlastLease: () => void;
}

interface Asked {
  readonly got: Got;
  /** How many calls were made, reads included. */
  readonly calls: number;
}

const settings = parseConfig({
  EDEN_TABLE: 'eden',
  EDEN_ACCOUNT: accountId,
  API_KEYS: JSON.stringify(keys),
  PASSABLE_ROLES: `arn:aws:iam::${accountId}:role/api-task`,
  ALB_ARNS: albArn,
  CLUSTERS: 'dev',
});

type Ports = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

/** Ports on which one call has a fate; `ring` is the alarm, `spend` the clock. */
function doomed<T extends object>(
  ports: T,
  of: { doom: Doom | undefined; ring: () => void; spend: (ms: number) => void },
) {
  let count = 0;
  let isDead = false;
  const cut = (name: string): never => {
    isDead = true;
    throw new AwsCallError(name, 'memory', 'NetworkError', 'socket hang up');
  };
  const hang = async (): Promise<never> => {
    of.ring();
    return await new Promise<never>(() => {});
  };
  const call = async (name: string, real: () => Promise<unknown>): Promise<unknown> => {
    if (isDead) return cut(name);
    const index = count;
    count += 1;
    if (of.doom?.at !== index) return await real();
    const { fate } = of.doom;
    if (fate === 'dies before') return cut(name);
    if (fate === 'hangs before') return await hang();
    const answer = await real();
    if (fate === 'dies after') return cut(name);
    if (fate === 'hangs after') return await hang();
    of.spend(lateMs[fate]);
    return answer;
  };
  const wrapped = Object.entries(ports as Ports).map(([name, real]) => [
    name,
    (...args: never[]) => call(name, () => real(...args)),
  ]);
  return { ports: Object.fromEntries(wrapped) as T, calls: () => count };
}

/** Opens an API on a state. */
export function openMemory(state: MemoryState): MemoryWorld {
  let nowMs = 1_800_000_000_000;
  const spend = (ms: number): void => {
    nowMs += ms;
  };
  const shared = {
    clock: { now: () => nowMs, sleep: async (ms: number) => spend(ms) },
    newRunId: () => `run-${nextId(state)}`,
    random: () => 0.5,
  };
  return {
    state,
    outlastLease: () => spend(400_000),
    reap: () =>
      runReaper(
        { ...shared, aws: createMemoryAws(state), listOwned: createMemoryOwned(state), settings, say: () => {} },
        false,
      ),
    ask: async (url, { doom, fields = memoryFields } = {}) => {
      const alarm = Promise.withResolvers<void>();
      const profile = { getProfile: async (): Promise<ProfileFields> => fields };
      const { ports, calls } = doomed({ ...createMemoryAws(state), ...profile }, { doom, ring: alarm.resolve, spend });
      const errors: unknown[] = [];
      const deps: ApiDeps = {
        ...shared,
        aws: ports,
        policy: settings.api,
        profiles: { get: ports.getProfile, list: async () => ['api'] },
        setAlarm: () => ({ reached: alarm.promise, cancel: () => {} }),
        audit: () => {},
        tellError: (error) => void errors.push(error),
      };
      const event = eventOf('GET', url, { requestTimeEpoch: nowMs });
      const got = await createApi(deps)(event);
      expect(errors).toEqual([]);
      return { got: { ...got, body: JSON.parse(got.body) as Got['body'] }, calls: calls() };
    },
  };
}
