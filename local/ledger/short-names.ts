import type { StageFunction } from './stage.ts';

/** Names for people, by the names on AWS: `router`, or `forwarders-partner` where a service has several functions. */
export function shortNames(functions: readonly StageFunction[]): ReadonlyMap<string, string> {
  const isAlone = ({ service }: StageFunction): boolean =>
    functions.filter((other) => other.service === service).length === 1;
  return new Map(functions.map((fn) => [fn.name, isAlone(fn) ? fn.service : fn.id]));
}
