import { isJsonObject } from '../../shared/log/json-object.ts';
import { describeAnswer } from '../../shared/search/search-failure.ts';
import type { SearchAnswer } from '../../shared/search/search-port.ts';
import { meaningOf } from './answer.ts';
import type { Source } from './conflict.ts';

/** The engine's answer, or why there is none. */
export type Told<T> =
  | { readonly status: 'told'; readonly value: T }
  | { readonly status: 'unknown'; readonly error: string };

export function told<T>(value: T): Told<T> {
  return { status: 'told', value };
}

/**
 * Reads the answer to a look at what is stored or set.
 * @param none the value if the engine has nothing, or does not show it to this role.
 */
export function readLookup<T, N>(
  answer: SearchAnswer,
  operation: string,
  read: (body: Source) => T,
  none: N,
): Told<T | N> {
  const meaning = answer.status === 'answered' ? meaningOf('lookup', answer.httpStatus) : 'hold';
  if (meaning === 'ok' && answer.status === 'answered' && isJsonObject(answer.body)) return told(read(answer.body));
  return meaning === 'unavailable' ? told(none) : { status: 'unknown', error: describeAnswer(answer, operation) };
}

/** The value at a path; `undefined` if there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((found, key) => {
    if (typeof key === 'number') return Array.isArray(found) ? found[key] : undefined;
    return isJsonObject(found) ? found[key] : undefined;
  }, value);
}
