import { isJsonObject } from '../../../shared/log/json-object.ts';

/**
 * The values of a log at a path, as an engine sees them: dots divide objects or are part of a key, lists are looked into.
 * @returns none where the path leads nowhere.
 */
export function valuesAt(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  if (path === '') return [value];
  if (!isJsonObject(value)) return [];
  const names = path.split('.');
  return names.flatMap((_, index) => {
    const key = names.slice(0, index + 1).join('.');
    return Object.hasOwn(value, key) ? valuesAt(value[key], names.slice(index + 1).join('.')) : [];
  });
}
