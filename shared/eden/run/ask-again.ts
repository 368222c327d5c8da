import type { CreateRun, Run } from './run.ts';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/**
 * Calls `ask` again, with growing jittered waits, until it returns a value or the run's waiting time is over or the run is
 * stopped (then undefined). The lease is renewed meanwhile, where the driver renews it.
 */
export async function askAgain<T>(
  run: Run & Pick<CreateRun, 'waitUntilMs' | 'isStopped'>,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const { clock, random } = run.deps;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const jitteredMs = Math.ceil(waitMs * (0.5 + random() / 2));
    if (run.isStopped() || clock.now() + jitteredMs > run.waitUntilMs) return undefined;
    await clock.sleep(jitteredMs);
    await run.journal.touch();
  }
}
