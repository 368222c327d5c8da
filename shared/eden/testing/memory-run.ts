import type { EdenAws } from '../aws/ports.ts';
import { parseImage } from '../environment/image.ts';
import { locateEnvironment } from '../environment/locate.ts';
import { startRun } from '../operation/start-run.ts';
import { preflight } from '../preflight/preflight.ts';
import { type LoadedProfile, parseProfile } from '../profile/profile.ts';
import type { CreateRun, EdenDeps } from '../run/run.ts';
import { createMemoryAws } from './memory-aws.ts';
import { type MemoryState, memoryFields, nextId, registry } from './memory-state.ts';

/** The image that tests deploy. */
export const memoryImage = `${registry}:latest`;

/** The profile of the account in memory. */
export function memoryProfile(): LoadedProfile {
  const parsed = parseProfile(memoryFields, 'Profile api');
  if (parsed.status === 'invalid') throw new Error('the profile in memory is invalid');
  return parsed;
}

/** Ports and settings of runs on a state in memory. The clock is set ahead by every wait. */
export function memoryDeps(state: MemoryState, changes: Partial<EdenAws> = {}): EdenDeps {
  let nowMs = 1_800_000_000_000;
  return {
    aws: { ...createMemoryAws(state), ...changes },
    tableName: 'eden',
    clock: {
      now: () => nowMs,
      sleep: async (ms) => {
        nowMs += ms;
      },
    },
    newRunId: () => `run-${nextId(state)}`,
    random: () => 0,
    holder: 'test',
    lease: { durationMs: 600_000, renews: true },
    lockTimeoutMs: 0,
    mayAdopt: true,
    say: () => {},
  };
}

/** A create of the environment `foo` that has passed preflight; `changes` replace ports of its steps. */
export async function startMemoryCreate(state: MemoryState, changes: Partial<EdenAws> = {}): Promise<CreateRun> {
  const deps = memoryDeps(state);
  const loaded = memoryProfile();
  const located = await locateEnvironment(deps.aws, { profile: loaded.profile, profileName: 'api', given: 'foo' });
  const started = await startRun(deps, { located, ...loaded, mayCreate: true, prefers: 'caller' });
  const image = parseImage(memoryImage);
  if (started.status !== 'started' || image.status === 'invalid') throw new Error('the run did not start');
  const checked = await preflight(started.run, image.image);
  if (checked.status === 'refused') throw new Error(checked.problems[0]?.message);
  const waitUntilMs = deps.clock.now() + 60_000;
  return {
    ...started.run,
    aws: { ...started.run.aws, ...changes },
    found: checked.found,
    made: {},
    waitUntilMs,
    isFirst: true,
    isStopped: () => false,
  };
}
