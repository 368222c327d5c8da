import { type ApiDeps, createApi } from '../../services/eden-api/api.ts';
import { parseConfig } from '../../services/eden-api/config.ts';
import type { ReapReport } from '../../services/eden-api/reap/reap.ts';
import { runReaper } from '../../services/eden-api/wiring.ts';
import { AwsCallError } from '../../shared/eden/problem/problem.ts';
import type { ProfileFields } from '../../shared/eden/profile/profile.ts';
import type { PushedProfile } from '../../shared/eden/table/admin.ts';
import { createMemoryAws, createMemoryOwned } from '../../shared/eden/testing/memory-aws.ts';
import { accountId, albArn, type MemoryState, memoryFields, nextId } from '../../shared/eden/testing/memory-state.ts';
import { eventOf, type Got, keys } from './api-world.ts';

/**
 * The fault of a function at one of its calls. `dies`: the network is gone from then on, before or after the call was
 * applied. `hangs`: the alarm rings while the call is under way, before or after it was applied; it comes back once the
 * answer is given. `freezes`: the whole function stands still after the call was applied, its alarm too, until it is
 * thawed. `late…`: the call takes until that many seconds of the request are over.
 */
export type FaultKind =
  | 'dies before'
  | 'dies after'
  | 'hangs before'
  | 'hangs after'
  | 'freezes'
  | 'late for steps'
  | 'late for undo';

/** Times of the request, ms: past the last start of a step, past the last start of an undo. */
const lateMs = { 'late for steps': 18_500, 'late for undo': 26_500 } as const;

interface Fault {
  readonly kind: FaultKind;
  /** Counted from 0 over all calls, reads included. */
  readonly at: number;
}

/** An API and a reaper on a state in memory, on a clock of its own. */
export interface MemoryWorld {
  readonly state: MemoryState;
  readonly ask: (url: string, more?: Asking) => Asked;
  /** A reaper dies only: it has no alarm, and time enough. `calls` as of {@link Asked}. */
  readonly reap: (fault?: Fault) => { readonly report: Promise<ReapReport>; readonly calls: () => number };
  /** Sets the clock past any lease. */
  readonly outlastLease: () => void;
}

interface Asking {
  readonly fault?: Fault;
  readonly fields?: ProfileFields;
  /** GET unless given. */
  readonly method?: string;
  readonly body?: unknown;
}

interface Asked {
  readonly got: Promise<Got>;
  /** When the function stands still; never unless it freezes. */
  readonly frozen: Promise<void>;
  readonly thaw: () => void;
  /** How many calls were made, reads included. */
  readonly calls: () => number;
}

const settings = parseConfig({
  EDEN_TABLE: 'eden',
  EDEN_ACCOUNT: accountId,
  API_KEYS: JSON.stringify(keys),
  PASSABLE_ROLES: `arn:aws:iam::${accountId}:role/api-task`,
  ALB_ARNS: albArn,
  CLUSTERS: 'dev',
});

/** No environment of these tests is ever idle. */
const reaperSettings = {
  settings,
  readTraffic: async () => ({ requests: [], hosts: [] }),
  putEvents: async () => {},
  say: () => {},
};

type Ports = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

interface FaultPorts {
  readonly fault: Fault | undefined;
  readonly ring: () => void;
  readonly spend: (ms: number) => void;
  /** Stands still until the function is thawed. */
  readonly freeze: () => Promise<void>;
}

type Gate = PromiseWithResolvers<void>;

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
    reap: (fault) => {
      const listOwned = createMemoryOwned(state);
      const faultPorts = { fault, ring: () => {}, spend, freeze: async () => {} };
      const { ports, calls } = withFault({ ...createMemoryAws(state), listOwned }, faultPorts);
      const deps = { ...reaperSettings, ...shared, aws: ports, listOwned: ports.listOwned };
      return { report: runReaper(deps, false), calls };
    },
    ask: (url, { fault, fields = memoryFields, method = 'GET', body } = {}) => {
      const [alarm, frozen, thawed] = [0, 1, 2].map(() => Promise.withResolvers<void>()) as [Gate, Gate, Gate];
      const freeze = async (): Promise<void> => {
        frozen.resolve();
        await thawed.promise;
      };
      const profile = { getProfile: async (): Promise<PushedProfile> => ({ status: 'found', fields }) };
      const faultPorts = { fault, ring: alarm.resolve, spend, freeze };
      const { ports, calls } = withFault({ ...createMemoryAws(state), ...profile }, faultPorts);
      const errors: unknown[] = [];
      const deps: ApiDeps = {
        ...shared,
        aws: ports,
        policy: settings.api,
        profiles: { get: ports.getProfile, list: async () => ['api'], inGroup: async () => [] },
        setAlarm: () => ({ reached: alarm.promise, cancel: () => {} }),
        tellStep: () => {},
        audit: () => {},
        tellError: (error) => void errors.push(error),
      };
      const got = createApi(deps)(eventOf(method, url, { body, requestTimeEpoch: nowMs })).then((answer) => {
        expect(errors).toEqual([]);
        return { ...answer, body: JSON.parse(answer.body) as Got['body'] };
      });
      return { got, frozen: frozen.promise, thaw: thawed.resolve, calls };
    },
  };
}

/** Ports on which one call has a fault; `ring` is the alarm, `spend` the clock. */
function withFault<T extends object>(ports: T, { fault, ring, spend, freeze }: FaultPorts) {
  let count = 0;
  let isDead = false;
  const cut = (name: string): never => {
    isDead = true;
    throw new AwsCallError(name, 'memory', 'NetworkError', 'socket hang up');
  };
  /** The answer to the request goes out first. */
  const hang = async (): Promise<void> => {
    ring();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const apply = async (kind: FaultKind, name: string, real: () => Promise<unknown>): Promise<unknown> => {
    if (kind === 'dies before') return cut(name);
    if (kind === 'hangs before') await hang();
    const answer = kind === 'hangs before' ? cut(name) : await real();
    if (kind === 'dies after') return cut(name);
    if (kind === 'hangs after') await hang();
    if (kind === 'freezes') await freeze();
    if (kind === 'late for steps' || kind === 'late for undo') spend(lateMs[kind]);
    return answer;
  };
  const call = async (name: string, real: () => Promise<unknown>): Promise<unknown> => {
    if (isDead) return cut(name);
    const index = count;
    count += 1;
    return fault?.at === index ? await apply(fault.kind, name, real) : await real();
  };
  const wrapped = Object.entries(ports as Ports).map(([name, real]) => [
    name,
    (...args: never[]) => call(name, () => real(...args)),
  ]);
  return { ports: Object.fromEntries(wrapped) as T, calls: () => count };
}
