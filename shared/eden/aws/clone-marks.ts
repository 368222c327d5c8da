/**
 * The treatment of a field when a resource is cloned: copied, left out for a reason, or given another value.
 * Each table of marks has every field of its AWS type, so that the compiler stops when the SDK gains one.
 */
export type Mark = 'copy' | { readonly drop: string } | { readonly override: string };

/** A tag as ECS writes it. */
export interface LowerTag {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

/** The fields marked `copy` that are set in `source`. */
export function copyMarked<Source extends object>(
  source: Source,
  marks: Readonly<Record<keyof Source, Mark>>,
): Partial<Source> {
  const copied: Partial<Source> = {};
  for (const key of Object.keys(marks) as (keyof Source)[]) {
    if (marks[key] === 'copy' && source[key] !== undefined) copied[key] = source[key];
  }
  return copied;
}

/** The reference's tags without eden's own, AWS's reserved ones, and those which ours replace; then ours. */
export function mergeTags(
  reference: readonly LowerTag[],
  own: Readonly<Record<string, string>>,
): { key: string; value: string }[] {
  const kept = reference.flatMap(({ key, value }) =>
    key === undefined || /^(eden:|aws:)/i.test(key) || Object.hasOwn(own, key) ? [] : [{ key, value: value ?? '' }],
  );
  return [...kept, ...Object.entries(own).map(([key, value]) => ({ key, value }))];
}
