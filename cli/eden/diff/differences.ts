/** A setting that a redeploy would change; absent values: it would be added, or removed. */
export interface Difference {
  readonly path: string;
  readonly present?: unknown;
  readonly wanted?: unknown;
}

/** Fields that name an element of a list, the first one that all have. */
const NAMES = ['name', 'Key', 'key', 'containerName', 'capacityProvider', 'containerPath', 'containerPort'] as const;

/**
 * The settings in which two values differ, by path. Lists of named things (containers, variables) are compared by name and
 * not by position; an empty value is as an absent one.
 */
export function differencesOf(present: unknown, wanted: unknown, path = ''): readonly Difference[] {
  if (isEmpty(present) && isEmpty(wanted)) return [];
  const [left, right] = [membersOf(present), membersOf(wanted)];
  if ((left ?? right) === undefined || isScalar(present, left) || isScalar(wanted, right)) {
    if (JSON.stringify(present) === JSON.stringify(wanted)) return [];
    return [{ path, ...(!isEmpty(present) && { present }), ...(!isEmpty(wanted) && { wanted }) }];
  }
  const names = new Set([...(left ?? []).map(([name]) => name), ...(right ?? []).map(([name]) => name)]);
  const [own, its] = [new Map(left), new Map(right)];
  return [...names].flatMap((name) =>
    differencesOf(own.get(name), its.get(name), path === '' ? name : `${path}.${name}`),
  );
}

/** An empty value has no members and no text of its own. */
function isScalar(value: unknown, members: unknown): boolean {
  return members === undefined && !isEmpty(value);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** The members of an object, or of a list of named things without their names; undefined for anything else. */
function membersOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Date) return undefined;
  if (!Array.isArray(value)) return Object.entries(value);
  const key = NAMES.find((one) => value.every((item) => item?.[one] !== undefined));
  if (key === undefined || value.length === 0) return undefined;
  const names = value.map((item) => String(item[key]));
  if (new Set(names).size < names.length) return undefined;
  return value.map((item): readonly [string, unknown] => {
    const { [key]: name, ...rest } = item;
    const values = Object.values(rest);
    // A variable, a tag or an attribute is its value alone.
    return [String(name), values.length === 1 ? values[0] : values.length === 0 ? true : rest];
  });
}
