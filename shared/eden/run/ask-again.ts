import type { Run } from './run.ts';

const firstWaitMs = 250;
const longestWaitMs = 5_000;

/**
 * Asks again, with growing jittered waits, until `ask` answers something or the run's waiting time is over (then
 * undefined). The lease is renewed meanwhile, where the driver renews.
 */
export async function patiently<T>(
  run: Run & { readonly waitUntilMs: number },
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const { clock, random } = run.deps;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const jitteredMs = Math.ceil(waitMs * (0.5 + random() / 2));
    if (clock.now() + jitteredMs > run.waitUntilMs) return undefined;
    await clock.sleep(jitteredMs);
    await run.journal.touch();
  }
}
