import type { EnvironmentItem } from './item.ts';
import { isSameName, type Names } from './names.ts';

/**
 * Whether an item was made by this name; one of an earlier version does not say. What an older eden made is also
 * addressed by its resource name.
 */
export function isMadeBy({ given_name: made, adopted, name }: EnvironmentItem, given: string): boolean {
  return made === undefined || isSameName(made, given) || (adopted === true && given === name);
}

/** The exact name to keep in an item: as it was given, unless it was given with the prefix. */
export function givenNameOf(before: EnvironmentItem | undefined, given: string, names: Names): string {
  return before?.given_name ?? (given === names.resource ? names.environment : given);
}
