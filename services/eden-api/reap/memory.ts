import { isJsonObject } from '../../../shared/log/json-object.ts';
import type { Told } from './expiring.ts';
import type { Seen } from './orphans.ts';

/** The note of one run for the next: orphans by the time they were first seen, the environments that failed, and whose end was announced. */
export interface Memory {
  readonly seen: Seen;
  readonly failed: readonly string[];
  readonly told: Told;
}

/**
 * Reads the note of the run before. It is a row of the table, which may hold anything: a part that the reaper would not
 * have written is left out, as if that run had not noted it.
 */
export function readMemory(note: object | undefined, nowMs: number): Memory {
  const { seen, failed, told } = (note ?? {}) as Readonly<Record<string, unknown>>; // of any type
  return {
    seen: numbersOf(seen, nowMs),
    failed: Array.isArray(failed) ? failed.filter((key) => typeof key === 'string') : [],
    told: numbersOf(told, Number.POSITIVE_INFINITY),
  };
}

function numbersOf(value: unknown, max: number): Readonly<Record<string, number>> {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, number] => {
      const [, number] = entry;
      return typeof number === 'number' && number >= 0 && number <= max;
    }),
  );
}
