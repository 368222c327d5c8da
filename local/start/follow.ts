import { setTimeout as sleep } from 'node:timers/promises';
import { isQuiet, type RunnerStatus, readStatus } from '../event-source/status.ts';

const LOOK_MS = 300;
/** How long it may take until all logs are delivered. */
const LIMIT_MS = 150_000;
const TELL_EVERY_MS = 3_000;
/** How many functions a progress line names. */
const MAX_NAMED = 1;

/**
 * Waits until nothing moves any more: all shards read to their ends and settled, all log groups delivered.
 * @param names of functions for people, by their names on AWS
 * @returns false when that did not happen in time
 */
export async function followToRest(
  statusFile: string,
  tell: (line: string) => void,
  signal: AbortSignal,
  names: ReadonlyMap<string, string> = new Map(),
): Promise<boolean> {
  const startedAtMs = Date.now();
  let first = await readStatus(statusFile);
  let sinceMs = startedAtMs;
  let toldAtMs = startedAtMs;
  while (Date.now() - startedAtMs < LIMIT_MS && !signal.aborted) {
    await sleep(LOOK_MS);
    const now = await readStatus(statusFile);
    if (now === undefined) continue;
    if (first !== undefined && isQuiet(first, now, sinceMs)) return true;
    if (first === undefined || invocationsOf(first) !== invocationsOf(now)) [first, sinceMs] = [now, Date.now()];
    if (Date.now() - toldAtMs > TELL_EVERY_MS) {
      toldAtMs = Date.now();
      tell(`  ${invocationsOf(now)} invocations so far; running: ${busyOf(now, names) || 'none'}`);
    }
  }
  return false;
}

function invocationsOf({ mappings }: RunnerStatus): number {
  return mappings.flatMap(({ shards }) => shards).reduce((sum, { invocations }) => sum + invocations, 0);
}

function busyOf({ mappings }: RunnerStatus, names: ReadonlyMap<string, string>): string {
  const busy = mappings
    .filter(({ shards }) => shards.some(({ idle, finished }) => !idle && !finished))
    .map(({ functionName }) => names.get(functionName) ?? functionName);
  const more = busy.length - MAX_NAMED;
  return `${busy.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
