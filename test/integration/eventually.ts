import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Looks again and again until there is something to see: the local AWS does not report when it is done.
 * @throws Error naming the last failure after `withinMs`
 */
export async function eventually<T>(
  look: () => T | undefined | Promise<T | undefined>,
  withinMs = 30_000,
): Promise<NonNullable<T>> {
  let last: unknown = 'nothing was there';
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(100)) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== null) return seen;
    } catch (error) {
      last = error;
    }
  }
  throw new Error(`nothing within ${withinMs} ms: ${String(last)}`);
}
