import type { SleepTarget } from '../../shared/eden/operation/sleep-run.ts';
import { type WakeOutcome, wakeEnvironment } from '../../shared/eden/operation/wake.ts';
import type { EdenDeps } from '../../shared/eden/run/run.ts';

const POLL_MS = 5_000;

/** Wakes an environment step by step. Each step is a run with a lease of its own: Ctrl-C between two of them leaves none. */
export async function stepUntilAwake(deps: EdenDeps, target: SleepTarget, untilMs: number): Promise<WakeOutcome> {
  for (;;) {
    const outcome = await wakeEnvironment(deps, target);
    const isOver = deps.isInterrupted?.() === true || deps.clock.now() + POLL_MS > untilMs;
    if (outcome.status !== 'waking' || isOver) return outcome;
    await deps.clock.sleep(POLL_MS);
    if (deps.isInterrupted?.() === true) return outcome;
  }
}
