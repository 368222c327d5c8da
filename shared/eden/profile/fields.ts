import { readJsonObject } from './json-object.ts';
import type { ProfileFields } from './profile.ts';

/**
 * Reads a profile's fields from a JSON object, as the table holds them; undefined when the value is no text of one.
 * Numbers and other values, which someone may have put there by hand, are read as their JSON text; `null` is left out.
 */
export function readFields(text: unknown): ProfileFields | undefined {
  const value = readJsonObject(text);
  if (value === undefined) return undefined;
  const given = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(given.map(([key, one]) => [key, typeof one === 'string' ? one : JSON.stringify(one)]));
}
