import { isJsonObject, type JsonObject } from '../../log/json-object.ts';

/** Reads a JSON object; undefined when the value is no text of one. */
export function readJsonObject(text: unknown): JsonObject | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
