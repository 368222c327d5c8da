/**
 * `next`, with every part that equals its part of `before` replaced by that part: what did not change stays the same
 * object, and its component is not drawn again. Both are JSON.
 */
export function shareUnchanged<T>(before: unknown, next: T): T {
  if (Object.is(before, next)) return next;
  if (typeof before !== 'object' || typeof next !== 'object' || before === null || next === null) return next;
  if (Array.isArray(before) !== Array.isArray(next)) return next;
  const known: Readonly<Record<string, unknown>> = { ...before };
  const shared = Array.isArray(next)
    ? next.map((part, index) => shareUnchanged(known[index], part))
    : shareFields(known, next);
  const isSame =
    Object.keys(before).length === Object.keys(shared).length &&
    Object.entries(shared).every(([key, value]) => key in known && Object.is(known[key], value));
  // Equal part by part.
  return (isSame ? before : shared) as T;
}

function shareFields(known: Readonly<Record<string, unknown>>, next: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(next).map(([key, value]) => [key, shareUnchanged(known[key], value)]));
}
