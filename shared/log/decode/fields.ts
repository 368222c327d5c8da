import { isJsonObject, type JsonObject } from '../json-object.ts';
import type { Fields } from '../log.ts';

/** Names of the schema's fields in the JSON. A name with dots is a key of the root, or else a path. */
export interface FieldNames {
  readonly logType: string;
  readonly logId: string;
  readonly time: string;
}

/** Reads the schema's fields, and the extra paths, off a root object. */
export type ReadFields = (root: JsonObject) => Fields;

/** Makes less of a value. */
export type CutPicked = (value: unknown) => unknown;

/** Reads one value off a root object; `undefined` where there is none. */
type ReadValue = (root: JsonObject) => unknown;

/**
 * Compiles the schema's field names, and extra paths whose values go to `picked`, to one function.
 * Only an object's own keys are read: `constructor` or `__proto__` find nothing but what the JSON holds.
 * @param cutPicked makes less of a value of an extra path, which is kept as long as its log; default: it is kept whole.
 */
export function createFieldReader(
  names: FieldNames,
  pickPaths: readonly string[] = [],
  cutPicked: CutPicked = (value) => value,
): ReadFields {
  const logType = createReader(names.logType);
  const logId = createReader(names.logId);
  const time = createReader(names.time);
  if (pickPaths.length === 0) return (root) => ({ logType: logType(root), logId: logId(root), time: time(root) });
  const picks = pickPaths.map(createReader);
  return (root) => ({
    logType: logType(root),
    logId: logId(root),
    time: time(root),
    picked: picks.map((pick) => cutPicked(pick(root))),
  });
}

function createReader(name: string): ReadValue {
  const path = name.split('.');
  // Only a name that every object inherits costs the question whose it is.
  if (path.length === 1) return name in Object.prototype ? (root) => ownValue(root, name) : (root) => root[name];
  return (root) => {
    if (Object.hasOwn(root, name)) return root[name];
    let value: unknown = root;
    for (const key of path) {
      if (!isJsonObject(value)) return undefined;
      value = ownValue(value, key);
    }
    return value;
  };
}

function ownValue(container: JsonObject, key: string): unknown {
  return Object.hasOwn(container, key) ? container[key] : undefined;
}
